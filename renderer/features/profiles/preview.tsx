import { useId } from 'react'
import { profileWords } from '../../words/profiles.ts'
import type { Sentence } from './compare.ts'
import { WithCode } from './overview.tsx'

const LOOK = { same: '', added: 'bg-tint-green', removed: 'bg-tint-red text-soft line-through decoration-1', note: '' } as const

/** What the form would mean, in the engine's own sentences, with what is new and what is gone. Beside the form, or folded above it. */
export function Preview({ sentences }: { sentences: readonly Sentence[] }) {
  const id = useId()
  return (
    <aside aria-labelledby={id} className="order-1 shrink-0 border-b border-line bg-sunken p-4 wide:sticky wide:top-0 wide:order-2 wide:w-80 wide:self-start wide:border-b-0 wide:bg-transparent">
      <details className="group wide:hidden"><summary id={id} className="min-h-6 font-semibold">{profileWords.preview}{changes(sentences)}</summary><div className="pt-2"><SentenceList sentences={sentences} /></div></details>
      <div className="hidden wide:block"><h2 className="pb-2 text-head font-semibold">{profileWords.preview}</h2><SentenceList sentences={sentences} /></div>
    </aside>
  )
}

function changes(sentences: readonly Sentence[]): string {
  const count = sentences.filter(({ kind }) => kind !== 'same').length
  return count === 0 ? '' : ` · ${count} ${profileWords.previewNew}`
}

/** Sentences marked by sign, word and ground. */
export function SentenceList({ sentences }: { sentences: readonly Sentence[] }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {sentences.map(({ text, kind }) => (
        <li key={`${kind}${text}`} className={`flex gap-1.5 rounded px-1 py-0.5 [overflow-wrap:anywhere] ${LOOK[kind]}`}>
          <span aria-hidden="true" className={`w-3 shrink-0 text-center ${kind === 'added' ? 'text-green' : kind === 'removed' ? 'text-red' : 'text-soft'}`}>{kind === 'added' ? '+' : kind === 'removed' ? '−' : '·'}</span>
          <span className="min-w-0">{kind === 'added' && <span className="sr-only">{profileWords.previewNew}: </span>}{kind === 'removed' && <span className="sr-only">{profileWords.previewGone}: </span>}<WithCode text={text} /></span>
        </li>
      ))}
    </ul>
  )
}
