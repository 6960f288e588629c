import { useState } from 'react'
import type { DiffLook } from './change-rows.ts'

const KEY = 'dispatch.diff'
/** Two columns of fifty characters: with less nobody reads code. */
const LEAST_PX = 720

/** How the person wants diffs, kept in this browser; `canSplit`: whether there is room for two columns in `width`. */
export function useDiffLook(width: number): { look: DiffLook; canSplit: boolean; choose(look: DiffLook): void } {
  const [kept, setKept] = useState<DiffLook>(() => (localStorage.getItem(KEY) === 'split' ? 'split' : 'unified'))
  const canSplit = width >= LEAST_PX
  return {
    look: canSplit ? kept : 'unified', canSplit,
    choose: (look) => {
      localStorage.setItem(KEY, look)
      setKept(look)
    },
  }
}
