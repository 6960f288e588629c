import { FileQuestion } from 'lucide-react'
import { Suspense } from 'react'
import type { JobTab } from '../../jobs/job-tab.ts'
import { go } from '../../state/view.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Loading } from '../../ui/empty.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { jobWords } from '../../words/job.ts'
import { shellWords } from '../../words/shell.ts'
import { JobHeader } from './header.tsx'
import { useFullJob } from './use-full-job.ts'

/** One job: `path` is its id, the tab, and what the tab makes of the rest. */
export function JobScreen({ path, tabs }: { path: readonly string[]; tabs: readonly JobTab[] }) {
  const [id = '', wanted, ...rest] = path
  const { job, trouble } = useFullJob(id)
  if (!job) return trouble ? <Empty icon={<FileQuestion size={28} />} title={jobWords.notFound} action={<Button onClick={() => go('jobs')}>{shellWords.toQueue}</Button>}>{trouble.message}</Empty> : <Loading what={jobWords.loading} />
  const shown = tabs.filter((tab) => tab.when?.(job) ?? true)
  const current = shown.find((tab) => tab.id === wanted) ?? shown[0]!
  return (
    <article aria-label={job.title} className="flex min-h-0 flex-1 flex-col">
      <JobHeader job={job} />
      <Tabs id="job" label={jobWords.tabList} current={current.id} onChange={(tab) => go('job', [id, tab], { replace: true })} items={shown.map((tab) => { const badge = tab.badge?.(job); return { id: tab.id, label: tab.label, ...(badge === undefined ? {} : { badge }) } })} />
      <div id="job-panel" role="tabpanel" aria-labelledby={`job-${current.id}`} className="flex min-h-0 flex-1 flex-col">
        <Suspense fallback={<Loading what={jobWords.loading} />}><current.Panel key={job.id} job={job} rest={rest} /></Suspense>
      </div>
    </article>
  )
}
