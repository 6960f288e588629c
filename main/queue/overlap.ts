import { isPlain, toPlain, trimGlob } from './glob.ts'

/** What a job in place says it touches; null when it does not say, and it may be anything. */
export type Touches = readonly string[] | null

/** A brace-free pattern by folders: a text with `*` for any run of characters and `?` for any one, or `**` for any folders. */
type Pattern = readonly string[]

const ANYWHERE: readonly Pattern[] = [['**']]
/** Readings of one glob with braces; whoever writes more means everything. */
const MOST_READINGS = 64
/** Characters compared of two lists of globs before they count as meeting: some 10 ms. Real lists stay below a ten-thousandth of it. */
const MOST_STEPS = 4_000_000
/** Globs whose readings are kept. */
const MOST_KNOWN = 5000
const known = new Map<string, readonly Pattern[]>()

/** Whether two jobs in place may be at the same files: they do, unless both say what they touch and no two of their globs can match a common path. */
export const mayMeet = (one: Touches, other: Touches): boolean => one === null || other === null || !meetings(one, other).next().done

/** Whether a job in place may start beside those that work there. */
export const fitsBeside = (touches: Touches, others: readonly Touches[]): boolean => !others.some((each) => mayMeet(touches, each))

/**
 * The globs of two lists that can match a common path, in pairs. Never silent where there is such a path; in doubt they meet: what a bracket or a `+` behind it stands for is not looked into,
 * and neither is the case of letters, which some file systems do not tell apart. (An accent that can be written in two ways counts as two, and links are not followed: what is missed is a file with two names.)
 */
export function* meetings(ones: readonly string[], others: readonly string[]): Generator<[one: string, other: string], void> {
  let steps = 0
  for (const one of ones) {
    for (const other of others) {
      const met = readingsOf(one).some((a) => readingsOf(other).some((b) => {
        if (differAtOnce(a, b)) return false
        steps += one.length * other.length
        return steps > MOST_STEPS || sequencesMeet(a, b, (folder) => folder === '**', foldersMeet)
      }))
      if (met) yield [one, other]
    }
  }
}

/** The first folder that stands in both, if no pattern comes before it, settles most pairs. */
const differAtOnce = ([a = '']: Pattern, [b = '']: Pattern): boolean => a !== b && !isWild(a) && !isWild(b)

const isWild = (folder: string): boolean => folder.includes('*') || folder.includes('?')

function foldersMeet(one: string, other: string): boolean {
  if (!isWild(one) && !isWild(other)) return one === other
  return sequencesMeet(one, other, (character) => character === '*', (a, b) => a === b || a === '?' || b === '?')
}

/** Whether two sequences have a reading in common; `isRun` says what stands for any number of members, and `meet` whether two other members may be the same. */
function sequencesMeet<Member>(ones: ArrayLike<Member>, others: ArrayLike<Member>, isRun: (member: Member) => boolean, meet: (one: Member, other: Member) => boolean): boolean {
  // From the end, a row for each member of the first: whether what is left of both from there on has a reading in common.
  let after: boolean[] = []
  for (let i = ones.length; i >= 0; i--) {
    const row: boolean[] = new Array<boolean>(others.length + 1)
    for (let j = others.length; j >= 0; j--) {
      const [one, other] = [ones[i], others[j]]
      if (one === undefined && other === undefined) row[j] = true
      else if (one !== undefined && isRun(one)) row[j] = after[j]! || (other !== undefined && row[j + 1]!)
      else if (other !== undefined && isRun(other)) row[j] = row[j + 1]! || (one !== undefined && after[j]!)
      else row[j] = one !== undefined && other !== undefined && after[j + 1]! && meet(one, other)
    }
    after = row
  }
  return after[0]!
}

/** All that a glob may stand for, each pattern perhaps for more. */
function readingsOf(glob: string): readonly Pattern[] {
  const found = known.get(glob)
  if (found !== undefined) return found
  if (known.size >= MOST_KNOWN) known.clear()
  const readings = read(glob)
  known.set(glob, readings)
  return readings
}

function read(glob: string): readonly Pattern[] {
  if (isPlain(glob)) return [[...foldCase(toPlain(glob)).split('/'), '**']]
  const text = foldCase(trimGlob(glob))
  // Read as parts of a regular expression by what matches paths.
  if (/[()|"\\\u0000]|[\]}]\+/.test(text)) return ANYWHERE
  const simple = text.replace(/\[[!^]?(?:[a-z0-9]-[a-z0-9]|[a-z0-9_.](?!-))+\]/g, BRACKET)
  if (/[[\]]/.test(simple)) return ANYWHERE
  if (!/[{}]/.test(simple)) return [toPattern(simple, /^\*\*+$/)]
  const texts = expand(simple)
  // A path that is the glob itself, letter by letter, is matched too. Beside a brace `**` goes through folders wherever it stands.
  return texts === null ? ANYWHERE : [...texts, simple].map((each) => toPattern(each, /\*\*/))
}

/** Stands for a bracket until runs of stars are told from it. */
const BRACKET = '\0'

function toPattern(text: string, anyFolders: RegExp): Pattern {
  return text.split('/').filter((folder) => folder !== '').map((folder) => (anyFolders.test(folder) ? '**' : folder.replace(/[*\0]+/g, '*')))
}

/** Letters as small ones. One stays as long as it was, because `?` stands for one character. */
function foldCase(text: string): string {
  return text.replace(/[A-Z]|\P{ASCII}/gu, (letter) => {
    const small = letter.toLowerCase()
    return small.length === letter.length ? small : letter
  })
}

/** The texts that braces stand for; null when there are too many, or what is in them is no list. */
function expand(text: string): string[] | null {
  let texts = [text]
  for (;;) {
    const braces = texts.map((each) => /\{([^{}]*)\}/.exec(each))
    if (braces.every((found) => found === null)) return texts.some((each) => /[{}]/.test(each)) ? null : texts
    const next = new Set<string>()
    for (const [index, found] of braces.entries()) {
      const each = texts[index]!
      if (found === null) { next.add(each); continue }
      const [whole, inner = ''] = found
      if (inner.includes('..')) return null
      // Braces around one text are only characters.
      const choices = inner.includes(',') ? inner.split(',') : [`?${inner}?`]
      for (const choice of choices) next.add(each.slice(0, found.index) + choice + each.slice(found.index + whole.length))
      if (next.size > MOST_READINGS) return null
    }
    texts = [...next]
  }
}
