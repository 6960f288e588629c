import { expect, test } from 'vitest'
import { cancelJob } from './commands.ts'
import { editJob } from './edit.ts'
import { CHECKED, commit, ended, idle, LANDS, refusal, row, running, subjects, tip, workNext } from './land-last.testing.ts'
import { land } from './land.ts'
import { landInto } from './land-into.ts'
import { git, speak, writeFiles } from './testing.ts'

test('the last job of a diamond lands all of it, before its end is told and before anything starts after it', async () => {
  const bench = await running()
  const [one, two] = [await bench.submit({ ...CHECKED, title: 'One' }), await bench.submit({ ...CHECKED, title: 'Two' })]
  const last = await bench.submit({ ...LANDS, title: 'Last', after: [one.id, two.id] })
  const after = await bench.submit({ after: [last.id], context: 'fresh' })
  expect(last.land).toEqual({ into: 'main', how: 'squash', unverified: false })
  const [first, second] = [await bench.runner.nextStart(), await bench.runner.nextStart()]
  for (const process of [first, second]) {
    writeFiles(process.request.cwd, { [process.request.cwd.endsWith(one.id) ? 'one.txt' : 'two.txt']: 'x\n' })
    speak(process)
    process.end()
    ;(await bench.runner.nextStart()).end()
  }
  // It changes nothing of its own: what it is built on is landed all the same.
  await workNext(bench, {})
  const done = await ended(bench, last.id)
  expect(done).toMatchObject({ outcome: { kind: 'succeeded', message: 'Succeeded, though nothing changed, and the check passed. Landed in main.' }, landed: { into: 'main', how: 'squash', head: done.headCommit, commit: tip(bench) } })
  expect(git(bench.repository, 'log', '-1', '--format=%B')).toBe(`Last\n\n${[one, two, last].map(({ id }) => `Dispatch-Job: ${id}`).join('\n')}`)
  expect(git(bench.repository, 'ls-files')).toBe('a.txt\none.txt\ntwo.txt')
  expect(git(bench.repository, 'status', '--porcelain')).toBe('')
  for (const each of [one, two]) {
    expect(bench.get(each.id).landed).toMatchObject({ into: 'main', commit: tip(bench) })
    expect(bench.log(each.id).at(-1)?.text).toContain(`It came with ${last.id} ‘Last’`)
  }
  expect(bench.log(last.id).slice(-2).map((entry) => entry.kind)).toEqual(['git', 'result'])
  const child = await bench.runner.nextStart()
  // From the checkout as it was moved along.
  expect(git(child.request.cwd, 'ls-files')).toBe('a.txt\none.txt\ntwo.txt')
  speak(child)
  child.end()
  await ended(bench, after.id)
})

test('a chain that lands at its first and its last job: only what came after is brought the second time', async () => {
  const bench = await running()
  const first = await bench.submit({ ...LANDS, title: 'First' })
  const middle = await bench.submit({ ...CHECKED, title: 'Middle', after: [first.id] })
  const last = await bench.submit({ ...LANDS, title: 'Last', after: [middle.id] })
  // Brought as a whole, the same line would be added by both sides.
  for (const text of ['1\n', '2\n', '3\n']) await workNext(bench, { 'new.txt': text })
  expect(await ended(bench, last.id)).toMatchObject({ outcome: { kind: 'succeeded' }, landed: { commit: tip(bench) } })
  expect(subjects(bench)).toEqual(['Last', 'First', 'first'])
  expect(git(bench.repository, 'show', 'main:new.txt')).toBe('3')
  expect(git(bench.repository, 'log', '-1', '--format=%B')).toBe(`Last\n\nDispatch-Job: ${middle.id}\nDispatch-Job: ${last.id}`)
  expect(bench.get(first.id).landed!.commit).not.toBe(tip(bench))
})

test('two that end at once land one after the other, each on the newest; commits that came meanwhile are kept', async () => {
  const bench = await running()
  const jobs = [await bench.submit({ ...LANDS, title: 'One' }), await bench.submit({ ...LANDS, title: 'Two', land: { how: 'rebase' } })]
  const claudes = [await bench.runner.nextStart(), await bench.runner.nextStart()]
  claudes.forEach((process, index) => { writeFiles(process.request.cwd, { [`${index}.txt`]: 'x\n' }); speak(process) })
  commit(bench, { 'a.txt': 'meanwhile\n' })
  for (const process of claudes) process.end()
  const checks = [await bench.runner.nextStart(), await bench.runner.nextStart()]
  for (const check of checks) check.end()
  for (const { id } of jobs) expect(await ended(bench, id)).toMatchObject({ outcome: { kind: 'succeeded' }, landed: { into: 'main' } })
  expect(subjects(bench).toSorted()).toEqual(['One', 'Two', 'by hand', 'first'])
  expect(git(bench.repository, 'ls-files')).toBe('0.txt\n1.txt\na.txt')
})

