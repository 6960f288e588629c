import type { JobRow } from '../store/job-row.ts'

const MOST = 40

/** A name for each job of a plan, by row number: the one it has, or one made of its title; no two are the same. */
export function toAliases(rows: readonly Pick<JobRow, 'seq' | 'id' | 'alias' | 'title'>[]): Map<number, string> {
  const aliases = new Map<number, string>()
  const taken = new Set<string>()
  const give = (seq: number, wanted: string): void => {
    let alias = wanted
    for (let number = 2; taken.has(alias); number++) alias = `${wanted.slice(0, 55)}-${number}`
    taken.add(alias)
    aliases.set(seq, alias)
  }
  // Names that are there come first: prompts and people know them.
  for (const row of rows) if (row.alias !== null) give(row.seq, row.alias)
  for (const row of rows) if (row.alias === null) give(row.seq, toSlug(row.title) || row.id)
  return aliases
}

/** `Write the tests!` → `write-the-tests`; empty when nothing of it can stand in a name. */
function toSlug(title: string): string {
  const words = title.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '')
  let slug = ''
  for (const word of words) {
    if (slug !== '' && slug.length + word.length >= MOST) break
    slug = slug === '' ? word.slice(0, MOST) : `${slug}-${word}`
  }
  return slug
}
