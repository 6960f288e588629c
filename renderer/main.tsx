import './ui/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createHttpClient } from './api/http.ts'
import { createIpcClient } from './api/ipc.ts'
import { listenToDesktop } from './commands/desktop.ts'
import { listenToKeys } from './commands/keyboard.ts'
import { Frame } from './features/shell/frame.tsx'
import { COMMANDS } from './registry/commands.ts'
import { Overlays } from './registry/overlays.tsx'
import { RAIL } from './registry/rail.ts'
import { SCREENS } from './registry/screens.tsx'
import { startSync } from './state/sync.ts'
import { followAddress } from './state/view.ts'
import { installHitStyle } from './ui/hit-style.ts'
import { installTheme } from './ui/theme.ts'

installTheme()
installHitStyle()
followAddress()
startSync(createIpcClient() ?? createHttpClient())
listenToKeys(COMMANDS)
listenToDesktop(COMMANDS)
createRoot(document.getElementById('root')!).render(<StrictMode><Frame screens={SCREENS} rail={RAIL} /><Overlays /></StrictMode>)