test('a conflict: it has failed with the files named and its work kept; what depends on it is cancelled; landed by hand it stays failed', async () => {
  const bench = await running()
  const job = await bench.submit({ ...LANDS, title: 'Theirs', retry: { max: 1 } })
  const child = await bench.submit({ after: [job.id] })
  const claude = await bench.runner.nextStart()
  writeFiles(claude.request.cwd, { 'a.txt': 'theirs\n' })
  commit(bench, { 'a.txt': 'mine\n' })
  speak(claude)
  claude.end()
  ;(await bench.runner.nextStart()).end()
  const done = await ended(bench, job.id)
  expect(done).toMatchObject({ run: 1, outcome: { kind: 'failed', reason: 'not-landed', message: expect.stringMatching(/^Done, but not landed in main: ‘Theirs’ conflicts with main in a\.txt.*and land that job: a follow-up does not land by itself.*kept on dispatch\/j.*`dispatch land j\w+ --into main`\.$/) }, runs: [{ verified: { result: 'passed' } }] })
  expect(done.landed).toBeUndefined()
  expect(bench.log(job.id).find((entry) => entry.text.startsWith('Not landed in main, as one commit'))).toMatchObject({ kind: 'note', data: { files: ['a.txt'] } })
  expect(bench.log(job.id).map((entry) => entry.text)).toContain('Not tried again: not-landed is no failure that another attempt may mend.')
  expect(bench.get(child.id).outcome).toMatchObject({ kind: 'cancelled', reason: 'dependency-failed' })
  expect(subjects(bench)).toEqual(['by hand', 'first'])
  expect(git(bench.repository, 'show', `${done.branch}:a.txt`)).toBe('theirs')

  commit(bench, { 'a.txt': 'one\n' })
  await land(bench.core, { id: job.id, how: 'squash', unverified: false, dryRun: false })
  expect(bench.get(job.id)).toMatchObject({ outcome: { reason: 'not-landed' }, landed: { into: 'main', commit: tip(bench) } })
})

test('with not-landed among its reasons it is tried again, in the worktree as it was left, and lands what was merged there', async () => {
  const bench = await running()
  const job = await bench.submit({ ...LANDS, retry: { max: 1, backoffMs: 0, on: ['not-landed'], session: 'resume' } })
  const claude = await bench.runner.nextStart()
  writeFiles(claude.request.cwd, { 'a.txt': 'theirs\n' })
  commit(bench, { 'a.txt': 'mine\n' })
  speak(claude)
  claude.end()
  ;(await bench.runner.nextStart()).end()
  const again = await bench.runner.nextStart()
  expect(again.request.cwd).toBe(claude.request.cwd)
  expect(bench.get(job.id)).toMatchObject({ run: 2 })
  // As told: the branch is merged, and what conflicts is resolved.
  expect(() => git(again.request.cwd, 'merge', '--quiet', 'main')).toThrow()
  writeFiles(again.request.cwd, { 'a.txt': 'both\n' })
  git(again.request.cwd, 'commit', '--quiet', '--all', '-m', 'resolved')
  speak(again)
  again.end()
  ;(await bench.runner.nextStart()).end()
  expect(await ended(bench, job.id)).toMatchObject({ outcome: { kind: 'succeeded' }, landed: { into: 'main' } })
  expect(git(bench.repository, 'show', 'main:a.txt')).toBe('both')
})

test('a checkout with changes is left alone, and a branch that is gone is no other branch', async () => {
  const bench = await running()
  const dirty = await bench.submit(LANDS)
  git(bench.repository, 'branch', 'side')
  const gone = await bench.submit({ ...LANDS, land: { into: 'side' } })
  const claudes = [await bench.runner.nextStart(), await bench.runner.nextStart()]
  writeFiles(bench.repository, { 'a.txt': 'not committed\n' })
  git(bench.repository, 'branch', '-D', 'side')
  for (const process of claudes) {
    writeFiles(process.request.cwd, { 'new.txt': 'x\n' })
    speak(process)
    process.end()
    ;(await bench.runner.nextStart()).end()
  }
  expect((await ended(bench, dirty.id)).outcome).toMatchObject({ reason: 'not-landed', message: expect.stringMatching(/stands on main and has changes of its own \(a\.txt\)\. Commit or stash them/) })
  expect((await ended(bench, gone.id)).outcome).toMatchObject({ reason: 'not-landed', message: expect.stringMatching(/expected a local branch side .* found none/) })
  expect(git(bench.repository, 'branch', '--list', 'side')).toBe('')
})

