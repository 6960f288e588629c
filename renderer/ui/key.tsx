import { IS_MAC, toKeyLabel } from './keys.ts'

/** A shortcut, as a hint beside what it does; not read out, because `aria-keyshortcuts` or the label says it. Hidden where there is no keyboard. */
export function Key({ keys, look = 'plain' }: { keys: string; look?: 'plain' | 'on-fill' }) {
  return <kbd aria-hidden="true" className={`hidden min-w-4 text-center font-sans whitespace-nowrap medium:inline ${look === 'on-fill' ? 'text-on-fill' : 'text-soft'}`}>{toKeyLabel(keys, IS_MAC)}</kbd>
}
