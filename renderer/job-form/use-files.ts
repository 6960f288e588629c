import { useRef, useState, type ClipboardEvent, type DragEvent, type RefObject } from 'react'
import { filesOf, insertPaths, toReadable } from './dropped.ts'

/** A field of text into which files may be pasted or dropped: `adding` are those on their way. */
export interface FilesField { field: RefObject<HTMLTextAreaElement | null>; adding: readonly string[]; onFiles(event: DragEvent<HTMLTextAreaElement> | ClipboardEvent<HTMLTextAreaElement>): void }

/** Files and pictures that are dropped or pasted are named in the text, where the caret is. */
export function useFiles(repository: string, setText: (text: string) => void): FilesField {
  const field = useRef<HTMLTextAreaElement>(null)
  const [adding, setAdding] = useState<readonly string[]>([])
  const take = async (files: readonly File[]): Promise<void> => {
    setAdding(files.map((file) => file.name))
    const paths = (await Promise.all(files.map((file) => toReadable(file, repository)))).filter((path) => path !== null)
    setAdding([])
    const element = field.current
    if (!element || paths.length === 0) return
    const { text, end } = insertPaths(element.value, { start: element.selectionStart, end: element.selectionEnd }, paths)
    setText(text)
    requestAnimationFrame(() => element.setSelectionRange(end, end))
  }
  return {
    field, adding,
    onFiles: (event) => {
      const files = filesOf(event)
      if (files.length === 0) return
      event.preventDefault()
      void take(files)
    },
  }
}