test('what could not be landed for sure is refused when it is submitted or edited', async () => {
  const bench = await idle()
  expect(await refusal(bench.submit({ land: {} }))).toMatchObject({ code: 'bad-input', details: { field: 'land' }, message: expect.stringMatching(/expected a check, found none.*unverified/) })
  expect(await refusal(bench.submit({ ...LANDS, isolation: 'none' }))).toMatchObject({ details: { field: 'land' } })
  expect(await refusal(bench.submit({ ...LANDS, land: { into: 'mian' } }))).toMatchObject({ details: { field: 'land.into' }, message: expect.stringContaining('git branch mian') })
  git(bench.repository, 'branch', 'dispatch/jx')
  expect(await refusal(bench.submit({ ...LANDS, land: { into: 'dispatch/jx' } }))).toMatchObject({ message: expect.stringContaining('branch of your own') })
  const job = await bench.submit({ land: { unverified: true } })
  expect(await refusal(editJob(bench.core, row(bench, job.id), { id: job.id, land: { how: 'squash', unverified: false } }))).toMatchObject({ message: expect.stringContaining('expected a check') })
  expect(await editJob(bench.core, row(bench, job.id), { id: job.id, land: { how: 'merge', unverified: false }, check: { command: 'true', timeoutMs: 1000 } })).toMatchObject({ land: { into: 'main', how: 'merge', unverified: false } })
  expect(await refusal(editJob(bench.core, row(bench, job.id), { id: job.id, check: null }))).toMatchObject({ message: expect.stringContaining('expected a check') })
  expect((await editJob(bench.core, row(bench, job.id), { id: job.id, land: null, check: null })).land).toBeUndefined()
  git(bench.repository, 'checkout', '--quiet', '--detach')
  expect(await refusal(bench.submit(LANDS))).toMatchObject({ details: { field: 'land.into' }, message: expect.stringContaining('detached') })
})

test('it waits for a job that works in place, and can be cancelled meanwhile', async () => {
  const bench = await running()
  const job = await bench.submit(LANDS)
  const claude = await bench.runner.nextStart()
  const other = await bench.submit(LANDS)
  const second = await bench.runner.nextStart()
  const place = await bench.submit({ isolation: 'none' })
  const inPlace = await bench.runner.nextStart()
  for (const process of [claude, second]) {
    writeFiles(process.request.cwd, { 'new.txt': 'x\n' })
    speak(process)
    process.end()
    ;(await bench.runner.nextStart()).end()
  }
  for (const { id } of [job, other]) await bench.until(() => bench.log(id).some((entry) => entry.text.startsWith(`Waits with landing until ${place.id} has ended`)))
  expect(subjects(bench)).toEqual(['first'])
  await cancelJob(bench.core, row(bench, other.id), false)
  expect(bench.get(other.id).outcome).toMatchObject({ kind: 'cancelled', reason: 'by-person' })
  speak(inPlace)
  inPlace.end()
  expect(await ended(bench, job.id)).toMatchObject({ outcome: { kind: 'succeeded' }, landed: { into: 'main' } })
})

test('while landing waits for a job that works in place, its slot is free', async () => {
  const bench = await running()
  await bench.profile({ name: 'one', slots: 1 })
  const job = await bench.submit({ ...LANDS, profile: 'one' })
  const claude = await bench.runner.nextStart()
  const place = await bench.submit({ isolation: 'none' })
  const inPlace = await bench.runner.nextStart()
  const next = await bench.submit({ profile: 'one' })
  writeFiles(claude.request.cwd, { 'new.txt': 'x\n' })
  speak(claude)
  claude.end()
  ;(await bench.runner.nextStart()).end()
  const beside = await bench.runner.nextStart()
  expect(beside.request.cwd).toContain(next.id)
  expect([job, place].map(({ id }) => bench.get(id).state)).toEqual(['running', 'running'])
  speak(inPlace)
  inPlace.end()
  expect(await ended(bench, job.id)).toMatchObject({ outcome: { kind: 'succeeded' }, landed: { into: 'main' } })
})

test('a job in place does not start while work is being landed in its repository, and does once that is done', async () => {
  const bench = await running()
  const job = await bench.submit(CHECKED)
  await workNext(bench, { 'new.txt': 'x\n' })
  await ended(bench, job.id)
  let place = ''
  const landed = await landInto(bench.core, {
    jobs: [row(bench, job.id)], into: 'main', how: 'squash', dryRun: false,
    beforeMove: async () => {
      place = (await bench.submit({ isolation: 'none' })).id
      // The younger one is started past it.
      const beside = await bench.submit({ profile: 'many' })
      expect((await bench.runner.nextStart()).request.cwd).toContain(beside.id)
      expect(bench.get(place).state).toBe('queued')
    },
  })
  expect(landed).toMatchObject({ ok: true })
  expect((await bench.runner.nextStart()).request.cwd).toBe(bench.repository)
  await bench.until(() => bench.get(place).state === 'running')
})
