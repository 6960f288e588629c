/** What stands in the box of a conversation before it is sent; it outlives a reload. */
const keyOf = (conversation: string): string => `dispatch.follow-up.${conversation}`

export const readFollowUp = (conversation: string): string => localStorage.getItem(keyOf(conversation)) ?? ''

export function keepFollowUp(conversation: string, prompt: string): void {
  if (prompt === '') localStorage.removeItem(keyOf(conversation))
  else localStorage.setItem(keyOf(conversation), prompt)
}

type Listener = (conversation: string, prompt: string) => void
const listeners = new Set<Listener>()

/** Hears of what is proposed while the box is open. */
export function onProposed(listener: Listener): () => void {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

/** Puts a prompt into the box, after what a person has typed there. */
export function proposeFollowUp(conversation: string, prompt: string): void {
  const there = readFollowUp(conversation)
  const text = there.trim() === '' || there.includes(prompt) ? there || prompt : `${there}\n\n${prompt}`
  keepFollowUp(conversation, text)
  for (const listener of listeners) listener(conversation, text)
}
