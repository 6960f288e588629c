import { MousePointerClick } from 'lucide-react'
import { Empty } from '../../ui/empty.tsx'
import { queueWords } from '../../words/queue.ts'

/** Beside the list while no job is open. */
export function NothingOpen() {
  return <Empty icon={<MousePointerClick size={28} />} title={queueWords.pickTitle}>{queueWords.pickHint}</Empty>
}
