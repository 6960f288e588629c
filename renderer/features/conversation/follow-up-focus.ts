/** The conversation whose box is to have the focus as soon as it is there. */
let wanted: string | null = null

/** Puts the focus into a conversation's box, now or when it comes. */
export function focusBox(conversation: string): void {
  wanted = conversation
  takeFocus(conversation, document.querySelector<HTMLElement>(`[data-follow-up="${CSS.escape(conversation)}"]`))
}

/** To be called by a box that has come. */
export function takeFocus(conversation: string, box: HTMLElement | null): void {
  if (wanted !== conversation || !box) return
  wanted = null
  box.focus()
}
