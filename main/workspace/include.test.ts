import { chmodSync, lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyIncluded, listExposed } from './include.ts'
import { commitAll, makeBench, read, run, write } from './testing.ts'
import { prepareWorktree } from './worktree.ts'

const bench = makeBench()

async function start(files: Record<string, string>, tracked: Record<string, string> = {}): Promise<{ repository: string; worktree: string; include: (...copy: string[]) => ReturnType<typeof copyIncluded> }> {
  const repository = bench.repository()
  write(repository, { '.gitignore': '.env*\nnode_modules/\n*.pem\nlinks/\n', ...tracked })
  commitAll(repository, 'ignore')
  write(repository, files)
  const worktree = bench.worktree()
  const result = await prepareWorktree({ repository, worktree, branch: `dispatch/${worktree.split('/').at(-1)}`, parents: [] })
  if (!result.ok) throw new Error(result.message)
  return { repository, worktree, include: (...copy) => copyIncluded({ repository, worktree, copy }) }
}

test('.worktreeinclude brings what it names and git ignores, and nothing else', async () => {
  const { worktree, include } = await start({
    '.worktreeinclude': '# secrets\n.env*\n!.env.production\nconfig/*.pem\nnotes.txt\na.txt\n',
    '.env': 'A', '.env.production': 'P', 'deep/er/.env.local': 'L', 'config/größe.pem': 'K', 'other/x.pem': 'X', 'notes.txt': 'not ignored', 'a.txt': 'tracked, changed', 'node_modules/m/.env': 'M',
  })
  const result = await include()
  expect(result).toEqual({ copied: ['.env', 'config/größe.pem', 'deep/er/.env.local', 'node_modules/m/.env'], exposed: [], notes: [] })
  expect(read(worktree, 'deep/er/.env.local')).toBe('L')
  expect(read(worktree, 'a.txt')).toBe('one\n')
  expect(run(worktree, 'status', '--porcelain')).toBe('')
})

test('copy entries: files, folders and globs; what is missing is a note', async () => {
  const { worktree, include, repository } = await start({ '.env': 'A', 'node_modules/m/index.js': 'm', 'node_modules/m/bin.sh': 'b', 'packages/one/.env': '1', 'packages/two/.env': '2', 'certs/x.pem': 'x', 'certs/sub/y.pem': 'y', '[id].pem': 'literal' })
  chmodSync(join(repository, 'node_modules/m/bin.sh'), 0o755)
  const result = await include('.env', 'node_modules/', 'packages/*/.env', 'c{erts,ort}', '[id].pem', 'nowhere.txt', 'a.txt/below', 'no/*.match')
  expect(result.copied).toEqual(['.env', '[id].pem', 'certs/sub/y.pem', 'certs/x.pem', 'node_modules/m/bin.sh', 'node_modules/m/index.js', 'packages/one/.env', 'packages/two/.env'])
  expect(result.notes).toEqual([expect.stringMatching(/^nowhere\.txt: not found/), expect.stringMatching(/^a\.txt\/below: not found/), expect.stringMatching(/^no\/\*\.match: matches no/)])
  expect(statSync(join(worktree, 'node_modules/m/bin.sh')).mode & 0o777).toBe(0o755)
  expect(read(worktree, 'certs/sub/y.pem')).toBe('y')
})

test('a second time refreshes ignored files; what git tracks is never overwritten', async () => {
  const { repository, worktree, include } = await start({ '.env': 'old', 'a.txt': 'changed by the person\n', 'open.txt': 'x' })
  await include('.env')
  write(repository, { '.env': 'new' })
  write(worktree, { 'open.txt': 'there before' })
  const result = await include('.env', 'a.txt', 'open.txt')
  expect(result).toMatchObject({ copied: ['.env'], notes: [expect.stringContaining('exists in the worktree'), expect.stringContaining('exists in the worktree')] })
  expect([read(worktree, '.env'), read(worktree, 'a.txt'), read(worktree, 'open.txt')]).toEqual(['new', 'one\n', 'there before'])
})

