import type { Moved } from '../../contract/api.ts'
import { stateMark } from '../../contract/words.ts'
import type { Context } from './context.ts'
import { plainLine } from './plain.ts'

/** Does one thing to several jobs (`word`: what they are then), all of them even if one is refused, prints what moved, and returns the first refusal's exit code. */
export async function moveJobs(context: Context, ids: readonly string[], move: (id: string) => Promise<Moved>, word: string): Promise<number> {
  const all: Moved = { dryRun: false, changed: [], also: [] }
  const notes: string[] = []
  let exit = 0
  for (const id of ids) {
    try {
      const moved = await move(id)
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
  // Two of them may have the same dependents.
  all.also = [...new Map(all.also.map((each) => [each.id, each])).values()].filter((each) => !all.changed.some((job) => job.id === each.id))
  if (notes.length > 0) all.notes = notes
  if (context.json) {
    if (exit === 0 || all.changed.length > 0) context.outJson(all)
  } else if (!context.quiet) printMoved(context, all, word)
  return exit
}

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
