// Sequences a terminal would obey: colours, cursor moves, titles and links, with whatever ends them.
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const SEQUENCES = /[\u001b\u009b][[\]()#;?]*(?:(?:(?:(?:;[-a-zA-Z\d/#&.:=?%@~_]+)*|[a-zA-Z\d]+(?:;[-a-zA-Z\d/#&.:=?%@~_]*)*)?(?:\u0007|\u001b\u005c|\u009c))|(?:(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-ntqry=><~]))/g
// Control characters but tab and newline; C1; marks that reorder text or hide it (bidirectional overrides, line and paragraph separators).
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text of a job made safe for a terminal: no escape sequences, no control characters but tab and newline. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(SEQUENCES, '').replace(UNSAFE, '')
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plainText(text).replace(/[\n\t]+/g, ' ').trim()
}
