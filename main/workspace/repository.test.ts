import { chownSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectRepository, resolveRef, snapshotHead } from './repository.ts'
import { commitAll, makeBench, run, write } from './testing.ts'

const bench = makeBench()

describe('inspectRepository accepts', () => {
  test('a clean checkout, and says when it is dirty', async () => {
    const root = bench.repository()
    const head = run(root, 'rev-parse', 'HEAD')
    expect(await inspectRepository(root)).toEqual({ ok: true, root, head, branch: 'main', dirty: false })
    write(root, { 'new.txt': 'x' })
    expect(await inspectRepository(root)).toMatchObject({ dirty: true })
    expect(await inspectRepository(root, { dirty: false })).toMatchObject({ dirty: false, head })
  })

  test('a sub-folder, whose root is the top level', async () => {
    const root = bench.repository()
    mkdirSync(join(root, 'deep', 'er'), { recursive: true })
    expect(await inspectRepository(join(root, 'deep', 'er'))).toMatchObject({ ok: true, root })
  })

  test('a symlink to the top level or above it, whose root is where the checkout really is', async () => {
    const root = bench.repository()
    const link = join(bench.folder, 'link-to-repo')
    symlinkSync(root, link)
    expect(await inspectRepository(`${link}/`)).toMatchObject({ ok: true, root })
    mkdirSync(join(root, 'deep'))
    expect(await inspectRepository(join(link, 'deep'))).toMatchObject({ ok: true, root })
    symlinkSync(bench.folder, join(bench.folder, 'link-above'))
    expect(await inspectRepository(root.replace(bench.folder, join(bench.folder, 'link-above')))).toMatchObject({ ok: true, root })
  })

  test('spaces, unicode and newlines in the path, and a detached HEAD', async () => {
    const root = bench.repository('größe 日本\n\nHEAD of all')
    mkdirSync(join(root, 'inner folder'))
    run(root, 'checkout', '--quiet', '--detach')
    expect(await inspectRepository(join(root, 'inner folder'))).toMatchObject({ ok: true, root, branch: null, head: run(root, 'rev-parse', 'HEAD') })
  })

  test('a linked worktree', async () => {
    const root = bench.repository()
    const linked = bench.worktree()
    run(root, 'worktree', 'add', '--quiet', '-b', 'side', linked)
    expect(await inspectRepository(linked)).toMatchObject({ ok: true, root: linked, branch: 'side' })
  })
})

describe('inspectRepository refuses, saying why:', () => {
  const refused = async (path: string, why: RegExp): Promise<void> => {
    expect(await inspectRepository(path)).toMatchObject({ ok: false, code: 'not-a-repository', message: expect.stringMatching(why) })
  }

  test('nothing there, a file, a relative path', async () => {
    const root = bench.repository()
    await refused(join(bench.folder, 'nothing'), /found nothing there/)
    await refused(join(root, 'a.txt'), /found a file/)
    await refused(join(root, 'a.txt', 'below'), /found nothing there/)
    await refused(`/${'x'.repeat(5000)}`, /found nothing there/)
    await refused('.', /relative path/)
    await refused('/tmp/a\0b', /NUL/)
  })

  test('not inside git', async () => {
    const plain = join(bench.folder, 'plain')
    mkdirSync(plain)
    await refused(plain, /not inside one/)
  })

  test('bare', async () => {
    const bare = join(bench.folder, 'bare.git')
    run(bench.folder, 'init', '--quiet', '--bare', bare)
    await refused(bare, /bare repository/)
    await refused(join(bare, 'refs'), /bare repository/)
  })

  test('no commit yet', async () => {
    const empty = join(bench.folder, 'empty')
    run(bench.folder, 'init', '--quiet', empty)
    await refused(empty, /without a commit/)
  })

  test('inside .git', async () => {
    const root = bench.repository()
    await refused(join(root, '.git'), /inside of a \.git/)
    await refused(join(root, '.git', 'refs'), /inside of a \.git/)
  })

  test.skipIf(process.getuid?.() !== 0)('a checkout of another user, with the fix', async () => {
    const root = bench.repository('some one else')
    chownSync(root, 12345, 12345)
    chownSync(join(root, '.git'), 12345, 12345)
    await refused(root, /git config --global --add safe\.directory '.*some one else'/)
  })
})

test('looking does not touch the index, stale stat cache or not', async () => {
  const root = bench.repository()
  utimesSync(join(root, 'a.txt'), 1, 1)
  const before = readFileSync(join(root, '.git', 'index'))
  await inspectRepository(root)
  await snapshotHead(root)
  expect(readFileSync(join(root, '.git', 'index')).equals(before)).toBe(true)
})

test('resolveRef finds branches, tags and relatives, and names what it does not find', async () => {
  const root = bench.repository()
  const first = run(root, 'rev-parse', 'HEAD')
  run(root, 'tag', '-a', 'v1', '-m', 'one')
  const second = commitAll(root, 'second')
  expect(await resolveRef(root, 'v1')).toEqual({ ok: true, commit: first })
  expect(await resolveRef(root, 'main')).toEqual({ ok: true, commit: second })
  expect(await resolveRef(root, 'HEAD~1')).toEqual({ ok: true, commit: first })
  for (const ref of ['no-such', '--all', '', 'a\nb', 'a\0b', '0123456789012345678901234567890123456789']) {
    const missing = await resolveRef(root, ref)
    expect(missing).toMatchObject({ ok: false, code: 'not-found' })
    if (!missing.ok) expect(missing.message).toContain(`"${ref}"`)
  }
})

test('snapshotHead tells a moved HEAD and a dirty tree', async () => {
  const root = bench.repository()
  const first = run(root, 'rev-parse', 'HEAD')
  expect(await snapshotHead(root)).toEqual({ ok: true, head: first, branch: 'main', dirty: false })
  const second = commitAll(root, 'more')
  writeFileSync(join(root, 'a.txt'), 'changed\n')
  expect(await snapshotHead(root)).toEqual({ ok: true, head: second, branch: 'main', dirty: true })
  expect(await snapshotHead(bench.folder)).toMatchObject({ ok: false })
})
