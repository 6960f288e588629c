import { notify } from './notices.tsx'

/** Puts text on the clipboard and says so. */
export async function copy(text: string, what: string): Promise<void> {
  const done = await navigator.clipboard.writeText(text).then(() => true, () => false)
  notify(done ? `Copied ${what}.` : `The browser does not let this page write to the clipboard. Copy it by hand: ${text}`, done ? 'plain' : 'error')
}
