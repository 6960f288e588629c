/** A line of a unified diff; numbers where it stands before and after. */
export interface DiffLine { kind: 'same' | 'added' | 'removed' | 'note'; text: string; before: number | null; after: number | null }
export interface Hunk { heading: string; lines: DiffLine[] }
/** What became of one file. `note` says what has no lines: binary, renamed, mode. */
export interface FileDiff { path: string; before: string | null; status: 'added' | 'removed' | 'renamed' | 'changed'; added: number; removed: number; hunks: Hunk[]; notes: string[] }

/** A unified diff of git's as files, hunks and lines. What it does not understand becomes a note, never an error. */
export function parseDiff(patch: string): FileDiff[] {
  const files: FileDiff[] = []
  let file: FileDiff | null = null
  let hunk: Hunk | null = null
  let [before, after] = [0, 0]
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('diff --git ')) {
      file = { path: toPath(line), before: null, status: 'changed', added: 0, removed: 0, hunks: [], notes: [] }
      hunk = null
      files.push(file)
      continue
    }
    if (!file) continue
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/.exec(line)
    if (head) {
      [before, after] = [Number(head[1]), Number(head[2])]
      hunk = { heading: head[3]!, lines: [] }
      file.hunks.push(hunk)
    } else if (!hunk) readHead(file, line)
    else if (line.startsWith('+')) { hunk.lines.push({ kind: 'added', text: line.slice(1), before: null, after: after++ }); file.added++ }
    else if (line.startsWith('-')) { hunk.lines.push({ kind: 'removed', text: line.slice(1), before: before++, after: null }); file.removed++ }
    else if (line.startsWith('\\')) hunk.lines.push({ kind: 'note', text: line.slice(2), before: null, after: null })
    else hunk.lines.push({ kind: 'same', text: line.slice(1), before: before++, after: after++ })
  }
  return files
}

function readHead(file: FileDiff, line: string): void {
  const [, word, rest] = /^(new file|deleted file|rename from|rename to|Binary files|GIT binary|old mode|new mode|\+\+\+|---) ?(.*)$/.exec(line) ?? []
  if (word === 'new file') file.status = 'added'
  else if (word === 'deleted file') file.status = 'removed'
  else if (word === 'rename from') { file.status = 'renamed'; file.before = unquote(rest!) }
  else if (word === 'rename to') file.path = unquote(rest!)
  else if (word === '+++' && rest !== '/dev/null') file.path = unquote(rest!).replace(/^b\//, '')
  else if (word === '---' && rest !== '/dev/null') file.before ??= unquote(rest!).replace(/^a\//, '')
  else if (word === 'Binary files' || word === 'GIT binary') file.notes.push('Binary file: nothing to show.')
  else if (word === 'new mode') file.notes.push(`Mode is now ${rest}.`)
}

/** `diff --git a/x b/x`: only right where the path holds no ` b/`; the lines below correct it otherwise. */
function toPath(line: string): string {
  const rest = line.slice('diff --git '.length)
  const quoted = /"b\/.*"$/.exec(rest)
  if (quoted) return unquote(quoted[0]).replace(/^b\//, '')
  const half = (rest.length - 1) / 2
  return Number.isInteger(half) && rest.slice(2, half) === rest.slice(half + 3) ? rest.slice(2, half) : rest.slice(rest.lastIndexOf(' b/') + 3)
}

/** git quotes paths with unusual characters and writes their bytes in octal. */
function unquote(path: string): string {
  const tidy = path.replace(/\t$/, '')
  if (!/^".*"$/.test(tidy)) return tidy
  const bytes: number[] = []
  const inner = tidy.slice(1, -1)
  for (let at = 0; at < inner.length; at++) {
    const octal = /^\\([0-7]{3})/.exec(inner.slice(at))
    if (octal) { bytes.push(Number.parseInt(octal[1]!, 8)); at += 3 }
    else if (inner[at] === '\\') { at++; bytes.push(({ n: 10, t: 9, r: 13 } as Record<string, number>)[inner[at]!] ?? inner.charCodeAt(at)) }
    else bytes.push(...new TextEncoder().encode(inner[at]))
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** Two short texts as a diff: what both begin and end with is kept, the middle is replaced. */
export function diffTexts(before: string, after: string): DiffLine[] {
  const [olds, news] = [toLines(before), toLines(after)]
  const shorter = Math.min(olds.length, news.length)
  let head = 0
  while (head < shorter && olds[head] === news[head]) head++
  let tail = 0
  while (tail < shorter - head && olds[olds.length - 1 - tail] === news[news.length - 1 - tail]) tail++
  return [
    ...olds.slice(0, head).map((text, at): DiffLine => ({ kind: 'same', text, before: at + 1, after: at + 1 })),
    ...olds.slice(head, olds.length - tail).map((text, at): DiffLine => ({ kind: 'removed', text, before: head + at + 1, after: null })),
    ...news.slice(head, news.length - tail).map((text, at): DiffLine => ({ kind: 'added', text, before: null, after: head + at + 1 })),
    ...olds.slice(olds.length - tail).map((text, at): DiffLine => ({ kind: 'same', text, before: olds.length - tail + at + 1, after: news.length - tail + at + 1 })),
  ]
}

const toLines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
