import type { ComponentProps } from 'react'

/** A field of several lines that grows with its text, as far as the browser can. */
export function TextArea({ className = '', code = false, ...rest }: ComponentProps<'textarea'> & { code?: boolean }) {
  return (
    <textarea
      autoComplete="off" spellCheck={!code}
      className={`field-sizing-content max-h-80 min-h-11 w-full resize-y rounded-md border border-edge bg-bg px-2.5 py-2 text-ink hover:border-soft focus:border-focus focus:outline-1 focus:outline-focus aria-invalid:border-red disabled:opacity-60 medium:min-h-8 medium:py-1.5 ${code ? 'font-mono text-[12px] leading-[18px]' : ''} ${className}`}
      {...rest}
    />
  )
}
