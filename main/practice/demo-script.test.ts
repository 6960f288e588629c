import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realClaude } from '../../e2e/fixtures/claude.ts'
import { makePlace, runClaude, type ClaudeRun, type ClaudeStep, type Place } from '../../e2e/fixtures/claude-run.ts'
import { removeTempFolders, tempFolder } from '../../e2e/fixtures/temp.ts'
import { Plan } from '../../contract/plan.ts'
import { ProfileSpec } from '../../contract/profile.ts'
import { DEMO_PROMPTS, makeDemoPlan, makeDemoProfile } from './demo-plan.ts'
import { makeDemoScript } from './demo-script.ts'
import { makePracticeRepository, runPracticeGit } from './repository.ts'

afterAll(removeTempFolders)

/** The check of the plan, as a job would run it: true when it passes. */
const check = (folder: string) => new Promise<boolean>((resolve) => execFile('node', ['--test'], { cwd: folder, env: { PATH: process.env.PATH } }, (error) => resolve(error === null)))

test('the plan and its profile are valid, and every job has a story', async () => {
  const plan = Plan.parse(makeDemoPlan({ repository: '/repo', profile: 'practice' }))
  expect(Object.values(plan.jobs).map((job) => job.prompt)).toEqual(Object.values(DEMO_PROMPTS))
  expect(plan.jobs.release?.hold).toBe(true)
  expect(ProfileSpec.parse(makeDemoProfile({ name: 'practice', url: 'http://127.0.0.1:1', claude: '/bin/claude' })).allow).toEqual(['Bash(node --test)'])
  const script = makeDemoScript()
  for (const prompt of Object.values(DEMO_PROMPTS)) {
    const answer = await script({ body: {}, headers: {}, sessionId: prompt, prompt: prompt.replace('{{result}}', 'Done.'), lastUserText: prompt.replace('{{result}}', 'Done.'), toolResults: [], turnNumber: 0, cwd: '/repo' })
    expect(answer.kind, prompt).toBe('tool')
  }
})

test('the practice repository needs no git settings, passes its own check and refuses a folder in use', async () => {
  const folder = join(tempFolder('practice'), 'greeter')
  const made = await makePracticeRepository(folder)
  expect(made).toMatchObject({ ok: true, path: folder })
  expect(await runPracticeGit(folder, 'status', '--porcelain')).toBe('')
  expect(await runPracticeGit(folder, 'branch', '--show-current')).toBe('main')
  expect(await check(folder)).toBe(true)
  expect(await makePracticeRepository(folder)).toMatchObject({ ok: false, message: expect.stringContaining('expected an empty folder') })
})

const claude = realClaude()

describe.skipIf(!claude)('the tour with the real claude', { timeout: 60_000 }, () => {
  let place: Place & { close(): Promise<void> }
  let repository: string
  beforeAll(async () => {
    repository = join(tempFolder('practice'), 'Grüße a b')
    await makePracticeRepository(repository)
    place = await makePlace(makeDemoScript(), { repository })
  })
  afterAll(() => place.close())

  /** Does a job of the tour in the repository; gives what it claims. */
  const work = async (name: keyof typeof DEMO_PROMPTS, step: ClaudeStep = {}): Promise<ClaudeRun & { claims: string }> => {
    const args = ['--allowedTools', 'Bash(node --test)', ...(step.args ?? [])]
    const run = await runClaude(claude!, place, { prompt: DEMO_PROMPTS[name].replace('{{result}}', 'Done.'), sessionId: null, ...step, args })
    expect({ exitCode: run.exitCode, isError: run.events.at(-1)!.is_error }).toEqual({ exitCode: 0, isError: false })
    return { ...run, claims: String(run.events.at(-1)!.result) }
  }

  test('greets by name, documents it, says goodbye and reviews it, and the check passes', async () => {
    expect((await work('greeting')).claims).toContain('Hello, Ada.')
    expect((await work('readme')).claims).toContain('README.md now shows')
    expect((await work('farewell')).claims).toContain('farewell.js')
    expect((await work('review')).claims).toContain('the tests pass')
    expect(await check(repository)).toBe(true)
    expect(readFileSync(join(repository, 'README.md'), 'utf8')).toContain('greet(\'Ada\') // Hello, Ada.')
    expect((await runPracticeGit(repository, 'status', '--porcelain')).split('\n').map((line) => line.trim().split(' ').at(-1)))
      .toEqual(['README.md', 'greet.js', 'greet.test.js', 'farewell.js', 'farewell.test.js'])
  })

  test('the release asks first, and says so when it is refused', async () => {
    const run = await work('release')
    expect(run.claims).toContain('I could not go on')
    expect(run.events.at(-1)!.permission_denials).toMatchObject([{ tool_name: 'Bash', tool_input: { command: 'git tag v1.1.0' } }])
    expect(await runPracticeGit(repository, 'tag')).toBe('')
  })

  test('shouting claims success and fails the check', async () => {
    await runPracticeGit(repository, 'checkout', '--quiet', '.')
    expect((await work('shout')).claims).toContain('All is well')
    expect(await check(repository)).toBe(false)
  })

  test('an unknown prompt is told what answers', async () => {
    expect((await work('posters', { prompt: 'Rewrite everything in Rust' })).claims).toContain('practice API, not Claude')
  })
})
