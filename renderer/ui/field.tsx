import { ChevronDown } from 'lucide-react'
import { InlineCode } from './inline-code.tsx'
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react'

/** How everything that is typed into looks. */
export const INPUT = 'h-11 w-full rounded-md border border-edge bg-bg px-2.5 text-ink hover:border-soft focus:border-focus focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-red disabled:opacity-60 medium:h-8'

/** A search field: its icon and its ground say what it is. */
export const SEARCH = 'h-11 w-full rounded-md border border-transparent bg-hover px-2.5 text-ink hover:border-line focus:border-focus focus:bg-bg focus-visible:outline-1 focus-visible:outline-offset-0 medium:h-8'

/** What a labelled control gets. */
export interface ControlProps { id: string; 'aria-invalid': true | undefined; 'aria-describedby': string | undefined }
interface FieldProps { label: string; hint?: ReactNode; error?: string | null | undefined; className?: string; children(control: ControlProps): ReactNode }

/** A label, a control, and beneath it the hint, or what is wrong. */
export function Field({ label, hint, error, className = '', children }: FieldProps) {
  const id = useId()
  const below = error ?? hint
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="font-medium text-soft">{label}</label>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': below ? `${id}-below` : undefined })}
      {below && <div id={`${id}-below`} role={error ? 'alert' : undefined} className={error ? 'text-red' : 'text-soft'}>{typeof below === 'string' ? <InlineCode text={below} /> : below}</div>}
    </div>
  )
}

export function TextInput({ className = '', ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input autoComplete="off" spellCheck={false} className={`${INPUT} ${className}`} {...rest} />
}

/** One of a few: value and label. */
export interface Choice { value: string; label: string }

export function Select({ choices, className = '', ...rest }: SelectHTMLAttributes<HTMLSelectElement> & { choices: readonly Choice[] }) {
  return (
    <span className={`relative inline-flex ${className}`}>
      <select className={`${INPUT} appearance-none truncate pr-7`} {...rest}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
      <ChevronDown size={14} aria-hidden="true" className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-soft" />
    </span>
  )
}

/** Yes or no, with what it means. */
export function CheckBox({ label, hint, checked, onChange }: { label: string; hint?: string; checked: boolean; onChange(checked: boolean): void }) {
  return (
    <label className="flex min-h-11 items-center gap-2 medium:min-h-8">
      <input type="checkbox" className="size-4 accent-fill" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}{hint && <span className="text-soft"> · {hint}</span>}</span>
    </label>
  )
}
