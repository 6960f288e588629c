import { expect, test } from 'vitest'
import { diffTexts, parseDiff } from './diff.ts'

const PATCH = `diff --git a/greet.js b/greet.js
index 1..2 100644
--- a/greet.js
+++ b/greet.js
@@ -1,4 +1,4 @@ function x
-/** Old. */
+/** New. */
 export function greet() {
--- not a head
+  return 1
 }
\\ No newline at end of file
diff --git a/a b/c.txt b/a b/c.txt
new file mode 100644
--- /dev/null
+++ b/a b/c.txt
@@ -0,0 +1 @@
+x
diff --git a/old.bin b/new.bin
similarity index 90%
rename from old.bin
rename to new.bin
Binary files a/old.bin and b/new.bin differ
diff --git "a/\\303\\274.txt" "b/\\303\\274.txt"
deleted file mode 100644
--- "a/\\303\\274.txt"
+++ /dev/null
@@ -1 +0,0 @@
-x
`

test('reads files, hunks, lines and their numbers', () => {
  const files = parseDiff(PATCH)
  expect(files.map(({ path, status, added, removed }) => ({ path, status, added, removed }))).toEqual([
    { path: 'greet.js', status: 'changed', added: 2, removed: 2 },
    { path: 'a b/c.txt', status: 'added', added: 1, removed: 0 },
    { path: 'new.bin', status: 'renamed', added: 0, removed: 0 },
    { path: 'ü.txt', status: 'removed', added: 0, removed: 1 },
  ])
  expect(files[0]!.hunks[0]!.lines.map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ['removed', 1, null], ['added', null, 1], ['same', 2, 2], ['removed', 3, null], ['added', null, 3], ['same', 4, 4], ['note', null, null],
  ])
  expect(files[0]!.hunks[0]!.lines[3]!.text).toBe('-- not a head')
  expect(files[2]!.notes).toEqual(['Binary file: nothing to show.'])
})

test('nothing and nonsense are no files', () => {
  expect(parseDiff('')).toEqual([])
  expect(parseDiff('hello\n@@ -1 +1 @@\n+x')).toEqual([])
})

test('two texts: the middle is replaced', () => {
  expect(diffTexts('a\nb\nc\n', 'a\nx\ny\nc\n').map(({ kind, text }) => [kind, text])).toEqual([['same', 'a'], ['removed', 'b'], ['added', 'x'], ['added', 'y'], ['same', 'c']])
  expect(diffTexts('', 'x').map(({ kind }) => kind)).toEqual(['added'])
  expect(diffTexts('a\na', 'a').map(({ kind }) => kind)).toEqual(['same', 'removed'])
})
