import { renameSync, utimesSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprint, listChanges } from './changes.ts'
import { diffWork } from './diff.ts'
import { commitAll, makeBench, run, write } from './testing.ts'

const bench = makeBench()

test('changes between commits and in the folder: a rename counts once and names both paths', async () => {
  const root = bench.repository()
  const base = run(root, 'rev-parse', 'HEAD')
  renameSync(join(root, 'a.txt'), join(root, 'ä name.txt'))
  write(root, { 'b.txt': 'three\n', 'new/file.txt': 'x\n' })
  commitAll(root, 'second')
  const head = run(root, 'rev-parse', 'HEAD')
  const found = await listChanges({ folder: root, base, head })
  expect(found.ok && found.files.toSorted()).toEqual([['a.txt', 'ä name.txt'], ['b.txt'], ['new/file.txt']])
  write(root, { 'fresh.txt': 'x' })
  expect(await listChanges({ folder: join(root, 'new'), base: head, head: null })).toEqual({ ok: true, files: [['fresh.txt']] })
  expect(await listChanges({ folder: root, base: 'nowhere', head })).toMatchObject({ ok: false })
})

test('the change in the folder has the content of new files, of all or of some, and leaves index and folder as they are', async () => {
  const root = bench.repository()
  const base = run(root, 'rev-parse', 'HEAD')
  write(root, { 'a.txt': 'two\n', 'new/ä.txt': 'fresh\n', 'empty.txt': '', '.gitignore': 'ignored.txt\n', 'ignored.txt': 'x', 'staged.txt': 's\n' })
  run(root, 'add', 'staged.txt')
  renameSync(join(root, 'b.txt'), join(root, 'c.txt'))
  run(root, 'init', '--quiet', 'inner')
  const before = [run(root, 'status', '--porcelain=v2'), run(root, 'ls-files', '--stage')]
  const diff = await diffWork({ repository: root, base, head: null })
  expect(diff.ok && diff.files.map(({ path }) => path).toSorted()).toEqual(['.gitignore', 'a.txt', 'c.txt', 'empty.txt', 'new/ä.txt', 'staged.txt'])
  expect(diff.ok && diff.patch).toMatch(/new file mode 100644\nindex 0000000(?:.|\n)*\+\+\+ b\/new\/ä\.txt\n@@ -0,0 \+1 @@\n\+fresh\n/)
  expect(await diffWork({ repository: root, base, head: null, own: (path) => path.startsWith('new/') })).toMatchObject({ files: [{ path: 'new/ä.txt', added: 1, removed: 0 }], cut: false })
  expect(await diffWork({ repository: root, base, head: null, limitBytes: 50 })).toMatchObject({ cut: true })
  expect([run(root, 'status', '--porcelain=v2'), run(root, 'ls-files', '--stage')]).toEqual(before)
  expect(await diffWork({ repository: join(root, 'nothing'), base, head: null })).toMatchObject({ ok: false, code: 'not-found' })
})

test('a fingerprint tells every change, also one that sets the time back', async () => {
  const root = bench.repository()
  write(root, { '.gitignore': 'ignored.txt\n', 'ignored.txt': 'one' })
  const prints = [await fingerprint(root), await fingerprint(root)]
  expect(prints[0]).toBe(prints[1])
  const acts = [
    () => {
      const { atime, mtime } = statSync(join(root, 'ignored.txt'))
      writeFileSync(join(root, 'ignored.txt'), 'two')
      utimesSync(join(root, 'ignored.txt'), atime, mtime)
    },
    () => writeFileSync(join(root, 'a.txt'), 'other\n'),
    () => writeFileSync(join(root, 'fresh.txt'), ''),
    () => commitAll(root, 'all'),
    () => run(root, 'switch', '--quiet', '--create', 'other'),
  ]
  for (const act of acts) {
    act()
    prints.push(await fingerprint(root))
  }
  expect(new Set(prints).size).toBe(acts.length + 1)
})

test('a fingerprint of some files tells what becomes of those, and of no others', async () => {
  const root = bench.repository()
  const own = (): Promise<string | null> => fingerprint(root, (path) => path.startsWith('own/'))
  const before = await own()
  write(root, { 'a.txt': 'other\n', 'other/fresh.txt': 'x' })
  commitAll(root, 'by another')
  expect(await own()).toBe(before)
  write(root, { 'own/fresh.txt': 'x' })
  const after = await own()
  expect(after).not.toBe(before)
  write(root, { 'own/fresh.txt': 'y' })
  expect(await own()).not.toBe(after)
})
