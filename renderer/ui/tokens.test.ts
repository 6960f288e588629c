// @ts-expect-error tests run in Node, whose types the window does not see
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contrast } from './contrast.ts'
import { INKS, LINES, SURFACES, TINTS, TOKENS, TONES, type Token } from './tokens.ts'

const THEMES = ['light', 'dark'] as const
/** Pairs below a limit, by name. */
function tooPale(front: Record<string, Token>, back: Record<string, Token>, least: number): string[] {
  return THEMES.flatMap((theme) => Object.entries(front).flatMap(([name, token]) => Object.entries(back).flatMap(([ground, surface]) => {
    const found = contrast(token[theme], surface[theme])
    return found < least ? [`${theme}: ${name} on ${ground} is ${found.toFixed(2)}:1`] : []
  })))
}

test('contrast is what WCAG says', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 1)
})

test('all text reads on every surface: 4.5:1', () => {
  expect(tooPale({ ...INKS, ...TONES }, SURFACES, 4.5)).toEqual([])
})

test('text on tinted blocks reads: 4.5:1', () => {
  expect(tooPale({ ...INKS, ...TONES }, TINTS, 4.5)).toEqual([])
})

test('text on fills and on search hits reads', () => {
  expect(tooPale({ 'on-fill': LINES['on-fill'] }, { fill: LINES.fill, hover: LINES['fill-hover'], danger: LINES.danger }, 4.5)).toEqual([])
  expect(tooPale({ ink: INKS.ink }, { hit: LINES.hit }, 4.5)).toEqual([])
})

test('what can be pressed or typed into has an edge that shows: 3:1', () => {
  expect(tooPale({ edge: LINES.edge, focus: LINES.focus }, SURFACES, 3)).toEqual([])
})

test('styles.css names exactly these colours', () => {
  const css = readFileSync(new URL('styles.css', import.meta.url), 'utf8') as string
  const named = [...css.matchAll(/--color-([\w-]+): var\(--([\w-]+)\)/g)].map(([, color, variable]) => { expect(color).toBe(variable); return color })
  expect(named.sort()).toEqual(Object.keys(TOKENS).sort())
})
