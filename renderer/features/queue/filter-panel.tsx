import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { repositoryName } from '../../jobs/names.ts'
import { loadPipelines, usePipelineStore } from '../../state/pipelines.ts'
import { loadSchedules, useScheduleStore } from '../../state/schedules.ts'
import { useStore } from '../../state/store.ts'
import { setFilter, type ListFilter } from '../../state/view.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Select, type Choice } from '../../ui/field.tsx'
import { queueWords } from '../../words/queue.ts'
import { isLabel, type FilterChoice } from './filter.ts'
import { grouping, toGrouping, type Grouping } from './groups.ts'
import { labelOf } from './view-name.ts'

/** Labels offered: past these one types. */
const MOST_LABELS = 100

/** Everything that can be asked for beside the text, and how the list is grouped. */
export function FilterPanel({ filter }: { filter: ListFilter }) {
  const known = useKnown()
  const kept = grouping.use()
  const choose = (choice: Exclude<FilterChoice, 'label'>, values: readonly Choice[]): ReactNode => (
    <Select key={choice} aria-label={queueWords[choice]} className="min-w-0" value={filter[choice]} onChange={(event) => setFilter({ [choice]: event.target.value })} choices={[{ value: '', label: queueWords.any[choice] }, ...withOwn(values, choice, filter[choice])]} />
  )
  return (
    <div className="grid grid-cols-2 gap-2">
      {choose('state', known.states)}
      {choose('profile', known.profiles)}
      {choose('repository', known.repositories)}
      {choose('pipeline', known.pipelines)}
      {choose('schedule', known.schedules)}
      {filter.conversation !== '' && choose('conversation', [])}
      <LabelField label={filter.label} known={known.labels} />
      <Select aria-label={queueWords.groupBy} className="col-span-2 min-w-0" value={toGrouping(filter, kept)} onChange={(event) => { grouping.set(event.target.value as Grouping); setFilter({ group: '' }) }} choices={grouping.values.map((value) => ({ value, label: queueWords.groupCommands[value] }))} />
    </div>
  )
}

/** A link may ask for something nothing here has: it is shown all the same. */
function withOwn(values: readonly Choice[], choice: FilterChoice, own: string): readonly Choice[] {
  return own === '' || values.some(({ value }) => value === own) ? values : [...values, { value: own, label: labelOf(choice, own) }]
}

/** Typed or picked; counts as soon as it is one. */
function LabelField({ label, known }: { label: string; known: readonly string[] }) {
  const [typed, setTyped] = useState(label)
  const isOpen = typed !== '' && !isLabel(typed)
  const value = isOpen ? typed : label
  const change = (text: string): void => {
    setTyped(text)
    if (text === '' || isLabel(text)) setFilter({ label: text })
  }
  const options = useMemo(() => known.filter((each) => each.toLowerCase().includes(value.toLowerCase())).slice(0, MOST_LABELS).map((each) => ({ value: each, node: <span className="truncate">{each}</span> })), [known, value])
  const control = { id: 'queue-label', 'aria-invalid': undefined, 'aria-describedby': undefined, 'aria-label': queueWords.label }
  return <Combobox control={control} value={value} options={options} placeholder={queueWords.any.label} onChange={change} onPick={change} />
}

interface Known { states: readonly Choice[]; profiles: readonly Choice[]; repositories: readonly Choice[]; pipelines: readonly Choice[]; schedules: readonly Choice[]; labels: readonly string[] }
const STATES: readonly Choice[] = Object.entries(queueWords.states).map(([value, label]) => ({ value, label }))
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort()

/** What there is to choose from: what the loaded jobs have, and what the engine knows. */
function useKnown(): Known {
  const jobs = useStore((store) => store.world.jobs)
  const profiles = useStore((store) => store.profiles)
  const pipelines = usePipelineStore((store) => store.known)
  const schedules = useScheduleStore((store) => store.known)
  useEffect(() => { void loadPipelines(); void loadSchedules() }, [])
  return useMemo(() => {
    const all = [...jobs.values()]
    return {
      states: STATES,
      profiles: sorted([...profiles.map(({ name }) => name), ...all.map((job) => job.profile)]).map((value) => ({ value, label: value })),
      repositories: sorted(all.map((job) => job.repository)).map((value) => ({ value, label: repositoryName(value) })),
      pipelines: [...pipelines.values()].sort((a, b) => b.createdAt - a.createdAt).map(({ id, title }) => ({ value: id, label: title })),
      schedules: schedules.map(({ id, title }) => ({ value: id, label: title })),
      labels: sorted(all.flatMap((job) => Object.entries(job.labels).map(([key, value]) => `${key}=${value}`))),
    }
  }, [jobs, profiles, pipelines, schedules])
}
