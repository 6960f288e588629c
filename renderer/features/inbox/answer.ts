import type { Approval } from '../../../contract/approval.ts'
import { inOrder } from '../../commands/context.ts'
import { call } from '../../state/sync.ts'
import { useStore } from '../../state/store.ts'
import { go, useView } from '../../state/view.ts'
import { notify } from '../../ui/notices.tsx'
import { inboxWords } from '../../words/inbox.ts'

/** Answers a question, says so, and goes on to the next one. */
export async function answer(approval: Approval, given: { answer: 'allow' | 'deny'; always?: boolean; message?: string }): Promise<void> {
  const all = inOrder(useStore.getState().world.approvals)
  const at = all.findIndex((each) => each.id === approval.id)
  const next = all[at + 1] ?? all[at - 1]
  const result = await call('approvals.answer', { id: approval.id, ...given })
  if (!result.ok) return notify(result.message, 'error')
  notify(given.answer === 'deny' ? inboxWords.denied : given.always ? inboxWords.allowedJob : inboxWords.allowed)
  const { route } = useView.getState()
  if (route.name === 'inbox' && route.path[0] === approval.id) go('inbox', next ? [next.id] : [], { replace: true })
}