test('an untracked file git does not ignore is reported as exposed', async () => {
  const { include } = await start({ 'secret.txt': 'x' })
  expect(await include('secret.txt')).toMatchObject({ copied: ['secret.txt'], exposed: ['secret.txt'], notes: [expect.stringContaining('not ignored by git')] })
})

test('what an earlier run brought is exposed still, whatever was made of it; what git tracks or ignores there is not', async () => {
  const { repository, worktree, include } = await start({ '.worktreeinclude': 'key.txt\n', 'key.txt': 'K', '.env': 'A', 'secret.txt': 'x', 'a.txt': 'changed by the person\n', 'absent.txt': 'x' })
  const exposed = () => listExposed({ repository, worktree, copy: ['.env', 'secret.txt', 'a.txt', 'absent.txt'] })
  expect(await exposed()).toEqual([])
  // Ignored by the person's checkout, not yet by the commit the job began from.
  write(repository, { '.gitignore': '.env*\nkey.txt\n' })
  await include('.env', 'secret.txt')
  write(worktree, { 'a.txt': 'changed by the job\n', 'secret.txt': 'changed by the job\n', 'new.txt': 'made by the job\n' })
  expect(await include('secret.txt')).toMatchObject({ exposed: [] })
  expect(await exposed()).toEqual(['key.txt', 'secret.txt'])
})

test('nothing outside of the repository is read, and git’s own folder neither', async () => {
  const { repository, worktree, include } = await start({})
  write(bench.folder, { 'outside/secret.pem': 'S' })
  symlinkSync(join(bench.folder, 'outside'), join(repository, 'way-out'))
  const result = await include('../outside/secret.pem', '..', '.', '.git/config', '.GIT', '/etc/passwd', 'way-out/secret.pem', 'way-out/*.pem')
  expect(result.copied).toEqual([])
  expect(result.notes).toHaveLength(8)
  expect(lstatSync(join(worktree, 'way-out'), { throwIfNoEntry: false })).toBeUndefined()
})

test('links are copied as links when they stay inside', async () => {
  const { repository, worktree, include } = await start({ 'links/target.txt': 'x', '.env.real': 'x' })
  symlinkSync('target.txt', join(repository, 'links/inner'))
  symlinkSync(join(repository, '.env.real'), join(repository, 'links/absolute'))
  symlinkSync('missing', join(repository, 'links/broken'))
  symlinkSync('/etc/passwd', join(repository, 'links/out'))
  symlinkSync('../../up', join(repository, 'links/up'))
  symlinkSync('out/../../x', join(repository, 'links/sly'))
  const result = await include('links')
  expect(result.copied).toEqual(['links/absolute', 'links/broken', 'links/inner', 'links/sly', 'links/target.txt'])
  expect(result.notes.map((note) => note.split(':')[0])).toEqual(['links/out', 'links/up'])
  expect([readlinkSync(join(worktree, 'links/inner')), readlinkSync(join(worktree, 'links/absolute'))]).toEqual(['target.txt', '../.env.real'])
})

test('links in the worktree are not written through', async () => {
  const { repository, worktree, include } = await start({ '.env': 'new', 'links/x.pem': 'new' })
  write(bench.folder, { 'victim/.env': 'old' })
  mkdirSync(join(bench.folder, 'victim/sub'))
  symlinkSync(join(bench.folder, 'victim/.env'), join(worktree, '.env'))
  symlinkSync(join(bench.folder, 'victim/sub'), join(worktree, 'links'))
  expect(await include('.env', 'links')).toMatchObject({ copied: ['.env'], notes: [expect.stringMatching(/links\/x\.pem: a link in the worktree/)] })
  expect([read(bench.folder, 'victim/.env'), read(worktree, '.env'), lstatSync(join(worktree, '.env')).isSymbolicLink()]).toEqual(['old', 'new', false])
  expect(lstatSync(join(bench.folder, 'victim/sub/x.pem'), { throwIfNoEntry: false })).toBeUndefined()
  expect(read(repository, '.env')).toBe('new')
})

test('nothing wanted, nothing done', async () => {
  const { include } = await start({})
  expect(await include()).toEqual({ copied: [], exposed: [], notes: [] })
})
