import { useSyncExternalStore } from 'react'

/** One of a few words that is remembered on this machine. */
export interface Kept<Value extends string> { values: readonly Value[]; read(): Value; set(value: Value): void; use(): Value }

/** A choice kept under a key; whatever else is found there counts as the first value. */
export function createKept<const Value extends string>(key: string, values: readonly [Value, ...Value[]]): Kept<Value> {
  const listeners = new Set<() => void>()
  // Tests of what only reads run where no browser is.
  const read = (): Value => (typeof localStorage === 'undefined' ? undefined : values.find((value) => value === localStorage.getItem(key))) ?? values[0]
  const listen = (listener: () => void): (() => void) => { listeners.add(listener); return () => { listeners.delete(listener) } }
  return {
    values, read, use: () => useSyncExternalStore(listen, read),
    set(value) {
      if (value === values[0]) localStorage.removeItem(key)
      else localStorage.setItem(key, value)
      for (const listener of listeners) listener()
    },
  }
}
