import { Notification } from 'electron'
import type { Action } from './action.ts'
import type { Note } from './note.ts'

/** Shows notes as the platform's notifications. */
export interface Notifications { show(note: Note): void; close(key: string): void }

/** Shown ones are held on to: one that is collected as garbage loses its clicks. So many, then the oldest is let go. */
const MOST_HELD = 50

export function createNotifications(run: (action: Action) => void): Notifications {
  const held = new Map<string, Notification>()
  const close = (key: string): void => {
    held.get(key)?.close()
    held.delete(key)
  }
  return {
    close,
    show: (note) => {
      if (!Notification.isSupported()) return
      close(note.key)
      const notification = new Notification({ title: note.title, body: note.body, silent: note.kind === 'succeeded', actions: note.actions.map(({ label }) => ({ type: 'button', text: label })), ...(note.kind === 'approval' ? { timeoutType: 'never', urgency: 'critical' } as const : {}) })
      notification.on('click', () => run(note.open))
      notification.on('action', ({ actionIndex }) => {
        const chosen = note.actions[actionIndex]
        if (chosen) run(chosen.action)
      })
      // Not on `close`: some systems say so when a note only moves to their list, where it can still be clicked.
      held.set(note.key, notification)
      for (const key of held.keys()) if (held.size > MOST_HELD) held.delete(key)
      notification.show()
    },
  }
}
