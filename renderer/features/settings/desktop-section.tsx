import { useEffect, useState } from 'react'
import { NOTE_KINDS, type DesktopChange, type DesktopSettings } from '../../../contract/desktop.ts'
import { callDesktop, isDesktop } from '../../api/desktop.ts'
import { CheckBox, Field, TextInput } from '../../ui/field.tsx'
import { settingsWords } from '../../words/settings.ts'

/** What belongs to the desktop app: notifications, tray, start, shortcut. In a browser it says so. */
export function DesktopSection() {
  const [settings, setSettings] = useState<DesktopSettings | null>(null)
  const [trouble, setTrouble] = useState<{ field: string; message: string } | null>(null)
  useEffect(() => { if (isDesktop()) void callDesktop('desktop.settings', {}).then((answer) => { if (answer.ok) setSettings(answer.value); else setTrouble({ field: '', message: answer.message }) }) }, [])
  if (!isDesktop()) return <p className="text-soft">{settingsWords.noDesktop}</p>
  if (!settings) return trouble ? <p role="alert" className="text-red">{trouble.message}</p> : null
  const change = async (part: DesktopChange, field = ''): Promise<void> => {
    const answer = await callDesktop('desktop.set', { change: part })
    if (answer.ok) setSettings(answer.value)
    setTrouble(answer.ok ? null : { field, message: answer.message })
  }
  return (
    <div className="flex flex-col gap-3">
      <div role="group" aria-label={settingsWords.notify} className="flex flex-col">
        <span className="font-medium text-soft">{settingsWords.notify}</span>
        {NOTE_KINDS.map((kind) => <CheckBox key={kind} label={settingsWords.notes[kind]} checked={settings.notify[kind]} onChange={(on) => void change({ notify: { [kind]: on } })} />)}
      </div>
      <div className="flex flex-col">
        <CheckBox label={settingsWords.closeToTray} hint={settingsWords.closeToTrayHint} checked={settings.closeToTray} onChange={(closeToTray) => void change({ closeToTray })} />
        <CheckBox label={settingsWords.startAtLogin} checked={settings.startAtLogin} onChange={(startAtLogin) => void change({ startAtLogin })} />
      </div>
      <Field label={settingsWords.quickSubmit} hint={settingsWords.quickSubmitHint} error={trouble?.field === 'quickSubmit' ? trouble.message : null} className="max-w-80">
        {(control) => <TextInput {...control} key={settings.quickSubmit} defaultValue={settings.quickSubmit ?? ''} onBlur={(event) => { const typed = event.target.value.trim(); if (typed !== (settings.quickSubmit ?? '')) void change({ quickSubmit: typed === '' ? null : typed }, 'quickSubmit') }} />}
      </Field>
      {trouble?.field === '' && <p role="alert" className="text-red">{trouble.message}</p>}
    </div>
  )
}
