import { setTheme, useTheme, type Theme } from '../../ui/theme.ts'
import { Field, Select } from '../../ui/field.tsx'
import { shellWords } from '../../words/shell.ts'
import { EngineState, RailItems } from './rail.tsx'
import type { RailItem } from './rail-item.ts'

/** On a phone: the rest of the rail. */
export function MoreScreen({ items }: { items: readonly RailItem[] }) {
  const theme = useTheme()
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3">
      <h2 className="px-2 text-title font-semibold">{shellWords.more}</h2>
      <RailItems items={items} />
      <div className="flex flex-col gap-4 border-t border-line px-2 pt-4">
        <Field label={shellWords.theme}>{(control) => <Select {...control} value={theme} onChange={(event) => setTheme(event.target.value as Theme)} choices={(Object.keys(shellWords.themes) as Theme[]).map((value) => ({ value, label: shellWords.themes[value] }))} />}</Field>
        <EngineState />
      </div>
    </div>
  )
}
