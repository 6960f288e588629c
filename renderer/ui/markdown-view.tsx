import { Fragment, memo, type ReactNode } from 'react'
import { parseMarkdown, type Block, type Span } from './markdown.ts'

/** Longer texts are shown as they are: parsing them on every change would be felt, and nobody reads 60 kB of prose in a log line. */
const LONGEST = 60_000

/** Markdown as elements. Nothing of the text becomes markup by itself. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  if (text.length > LONGEST) return <pre className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</pre>
  return <div className="flex flex-col gap-2 [overflow-wrap:anywhere]">{parseMarkdown(text).map(toBlock)}</div>
})

function toBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'paragraph': return <p key={key} className="whitespace-pre-wrap">{block.spans.map(toSpan)}</p>
    case 'heading': return <p key={key} role="heading" aria-level={Math.min(6, block.level + 2)} className={`pt-1 font-semibold ${block.level <= 2 ? 'text-head' : ''}`}>{block.spans.map(toSpan)}</p>
    case 'code': return <CodeBlock key={key} text={block.text} />
    case 'quote': return <blockquote key={key} className="flex flex-col gap-2 border-l-2 border-line pl-3 text-soft">{block.blocks.map(toBlock)}</blockquote>
    case 'rule': return <hr key={key} className="border-line" />
    case 'list': {
      const items = block.items.map((item, at) => <li key={at} className="pl-1 marker:text-soft"><div className="flex flex-col gap-1">{item.map(toBlock)}</div></li>)
      return block.ordered ? <ol key={key} start={block.start} className="flex list-decimal flex-col gap-0.5 pl-6">{items}</ol> : <ul key={key} className="flex list-disc flex-col gap-0.5 pl-5">{items}</ul>
    }
    case 'table': return (
      <div key={key} className="overflow-x-auto">
        <table className="border-collapse">
          <thead><tr>{block.head.map((cell, at) => <th key={at} className="border-b border-line py-1 pr-4 text-left font-semibold">{cell.map(toSpan)}</th>)}</tr></thead>
          <tbody>{block.rows.map((row, at) => <tr key={at}>{row.map((cell, column) => <td key={column} className="border-b border-line py-1 pr-4 align-top">{cell.map(toSpan)}</td>)}</tr>)}</tbody>
        </table>
      </div>
    )
  }
}

function toSpan(span: Span, key: number): ReactNode {
  switch (span.kind) {
    case 'text': return <Fragment key={key}>{span.text}</Fragment>
    case 'code': return <code key={key} className="rounded bg-hover px-1 py-0.5">{span.text}</code>
    case 'strong': return <strong key={key} className="font-semibold">{span.spans.map(toSpan)}</strong>
    case 'em': return <em key={key}>{span.spans.map(toSpan)}</em>
    case 'strike': return <s key={key}>{span.spans.map(toSpan)}</s>
    case 'link': return <a key={key} href={span.href} target="_blank" rel="noreferrer noopener" className="text-accent underline underline-offset-2">{span.spans.map(toSpan)}</a>
  }
}

/** Text of a program, on its own ground, scrolling sideways or wrapped. */
export function CodeBlock({ text, wrap = false, label }: { text: string; wrap?: boolean; label?: string }) {
  return <pre tabIndex={wrap && !label ? undefined : 0} aria-label={label} role={label ? 'region' : undefined} className={`rounded-md border border-line bg-sunken px-2.5 py-2 leading-[18px] ${wrap ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'overflow-x-auto'}`}>{text}</pre>
}
