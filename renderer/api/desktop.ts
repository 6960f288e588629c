import type { DesktopCallName, DesktopCalls } from '../../contract/desktop.ts'
import type { Result } from '../../contract/errors.ts'

/** Whether this page is the desktop app's window. */
export const isDesktop = (): boolean => window.dispatch !== undefined

/** A call of the desktop app itself; only where `isDesktop`. */
export const callDesktop = async <Name extends DesktopCallName>(name: Name, args: DesktopCalls[Name]['args']): Promise<Result<DesktopCalls[Name]['result']>> => await window.dispatch!.call(name, args) as Result<DesktopCalls[Name]['result']>
