import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { orRefuse, Refusal } from '../../contract/errors.ts'
import { findTranscript } from '../claude/transcript.ts'
import { profileFolders } from '../profiles/folders.ts'
import { prepareRun } from '../profiles/launch.ts'
import { identify } from '../runner/process-table.ts'
import { takenOverMarker, type Core } from '../scheduler/core.ts'
import { dropDeadLeases } from '../scheduler/recover.ts'
import { dropLease, getConversation, listConversationJobs, takeLease, toConversation, type ConversationRow } from '../store/conversations.ts'
import { resolveId } from '../store/ids.ts'
import { getJobRow } from '../store/jobs.ts'
import { getProfile, toProfile } from '../store/profiles.ts'
import type { Handlers } from './handlers.ts'
import { rowOf } from './job-handlers.ts'

/** A conversation by its own id, or by that of one of its jobs. */
function conversationOf(core: Core, id: string): ConversationRow {
  const { read } = core.store
  const full = id.trim().toLowerCase().startsWith('c') ? orRefuse(resolveId(read, 'c', id)) : rowOf(core, id).conversation
  return getConversation(read, full)!
}

export const conversationHandlers = {
  'conversations.get': ({ core }, { id }) => toConversation(core.store.read, conversationOf(core, id)),
  'conversations.open': async ({ core }, { id, pid }) => {
    await dropDeadLeases(core)
    const conversation = conversationOf(core, id)
    const jobs = listConversationJobs(core.store.read, conversation.id)
    const busy = jobs.find((job) => job.state === 'starting' || job.state === 'running' || job.state === 'waiting')
    if (busy) throw new Refusal('wrong-state', `Expected a conversation nobody writes to, but ${busy.id} of it is ${busy.state}: a second writer would lose one side's words. Wait for it (\`dispatch wait ${busy.id}\`) or cancel it.`, { state: busy.state, job: busy.id })
    if (conversation.lease !== null) throw new Refusal('wrong-state', `Conversation ${conversation.id} is open in a terminal already (process ${conversation.lease_pid}). Close it there first.`, { pid: conversation.lease_pid })
    const asked = id.trim().toLowerCase().startsWith('c') ? null : rowOf(core, id)
    const last = jobs.findLast((job) => job.worktree !== null && existsSync(job.worktree))
    const job = asked ?? getJobRow(core.store.read, (last ?? jobs.at(-1)!).seq)!
    const profile = toProfile(getProfile(core.store.read, job.profile, job.profile_version)!)
    if (conversation.session_id === null || findTranscript(profileFolders(core.home, profile.name).config, conversation.session_id) === null) {
      throw new Refusal('wrong-state', `Expected a conversation that has begun, but ${conversation.id} has no transcript: ${job.id} is ${job.state}. ${job.state === 'finished' ? `\`dispatch logs ${job.id}\` says how far it came; retry it, or submit a new job.` : `Wait until Claude has said something: \`dispatch logs ${job.id} --follow\`.`}`, { state: job.state })
    }
    const cwd = [asked?.worktree, last?.worktree].find((folder) => folder != null && existsSync(folder)) ?? job.repository
    const prepared = prepareRun({
      profile, dataFolder: core.home, engineEnv: core.engineEnv, person: core.person, job: { id: conversation.id, title: job.title }, runNumber: 0, marker: takenOverMarker(conversation.id),
      prompt: '', session: { kind: 'resume', id: conversation.session_id }, repositoryFolder: cwd, hook: null, interactive: true,
    })
    if (!prepared.ok) throw new Refusal(prepared.code, prepared.message, prepared.details)
    const identity = await identify(pid)
    if (!identity) throw new Refusal('bad-input', `pid: expected the number of a running process, found ${pid}.`, { field: 'pid' })
    const lease = randomUUID()
    const taken = await core.store.writer.write((db) => takeLease(db, conversation.id, { lease, pid, start: identity.startTime, now: core.now() }))
    if (!taken) throw new Refusal('wrong-state', `Conversation ${conversation.id} was taken up by somebody else or by a job of it just now. Look with \`dispatch ls --conversation ${conversation.id}\`, then try again.`)
    return { conversation: conversation.id, lease, file: prepared.file, args: prepared.args, cwd, env: prepared.env }
  },
  'conversations.close': async ({ core }, { id, lease }) => {
    const conversation = conversationOf(core, id)
    await core.store.writer.write((db) => dropLease(db, conversation.id, lease))
    core.wake()
    return toConversation(core.store.read, getConversation(core.store.read, conversation.id)!)
  },
} satisfies Partial<Handlers>
