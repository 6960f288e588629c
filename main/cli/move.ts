import type { CallArgs, Moved } from '../../contract/api.ts'
import type { Job } from '../../contract/job.ts'
import { stateMark } from '../../contract/words.ts'
import type { Context } from './context.ts'
import { plainLine } from './plain.ts'

/** A move: of one job, and what several of them do together, which is more than what each does alone. `word`: what they are then. */
export interface Move { word: string; one(id: string): Promise<Moved>; together?: ((ids: string[]) => Promise<Moved>) | undefined }

/** What can be done with jobs, as the command line has it. */
export function toMove(context: Context, move: CallArgs<'jobs.move'>['move'], options: { withDependents?: boolean; dryRun?: boolean }): Move {
  const how = { withDependents: options.withDependents === true, dryRun: options.dryRun === true }
  const words = { cancel: 'cancelled', hold: 'held', release: 'released', retry: 'retried' } as const
  return {
    word: words[move],
    one: (id) => (move === 'cancel' ? context.connection.call('jobs.cancel', { id, dryRun: how.dryRun }) : context.connection.call(`jobs.${move}`, { id, ...how })),
    together: (ids) => context.connection.call('jobs.move', { ids, move, ...how }),
  }
}

/** Does one thing to several jobs, all of them even if one is refused, prints what moved, and returns the first refusal's exit code. */
export async function moveJobs(context: Context, ids: readonly string[], move: Move): Promise<number> {
  const all: Moved = { dryRun: false, changed: [], also: [] }
  const notes: string[] = []
  let exit = 0
  for (const id of ids) {
    try {
      const moved = await move.one(id)
      all.dryRun = moved.dryRun
      notes.push(...moved.notes ?? [])
      for (const job of moved.changed) all.changed.push(job)
      for (const each of moved.also) all.also.push(each)
    } catch (error) {
      // Each refusal is told, not only the first.
      const code = context.fail(error)
      exit ||= code
    }
  }
  // A job content with any of two parents stays while one of them does: only all of them together tell what they would do.
  if (all.dryRun && move.together && all.changed.length > 1) {
    const { changed, also } = await move.together(all.changed.map((job) => job.id))
    Object.assign(all, { changed: inOrder(changed, all.changed), also })
  }
  // Two of them may have the same dependents.
  all.also = [...new Map(all.also.map((each) => [each.id, each])).values()].filter((each) => !all.changed.some((job) => job.id === each.id))
  if (notes.length > 0) all.notes = notes
  if (context.json) {
    if (exit === 0 || all.changed.length > 0) context.outJson(all)
  } else if (!context.quiet) printMoved(context, all, move.word)
  return exit
}

/** As they were named. */
const inOrder = (jobs: readonly Job[], named: readonly Job[]): Job[] => named.flatMap(({ id }) => jobs.find((job) => job.id === id) ?? [])

function printMoved(context: Context, moved: Moved, moves: string): void {
  for (const job of moved.changed) {
    const { mark, word, tone } = stateMark(job)
    context.out(moved.dryRun ? `${job.id}  would be ${moves}: ${plainLine(job.title)}` : `${job.id}  ${context.paint(tone, `${mark} ${word}`)}  ${plainLine(job.title)}`)
  }
  for (const each of moved.also) {
    const why = plainLine(each.why)
    const move = each.from === 'finished' ? `${moved.dryRun ? 'would be' : 'is'} ${each.to} again` : `${moved.dryRun ? 'would go' : 'went'} from ${each.from} to ${each.to}`
    context.out(`  ${each.id}  ${move}: ${plainLine(each.title)}${why ? ` (${why})` : ''}`)
  }
  const notes = moved.notes ?? []
  context.out(notes.map((note) => `  ${plainLine(note)}`))
  if (moved.dryRun) context.note(moved.also.length + notes.length === 0 ? 'nothing else would change' : 'nothing was changed')
}
