import { useStore } from '../state/store.ts'
import { CopyLine } from '../ui/copy-line.tsx'

/** What the engine says its command line is called; its name while it says nothing. */
const own = (command: string | undefined): string => command ?? 'dispatch'

/** A line of the command line, as it can be typed on the engine's machine. */
export const toDispatchLine = (args: string): string => `${own(useStore.getState().status?.command)} ${args}`

/** The same to be read and copied. */
export function DispatchLine({ args }: { args: string }) {
  const command = useStore((store) => own(store.status?.command))
  return <CopyLine text={`${command} ${args}`} />
}
