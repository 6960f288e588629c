import { renameSync, utimesSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprint, listChanges } from './changes.ts'
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
  expect(found).toMatchObject({ ok: true, count: 3 })
  expect(found.ok && found.paths.toSorted()).toEqual(['a.txt', 'b.txt', 'new/file.txt', 'ä name.txt'])
  write(root, { 'fresh.txt': 'x' })
  expect(await listChanges({ folder: join(root, 'new'), base: head, head: null })).toEqual({ ok: true, count: 1, paths: ['fresh.txt'] })
  expect(await listChanges({ folder: root, base: 'nowhere', head })).toMatchObject({ ok: false })
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
