import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describeFolderDiff } from '../../../contract/words.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { toColouredPatch, toStat } from '../diff-text.ts'

/** `dispatch diff ID`: the exact patch when piped (`git apply` takes it); coloured and paged in a terminal. */
export const diff = defineCommand<{ stat?: boolean; pager: boolean }>({
  define(command) {
    command.argument('<id>', 'a job').option('--stat', 'only which files, and how many lines').option('--no-pager', 'print at once')
  },
  async run(context, [id], options) {
    const found = await context.connection.call('jobs.diff', { id: id! })
    if (context.json) return context.outJson(found)
    if (found.folder !== undefined) context.note(describeFolderDiff(found.folder))
    if (found.files.length === 0 && found.patch === '') return context.note(found.base === null ? 'there is no change: the job has not made a commit to compare' : 'nothing changed')
    if (options.stat) return context.out(toStat(found, context.paint))
    const patch = found.patch.endsWith('\n') ? found.patch : `${found.patch}\n`
    if (context.tty) await page(context, toColouredPatch(patch, context.paint), options.pager)
    else context.stdout.write(patch)
    if (found.cut) context.note(`the patch is cut at 2 MB: see all of it with \`git diff ${found.folder === undefined ? `${found.base}...${found.branch ?? found.head}` : found.base}\``)
  },
})

/** Through $PAGER, which is the person's own command line and so goes through their shell, as in git. */
async function page(context: Context, text: string, wanted: boolean): Promise<void> {
  const pager = context.env.PAGER ?? 'less -R'
  if (!wanted || pager.trim() === '' || pager.trim() === 'cat') return void context.stdout.write(text)
  const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env: { LESS: 'FRX', ...context.env } })
  child.stdin.on('error', () => {})
  // Interrupts belong to the pager while it is open.
  const ignore = () => {}
  process.on('SIGINT', ignore)
  child.stdin.end(text)
  const [code] = await once(child, 'exit')
  process.off('SIGINT', ignore)
  // 127: the shell found no such program.
  if (code === 127) context.stdout.write(text)
}
