import { join } from 'node:path'
import type { Answer, ToolCall } from './answer.ts'
import { DEMO_PROMPTS } from './demo-plan.ts'
import { GREET_JS } from './repository.ts'
import { byPrompt, type Script, type Turn } from './script.ts'

/** So that a person sees states change, and the whole tour still ends in half a minute. */
const DELAY_MS = 150

interface Step { thinking?: string; text: string; calls: ToolCall[] }
/** A job: what is done step by step in the folder Claude works in, and the closing words. */
interface Story { steps: (path: (name: string) => string) => Step[]; closing: string }

const read = (path: string): ToolCall => ({ name: 'Read', input: { file_path: path } })
const write = (path: string, content: string): ToolCall => ({ name: 'Write', input: { file_path: path, content } })
const edit = (path: string, old_string: string, new_string: string): ToolCall => ({ name: 'Edit', input: { file_path: path, old_string, new_string } })
const bash = (command: string, description: string): ToolCall => ({ name: 'Bash', input: { command, description } })
const runTests = bash('node --test', 'Run the tests')

const GREET_BY_NAME_JS = `/** What we say to whoever comes in, by name if we know it. */
export function greet(name) {
  return name ? \`Hello, \${name}.\` : 'Hello.'
}
`
const GREET_BY_NAME_TEST_JS = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { greet } from './greet.js'

test('greets', () => {
  assert.equal(greet(), 'Hello.')
})

test('greets by name', () => {
  assert.equal(greet('Ada'), 'Hello, Ada.')
})
`
const FAREWELL_JS = `/** What we say to whoever leaves. */
export function farewell(name) {
  return name ? \`Goodbye, \${name}.\` : 'Goodbye.'
}
`
const FAREWELL_TEST_JS = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { farewell } from './farewell.js'

test('says goodbye', () => {
  assert.equal(farewell(), 'Goodbye.')
  assert.equal(farewell('Ada'), 'Goodbye, Ada.')
})
`
const USE = '    greet() // Hello.\n'

const stories: Record<keyof typeof DEMO_PROMPTS, Story> = {
  greeting: {
    steps: (path) => [
      { thinking: 'The function takes no name yet. Read it and its test first.', text: 'I will look at the greeting and its test.', calls: [read(path('greet.js')), read(path('greet.test.js'))] },
      { text: 'The greeting takes no name yet. I will add one, keep the old form, and test both.', calls: [edit(path('greet.js'), GREET_JS, GREET_BY_NAME_JS), write(path('greet.test.js'), GREET_BY_NAME_TEST_JS)] },
      { text: 'Now the tests.', calls: [runTests] },
    ],
    closing: '`greet(name)` now greets by name: `greet(\'Ada\')` gives "Hello, Ada." Without a name it says "Hello." as before. Both are tested.',
  },
  readme: {
    steps: (path) => [
      { text: 'I will read the README and the function it describes.', calls: [read(path('README.md')), read(path('greet.js'))] },
      { text: 'The example should show the name.', calls: [edit(path('README.md'), USE, `${USE}    greet('Ada') // Hello, Ada.\n`)] },
    ],
    closing: 'README.md now shows both forms of the greeting.',
  },
  farewell: {
    steps: (path) => [
      { text: 'I will see how the greeting is written, to match it.', calls: [read(path('greet.js'))] },
      { text: 'A file of its own, and a test beside it.', calls: [write(path('farewell.js'), FAREWELL_JS), write(path('farewell.test.js'), FAREWELL_TEST_JS)] },
      { text: 'Now the tests.', calls: [runTests] },
    ],
    closing: '`farewell(name)` is in farewell.js, with its test.',
  },
  shout: {
    steps: (path) => [
      { text: 'I will look at the greeting.', calls: [read(path('greet.js'))] },
      { text: 'Louder.', calls: [edit(path('greet.js'), '\'Hello.\'', '\'HELLO!\'')] },
    ],
    closing: 'The greeting shouts now. All is well.',
  },
  posters: {
    steps: (path) => [{ text: 'A poster, then.', calls: [write(path('POSTER.md'), '# HELLO!\n')] }],
    closing: 'POSTER.md is ready.',
  },
  review: {
    steps: (path) => [
      { thinking: 'Three branches meet here. Read what they made together.', text: 'I will read everything that changed.', calls: [read(path('greet.js')), read(path('farewell.js')), read(path('README.md'))] },
      { text: 'And see whether it holds together.', calls: [runTests] },
    ],
    closing: 'The three changes fit together and the tests pass. One remark: README.md does not mention `farewell` yet.',
  },
  release: {
    steps: (path) => [
      { text: 'I will check what is to be tagged.', calls: [read(path('package.json'))] },
      { text: 'Tagging needs your permission.', calls: [bash('git tag v1.1.0', 'Tag the release')] },
    ],
    closing: 'The project is tagged as v1.1.0.',
  },
}

/** The script behind `dispatch demo`. Prompts it does not know get an answer that says what it is. */
export function makeDemoScript(): Script {
  const scripts = (Object.keys(stories) as (keyof typeof stories)[]).map((name): [RegExp, Script] => [startOf(DEMO_PROMPTS[name]), tell(stories[name])])
  return byPrompt([...scripts, [/(?:)/, (turn) => closingOf(`This is the practice API, not Claude: it knows only the prompts of the tour. You asked: ${turn.lastUserText.slice(0, 200)}`)]])
}

/** The first sentence, as it stands: what follows may have been filled in. */
function startOf(prompt: string): RegExp {
  return new RegExp(`^${prompt.split('\n')[0]!.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
}

function tell(story: Story): Script {
  const told = new Map<string, number>()
  return (turn) => {
    if (turn.lastUserText !== turn.prompt && turn.toolResults.length === 0) return closingOf('That is beyond this practice script. What I did before still stands.')
    const steps = story.steps((name) => join(turn.cwd, name))
    const at = turn.toolResults.length === 0 ? 0 : told.get(turn.sessionId) ?? 0
    told.set(turn.sessionId, at + 1)
    const trouble = troubleIn(turn)
    if (trouble !== null) return closingOf(`I could not go on: ${trouble}`)
    const step = steps[at]
    return step ? { kind: 'tool', ...step, delayMs: DELAY_MS, usage: { input_tokens: 900 + 300 * at, cache_read_input_tokens: 12_000 } } : closingOf(story.closing)
  }
}

/** The first lines of what went wrong in the last calls; null when nothing did. */
function troubleIn(turn: Turn): string | null {
  const failed = turn.toolResults.find((result) => result.isError)
  return failed ? failed.content.replace(/<\/?tool_use_error>/g, '').split('\n').slice(0, 2).join(' ').slice(0, 300) : null
}

const closingOf = (text: string): Answer => ({ kind: 'slow', text, delayMs: DELAY_MS / 3, pieces: 5, usage: { cache_read_input_tokens: 14_000 } })

