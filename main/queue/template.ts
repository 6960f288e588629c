/** What a prompt may take from a parent. */
const TEMPLATE_FIELDS = ['result', 'branch', 'title'] as const
export type TemplateField = (typeof TEMPLATE_FIELDS)[number]

/** A `{{…}}` in a prompt: a field of the only parent (alias null), or of a named one. */
export interface TemplateName { text: string; alias: string | null; field: TemplateField }

const NAME = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g

/** A name as above, or what begins like one of ours and is none: `{{parents.a b.result}}`. Not an object that is written in place, as `style={{ title: 1 }}`. */
const MEANT = /\{\{\s*(?:([A-Za-z0-9_.-]+)\s*\}\}|(?:result|branch|title|parents)(?![\p{L}\p{N}_$])(?!\s*[:,])[^{}\n]{0,200}\}\})/gu

/** Names in a prompt, and those in it that cannot be understood. Braces around anything else than a name are left alone, as long as it does not begin with a word of ours: prompts quote code. */
export function findNames(prompt: string): { names: TemplateName[]; unknown: string[] } {
  const names: TemplateName[] = []
  const unknown: string[] = []
  for (const [text, inner] of prompt.matchAll(MEANT)) {
    const parts = inner?.split('.') ?? []
    const field = parts.at(-1) as TemplateField
    const named = parts[0] === 'parents' && parts.length >= 3
    if (!TEMPLATE_FIELDS.includes(field) || (!named && parts.length !== 1)) unknown.push(text)
    else names.push({ text, alias: named ? parts.slice(1, -1).join('.') : null, field })
  }
  return { names, unknown }
}

/** The prompt with the parents it names called otherwise. */
export function renameParents(prompt: string, rename: (alias: string) => string): string {
  return prompt.replace(NAME, (text, inner: string) => {
    const parts = inner.split('.')
    if (parts[0] !== 'parents' || parts.length < 3) return text
    const alias = parts.slice(1, -1).join('.')
    const name = rename(alias)
    return name === alias ? text : `{{parents.${name}.${parts.at(-1)}}}`
  })
}

/**
 * Characters of one value; a longer one is cut with a note. 20,000 are about 5,000 tokens: twice the longest summary one would read, and ten
 * parents of it still fill a quarter of a small model's window. More than that belongs in a file on the parent's branch.
 */
export const MAX_RESULT = 20_000
/** Bytes of a prompt with everything filled in: Claude takes no more than 10 MB from its standard input. */
export const MAX_FILLED_BYTES = 10_000_000

/** The prompt with every name replaced. `value` returns the text for a name; what it returns is never looked at for names again. */
export function fillNames(prompt: string, value: (alias: string | null, field: TemplateField) => string): string {
  return prompt.replace(NAME, (text, inner: string) => {
    const parts = inner.split('.')
    const field = parts.at(-1) as TemplateField
    if (!TEMPLATE_FIELDS.includes(field)) return text
    const filled = value(parts.length > 1 ? parts.slice(1, -1).join('.') : null, field)
    return cut(filled)
  })
}

function cut(text: string): string {
  if (text.length <= MAX_RESULT) return text
  // Never through the middle of a character that takes two places.
  const end = /[\ud800-\udbff]/.test(text[MAX_RESULT - 1]!) ? MAX_RESULT - 1 : MAX_RESULT
  return `${text.slice(0, end)}\n[… cut: ${text.length - end} more characters]`
}
