import { COMMAND_GROUPS, type Command } from '../../commands/command.ts'
import { closeOverlay } from '../../state/view.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { IS_MAC, toKeyLabel } from '../../ui/keys.ts'
import { commandWords as words } from '../../words/commands.ts'

/** All keys, by group. */
export function KeyList({ commands }: { commands: readonly Command[] }) {
  return (
    <Dialog title={words.help} onClose={closeOverlay} width="medium:w-180">
      <div tabIndex={0} data-autofocus="" className="gap-8 p-4 focus-visible:outline-none medium:columns-2">
        {COMMAND_GROUPS.map((group) => ({ group, keyed: commands.filter((command, at) => command.group === group && command.keys && commands.findIndex((other) => other.group === group && other.title === command.title && String(other.keys) === String(command.keys)) === at) })).filter(({ keyed }) => keyed.length > 0).map(({ group, keyed }) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 font-semibold text-soft">{words.groups[group]}</h3>
            <dl>{keyed.map((command) => (
              <div key={command.id} className="flex min-h-7 items-center justify-between gap-3">
                <dt>{command.title}</dt>
                <dd className="flex gap-1">{command.keys!.map((key) => <kbd key={key} className="min-w-6 rounded border border-line bg-sunken px-1.5 text-center font-sans text-[13px] text-soft">{toKeyLabel(key, IS_MAC)}</kbd>)}</dd>
              </div>
            ))}</dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
