/** A sentence whose `parts` between backticks are code. */
export function InlineCode({ text }: { text: string }) {
  return <>{text.split(/(`[^`]+`)/).map((part, at) => (part.length > 2 && part.startsWith('`') && part.endsWith('`') ? <code key={at} className="rounded bg-hover px-1 text-[0.92em]">{part.slice(1, -1)}</code> : part))}</>
}
