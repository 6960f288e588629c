/** A colour in both themes. */
export interface Token { light: string; dark: string }
const of = (light: string, dark: string): Token => ({ light, dark })

/** Grounds text stands on. */
export const SURFACES = {
  bg: of('#ffffff', '#131418'),
  rail: of('#f6f6f8', '#0d0e11'),
  raised: of('#ffffff', '#1b1c22'),
  sunken: of('#f6f6f8', '#0d0e11'),
  hover: of('#f1f2f5', '#1d1f25'),
  selected: of('#e9edfb', '#222a45'),
} as const satisfies Record<string, Token>

/** Text that must be read on every surface: 4.5:1. */
export const INKS = {
  ink: of('#16171d', '#ececf1'),
  soft: of('#5a5d6b', '#a3a6b4'),
  accent: of('#3451c7', '#9db0ff'),
} as const satisfies Record<string, Token>

/** Colour families of states, as text and as marks, on every surface. */
export const TONES = {
  slate: of('#525c70', '#a2abbd'),
  amber: of('#8a5200', '#e5b052'),
  blue: of('#1d5fc4', '#7fb2ff'),
  violet: of('#7440c4', '#bb9cff'),
  green: of('#12703c', '#5fcf8b'),
  red: of('#b8232f', '#ff8f92'),
  grey: of('#5d6068', '#a5a8b0'),
  orange: of('#a04409', '#f5a066'),
} as const satisfies Record<string, Token>

/** Pale grounds of blocks that carry a tone; their text is `ink` or the tone itself. */
export const TINTS = {
  'tint-amber': of('#fdf5e4', '#292213'),
  'tint-blue': of('#edf4fe', '#152239'),
  'tint-violet': of('#f5effe', '#231a38'),
  'tint-green': of('#eaf7ef', '#12271b'),
  'tint-red': of('#fdeeee', '#321a1d'),
  'tint-slate': of('#f3f4f7', '#1c1e25'),
} as const satisfies Record<string, Token>

/** Lines, fills and what stands on fills. `edge` bounds what can be typed into or pressed: 3:1. */
export const LINES = {
  line: of('#e4e5ea', '#272931'),
  edge: of('#828694', '#707485'),
  fill: of('#3451c7', '#4360d6'),
  'fill-hover': of('#2a44ad', '#3a55c4'),
  'on-fill': of('#ffffff', '#ffffff'),
  danger: of('#b8232f', '#c43440'),
  focus: of('#3451c7', '#9db0ff'),
  backdrop: of('#16171d66', '#000000a6'),
  hit: of('#ffe08a', '#6b5310'),
  'hit-now': of('#ffb02e', '#a8780a'),
} as const satisfies Record<string, Token>

/** Every token: the names are those of `@theme` in styles.css. */
export const TOKENS: Record<string, Token> = { ...SURFACES, ...INKS, ...TONES, ...TINTS, ...LINES }

/** The tokens as CSS variables of one theme. */
export function toCss(theme: keyof Token): string {
  return Object.entries(TOKENS).map(([name, token]) => `--${name}:${token[theme]}`).join(';')
}
