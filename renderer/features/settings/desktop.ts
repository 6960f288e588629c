import type { Result } from '../../../contract/errors.ts'

/** The desktop app's own settings, as its calls give and take them. */
export interface DesktopSettings { closeToTray: boolean; startAtLogin: boolean; quickSubmit: string | null; notify: Record<NoteKind, boolean> }
export type DesktopChange = Partial<Omit<DesktopSettings, 'notify'>> & { notify?: Partial<DesktopSettings['notify']> }
export const NOTE_KINDS = ['succeeded', 'failed', 'approval', 'held', 'limit'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]

/** Whether this page is the desktop app's window. */
export const isDesktop = (): boolean => window.dispatch !== undefined

export const readDesktop = async (): Promise<Result<DesktopSettings>> => await window.dispatch!.call('desktop.settings', {}) as Result<DesktopSettings>
export const changeDesktop = async (change: DesktopChange): Promise<Result<DesktopSettings>> => await window.dispatch!.call('desktop.set', { change }) as Result<DesktopSettings>
