import { resolve } from 'node:path'
import type { EdgeOtherwise, EdgeWhen } from '../../contract/job.ts'
import { usage } from './failure.ts'

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `30s`, `10m`, `2h`, `1d`, `1h30m` → milliseconds. A bare number but 0 is refused: nobody agrees on its unit. */
export function parseDuration(text: string, option: string): number {
  const parts = [...text.trim().toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g)]
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0)
  if (parts.length > 0 && parts.map(([whole]) => whole).join('').replace(/\s/g, '') === text.trim().toLowerCase().replace(/\s/g, '')) return Math.round(total)
  if (/^0+(\.0+)?$/.test(text.trim())) return 0
  if (/^\d+(\.\d+)?$/.test(text.trim())) throw usage(`expected a duration with a unit for ${option}, found ${text}: write ${text}s, ${text}m or ${text}h`)
  throw usage(`expected a duration such as 30s, 10m, 2h or 1d for ${option}, found ${JSON.stringify(text)}: write a number and its unit`)
}

/** A duration that limits something: the shortest is a second. */
export function parseLimit(text: string, option: string): number {
  const limit = parseDuration(text, option)
  if (limit >= 1000) return limit
  throw usage(`expected at least 1s for ${option}, found ${text}: write for example 30s, 10m or 2h, or leave it out`)
}

/** `2026-11-23T14:00` (local unless it names a zone), `14:00` (the next such time), `+2h` → epoch ms. */
export function parseNotBefore(text: string, now: number): number {
  const value = text.trim()
  if (value.startsWith('+')) return now + parseDuration(value.slice(1), '--not-before')
  const clock = /^(\d{1,2}):(\d{2})$/.exec(value)
  if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60) {
    const date = new Date(now)
    date.setHours(Number(clock[1]), Number(clock[2]), 0, 0)
    if (date.getTime() <= now) date.setDate(date.getDate() + 1)
    return date.getTime()
  }
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00` : /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value) ? value.replace(' ', 'T') : ''
  const at = iso ? Date.parse(iso) : Number.NaN
  if (Number.isNaN(at)) throw usage(`expected a time for --not-before, found ${JSON.stringify(text)}: write 2026-11-23T14:00, 14:00 or +2h`)
  return at
}

/** A whole number within bounds. */
export function parseWhole(text: string, option: string, bounds: { least: number; most: number }): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= bounds.least && value <= bounds.most) return value
  throw usage(`expected a whole number from ${bounds.least} to ${bounds.most} for ${option}, found ${JSON.stringify(text)}: write for example ${Math.max(bounds.least, 1)}`)
}

/** Dollars: `5`, `0.50`, `$5`. */
export function parseMoney(text: string, option: string): number {
  const value = /^\$?\d+(\.\d+)?$/.test(text.trim()) ? Number(text.trim().replace('$', '')) : Number.NaN
  if (value > 0) return value
  throw usage(`expected an amount of dollars above 0 for ${option}, found ${JSON.stringify(text)}: write for example 5 or 0.50`)
}

/** `k=v`, several → a record. */
export function parseLabels(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw usage(`expected key=value for --label, found ${JSON.stringify(pair)}: write for example --label team=pay`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  }))
}

/** One of a few words, with the nearest named when it is none of them. */
export function parseChoice<const Word extends string>(text: string, option: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  throw usage(`expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)} for ${option}, found ${JSON.stringify(text)}: choose one of them`)
}

/** What all edges of a submission have in common. */
export interface EdgeWords { when?: EdgeWhen; otherwise?: EdgeOtherwise }

/** `--when` and `--otherwise` as they were given. */
export function toEdgeWords(options: { when?: string; otherwise?: string }): EdgeWords {
  return {
    ...(options.when === undefined ? {} : { when: parseChoice(options.when, '--when', ['success', 'failure', 'done']) }),
    ...(options.otherwise === undefined ? {} : { otherwise: parseChoice(options.otherwise, '--otherwise', ['cancel', 'hold']) }),
  }
}

/** `j4k9,jabc` and `alias=j4k9`, repeatable → edges. */
export function parseAfter(texts: readonly string[], edge: EdgeWords): ({ job: string; alias?: string } & EdgeWords)[] {
  return texts.flatMap((text) => text.split(',')).map((each) => each.trim()).map((each) => {
    if (each === '') throw usage('expected the ids of parents after --after, found an empty one: an earlier submit may have failed; write --after ID[,ID], or leave it out')
    const at = each.indexOf('=')
    return at < 0 ? { job: each, ...edge } : { job: each.slice(at + 1), alias: each.slice(0, at), ...edge }
  })
}

/** A folder as an absolute path. */
export function parseFolder(text: string | undefined, cwd: string): string {
  if (text !== undefined && text.trim() === '') throw usage('expected a folder after --repo, found nothing: write --repo DIR, or leave it out for this folder')
  return resolve(cwd, text ?? '.')
}
