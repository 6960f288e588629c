import { randomUUID } from 'node:crypto'
import type { ClaudeSession } from '../claude/argv.ts'
import { findTranscript } from '../claude/transcript.ts'
import { profileFolders } from '../profiles/folders.ts'
import { fillNames, MAX_FILLED_BYTES } from '../queue/template.ts'
import { getConversation } from '../store/conversations.ts'
import { listParents } from '../store/edges.ts'
import { toCheck, toLand } from '../store/job-row.ts'
import { turnedDownOf } from '../store/landing.ts'
import { resultOf, runToResume, type RunToResume } from '../store/runs.ts'
import { askForJson } from './result-schema.ts'
import type { RunContext } from './run.ts'

/** What Claude is told when its engine died under it. */
const GO_ON = 'You were interrupted: the program that ran you ended. Look at what is already done (files, git log, processes), do not repeat it, and go on with the task until it is finished.'
/** What Claude is told when its attempt failed and it is to go on in the same session. */
const TRY_AGAIN = 'Your attempt at this task ended before it was done. Look at what is already there (files, git log), do not repeat it, and go on until the task is finished.'
/** The end of a check's output, where compilers and test runners say what is wrong. */
const TOLD_OUTPUT = 8000

function toGoOn({ interrupted, verified }: RunToResume, run: RunContext): string {
  if (interrupted) return GO_ON
  const [refused, into] = [turnedDownOf(run.row), toLand(run.row)?.into]
  if (refused !== null) return `${TRY_AGAIN}\n\nThe work is done so far, but it could not be brought into the branch ${into}: ${refused}\n\nIf it conflicts: merge ${into} into the branch you are on, resolve what conflicts so that both sides keep their meaning, and commit.`
  if (verified?.result !== 'failed') return TRY_AGAIN
  const byCommand = (verified.steps?.at(-1)?.kind ?? 'command') === 'command'
  const output = verified.output.slice(-TOLD_OUTPUT)
  const failed = `${TRY_AGAIN}\n\nThe check that decides whether it is done did not pass${byCommand ? ` (exit code ${verified.exitCode ?? 'none'})` : ''}.`
  if (output.trim() === '') return `${failed} It said nothing of why.`
  return `${failed} ${byCommand ? 'The end of its output' : 'What it found'}:\n\n${output}`
}

/** The session a run writes to, the prompt it gets, and the session whose cost it goes on counting from. */
export type SessionPlan = { ok: true; session: ClaudeSession; prompt: string; note: string | null; costFrom: string | null } | { ok: false; message: string }

/** Decides it from the job's context, and from what is there of earlier sessions. */
export function planSession(run: RunContext): SessionPlan {
  const { core, row } = run
  const config = profileFolders(core.home, run.profile.name).config
  const has = (id: string | null): id is string => id !== null && findTranscript(config, id) !== null
  if (row.resume === 1) {
    const last = runToResume(core.store.read, row.seq, run.live.number)
    if (last !== undefined && has(last.sessionId)) return { ok: true, session: { kind: 'resume', id: last.sessionId }, prompt: toGoOn(last, run), note: `Resumes session ${last.sessionId} after ${last.interrupted ? 'an interruption' : 'a failed attempt'}`, costFrom: last.sessionId }
  }
  const prompt = `${fillPrompt(run)}${askForJson(toCheck(row)?.schema)}`
  if (Buffer.byteLength(prompt) > MAX_FILLED_BYTES) return { ok: false, message: `Expected a prompt of at most ${MAX_FILLED_BYTES / 1e6} MB with its parents' results filled in, found ${(Buffer.byteLength(prompt) / 1e6).toFixed(1)} MB. Name fewer of them, or let a parent write them to a file.` }
  if (row.context === 'continue') {
    const session = getConversation(core.store.read, row.conversation)!.session_id
    if (session === null) return { ok: true, session: { kind: 'new', id: randomUUID() }, prompt, note: null, costFrom: null }
    if (!has(session)) return { ok: false, message: `Expected the transcript of conversation ${row.conversation} (session ${session}), found none: Claude has removed it, or it never came to be. Submit the job with context branch to begin a new conversation.` }
    return { ok: true, session: { kind: 'resume', id: session }, prompt, note: `Continues conversation ${row.conversation}`, costFrom: session }
  }
  if (row.context === 'fork') {
    const parent = listParents(core.store.read, row.seq)[0]
    const from = parent === undefined ? null : getConversation(core.store.read, parent.conversation)!.session_id
    const transcript = from === null || parent === undefined ? null : findTranscript(profileFolders(core.home, parent.profile).config, from)
    if (transcript === null) return { ok: false, message: `Expected a conversation of ${parent?.id ?? 'the parent'} to fork, found no transcript. Submit the job with context branch instead.` }
    // A path forks across profiles too: the new session is written to this profile's folder, the old one is left alone.
    return { ok: true, session: { kind: 'fork', from: parent!.profile === row.profile ? from! : transcript, id: randomUUID() }, prompt, note: `Forks the conversation of ${parent!.id}${parent!.profile === row.profile ? '' : ` from profile ${parent!.profile}`}`, costFrom: from }
  }
  return { ok: true, session: { kind: 'new', id: randomUUID() }, prompt, note: row.resume === 1 ? 'Nothing of the session before was kept: starts anew' : null, costFrom: null }
}

function fillPrompt(run: RunContext): string {
  const { core, row } = run
  if (!row.prompt.includes('{{')) return row.prompt
  const parents = listParents(core.store.read, row.seq)
  return fillNames(row.prompt, (alias, field) => {
    const parent = alias === null ? parents[0] : parents.find((each) => each.alias === alias || each.id === alias)
    if (!parent) return ''
    if (field === 'title') return parent.title
    if (field === 'branch' && parent.branch !== null) return parent.branch
    // One that is content with any of several may start before the others have ended.
    if (parent.outcome === null) return nothingYet(run, parent, field)
    return field === 'branch' ? '' : resultOf(core.store.read, parent.seq)
  })
}

/** Stands in a prompt, and in the log, for what a parent that has not ended does not have yet. */
function nothingYet(run: RunContext, { id, title }: { id: string; title: string }, field: string): string {
  run.live.log.entry({ kind: 'note', text: `The prompt names the ${field} of ${id} ‘${title}’, which has not ended: it says so in its place.` })
  return `[${id} ‘${title}’ has not ended: there is no ${field} of it yet]`
}
