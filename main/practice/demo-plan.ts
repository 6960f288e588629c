import type { z } from 'zod'
import type { Plan } from '../../contract/plan.ts'
import type { ProfileSpecInput } from '../../contract/profile.ts'

/** The prompts of the tour; the script answers by them. */
export const DEMO_PROMPTS = {
  greeting: 'Add a greeting for the name given, with a test.',
  readme: 'Document the greeting by name in README.md.\n\nWhat was done before: {{result}}',
  farewell: 'Add a farewell beside the greeting, in a file of its own, with a test.',
  shout: 'Make the greeting shout, for people who are far away.',
  posters: 'Describe the shouting greeting on a poster (POSTER.md).',
  review: 'Review what the greeting, its documentation and the farewell have become together.',
  release: 'Tag the project as v1.1.0.',
} as const

const check = { command: 'node --test', timeoutMs: 60_000 }

/**
 * The tour: two jobs that build on each other, one beside them, a review that joins all branches,
 * one that fails its check, its child that is cancelled for it, and one that a person must release and then allow to tag.
 */
export function makeDemoPlan({ repository, profile }: { repository: string; profile: string }): z.input<typeof Plan> {
  return {
    pipeline: 'Practice tour',
    defaults: { repository, profile, labels: { tour: 'practice' } },
    jobs: {
      greeting: { title: 'Greet by name', prompt: DEMO_PROMPTS.greeting, check, priority: 10 },
      readme: { title: 'Document it', prompt: DEMO_PROMPTS.readme, after: ['greeting'], check },
      farewell: { title: 'Say goodbye, too', prompt: DEMO_PROMPTS.farewell, check },
      shout: { title: 'Shout (breaks a test)', prompt: DEMO_PROMPTS.shout, check },
      posters: { title: 'Put the shouting on a poster', prompt: DEMO_PROMPTS.posters, after: ['shout'] },
      review: { title: 'Review it all', prompt: DEMO_PROMPTS.review, after: ['readme', 'farewell'], check },
      release: { title: 'Tag v1.1.0 (waits for you)', prompt: DEMO_PROMPTS.release, after: ['review'], hold: true },
    },
  }
}

/** A profile that talks to the practice API and to nothing else: no account, no cost. */
export function makeDemoProfile({ name, url, claude }: { name: string; url: string; claude: string }): ProfileSpecInput {
  return {
    name,
    description: 'Practice: answers come from a script on this machine. No account, no cost.',
    auth: { kind: 'api-key', key: 'sk-ant-0000-for-the-tour-only' },
    env: { ANTHROPIC_BASE_URL: url, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', CLAUDE_CODE_MAX_RETRIES: '2' },
    home: 'profile',
    permissionMode: 'acceptEdits',
    allow: ['Bash(node --test)'],
    prompts: 'ask',
    slots: 2,
    maxTurns: 20,
    timeoutMs: 300_000,
    claude,
  }
}
