import type { Approval } from '../../../contract/approval.ts'
import { toBriefQuestion } from '../../../contract/call-words.ts'
import { inOrder } from '../../commands/context.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { go, useView } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { inboxWords } from '../../words/inbox.ts'

/** So long after an answer no other question can be allowed: the next one stands where the last one was, and a second press was not meant for it. */
const REST_MS = 600
let allowedFrom = 0
let asking = false

/** A question that was just opened by the key that allows cannot be allowed by its second press. */
export const restFromAllowing = (): void => { allowedFrom = performance.now() + REST_MS }

/** Whether what is shown has just taken the place of a question that was answered. */
export const hasJustAnswered = (): boolean => asking || performance.now() < allowedFrom

/** Answers a question, says so, and goes on to the next one. */
export async function answer(approval: Approval, given: { answer: 'allow' | 'deny'; always?: boolean; message?: string }): Promise<void> {
  if (asking || (given.answer === 'allow' && hasJustAnswered())) return
  const all = inOrder(useStore.getState().world.approvals)
  const at = all.findIndex((each) => each.id === approval.id)
  const next = all[at + 1] ?? all[at - 1]
  asking = true
  const result = await call('approvals.answer', { id: approval.id, ...given }).finally(() => { asking = false })
  restFromAllowing()
  if (!result.ok) return notify(result.message, 'error')
  const what = toBriefQuestion(approval).replace(/`/g, '')
  notify(given.answer === 'deny' ? inboxWords.denied(what) : given.always ? inboxWords.allowedJob(what) : inboxWords.allowed(what))
  const { route } = useView.getState()
  if (route.name === 'inbox' && route.path[0] === approval.id) go('inbox', next ? [next.id] : [], { replace: true })
}
