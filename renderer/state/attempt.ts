const AT = 'dispatch.attempt.'

/** The fingerprint of a text (cyrb53): two drafts of one person that differ have different ones. */
function fingerprint(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 0x9e3779b1)
    b = Math.imul(b ^ code, 0x5f356495)
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return `${text.length}.${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`
}

/**
 * The idempotency key of a submission: the same again as long as the same is submitted from the same place and no answer has come.
 * An answer can be lost after the engine has stored what it answers; who then submits once more gets that, and not another one.
 */
export function attemptKey(storage: Pick<Storage, 'getItem' | 'setItem'>, place: string, content: unknown): string {
  const print = fingerprint(JSON.stringify(content))
  const [kept, key] = (storage.getItem(AT + place) ?? '').split(' ')
  if (kept === print && key) return key
  const fresh = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  storage.setItem(AT + place, `${print} ${fresh}`)
  return fresh
}

/** An answer has come, whatever it says: what is submitted next is meant anew. */
export const endAttempt = (storage: Pick<Storage, 'removeItem'>, place: string): void => storage.removeItem(AT + place)
