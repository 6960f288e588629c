import { app, nativeImage, Tray, type BrowserWindow, type NativeImage } from 'electron'
import { join } from 'node:path'
import type { Action } from './action.ts'
import { buildMenu } from './menu.ts'
import type { TrayState, TrayView } from './tray-view.ts'

/** The tray, and with it dock, taskbar and badge. */
export interface TrayIcon { show(view: TrayView, window: BrowserWindow | null): void; remove(): void }

/** `folder` holds the images. Null where the system has no place for it: closing the window must then end the program or nobody could reach it. */
export function createTray(folder: string, run: (action: Action) => void): TrayIcon | null {
  const images = new Map<TrayState, NativeImage>()
  const imageOf = (state: TrayState): NativeImage => {
    const known = images.get(state)
    if (known) return known
    // macOS colours template images itself, for light and dark bars; the name tells it, and @2x files beside are found by name.
    const image = nativeImage.createFromPath(join(folder, process.platform === 'darwin' ? `${state}Template.png` : `${state}.png`))
    images.set(state, image)
    return image
  }
  let tray: Tray
  try {
    tray = new Tray(imageOf('idle'))
  } catch {
    return null
  }
  tray.on('click', () => { if (process.platform !== 'darwin') run({ kind: 'open' }) })
  let shown = ''
  return {
    show: (view, window) => {
      showBadge(view, window, imageOf)
      // A menu that is replaced while it is open closes under the person's hand: only what changed is set.
      const text = JSON.stringify(view)
      if (text === shown) return
      shown = text
      tray.setImage(imageOf(view.state))
      tray.setToolTip(view.tooltip)
      if (process.platform === 'darwin') tray.setTitle(view.title)
      tray.setContextMenu(buildMenu(view.menu, run))
    },
    remove: () => tray.destroy(),
  }
}

function showBadge(view: TrayView, window: BrowserWindow | null, imageOf: (state: TrayState) => NativeImage): void {
  app.setBadgeCount(view.badge)
  if (!window) return
  window.setProgressBar(view.progress ?? -1, view.state === 'failed' ? { mode: 'error' } : view.state === 'paused' ? { mode: 'paused' } : undefined)
  // Windows has no number on its taskbar; a small picture over the icon stands for it.
  if (process.platform === 'win32') window.setOverlayIcon(view.badge > 0 ? imageOf(view.state) : null, view.tooltip)
}
