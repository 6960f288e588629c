import { z } from 'zod'

/** What the window and the desktop app around it say to each other; a page in a browser has none of it. */

/** What a notification can be about. */
export const NOTE_KINDS = ['succeeded', 'failed', 'approval', 'held', 'limit'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]

const Notify = z.strictObject({ succeeded: z.boolean().default(true), failed: z.boolean().default(true), approval: z.boolean().default(true), held: z.boolean().default(true), limit: z.boolean().default(true) })

/** The desktop's own settings: they belong to this machine's window, not to the engine. */
export const DesktopSettings = z.strictObject({
  /** Closing the window leaves the engine and the tray. */
  closeToTray: z.boolean().default(true),
  startAtLogin: z.boolean().default(false),
  /** The shortcut that opens the composer from everywhere; null = none. */
  quickSubmit: z.string().min(1).max(100).nullable().default('CommandOrControl+Shift+J'),
  notify: Notify.prefault({}),
})
export type DesktopSettings = z.output<typeof DesktopSettings>

/** Only what changes. */
export const DesktopChange = z.strictObject({ closeToTray: z.boolean(), startAtLogin: z.boolean(), quickSubmit: DesktopSettings.shape.quickSubmit.unwrap(), notify: z.strictObject({ succeeded: z.boolean(), failed: z.boolean(), approval: z.boolean(), held: z.boolean(), limit: z.boolean() }).partial() }).partial()
export type DesktopChange = z.infer<typeof DesktopChange>

/** Something a menu, the tray, a link or a notification asks of the page: the id of one of its commands. */
export interface PageCommand { id: string }

/** The desktop's calls: what each takes and gives. Arguments are parsed in the main process all the same. */
export interface DesktopCalls {
  /** The page listens to commands from now on; gives those that waited for it. */
  'desktop.ready': { args: Record<string, never>; result: { commands: PageCommand[] } }
  'desktop.settings': { args: Record<string, never>; result: DesktopSettings }
  'desktop.set': { args: { change: DesktopChange }; result: DesktopSettings }
  /** Asks the person for a folder; null when they chose none. */
  'desktop.pickFolder': { args: Record<string, never>; result: { path: string | null } }
  /** Opens a job's worktree in the file manager. The page names the job, never a path. */
  'desktop.openWorktree': { args: { job: string }; result: null }
}
export type DesktopCallName = keyof DesktopCalls
