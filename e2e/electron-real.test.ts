import { describe } from 'vitest'
import { testMainFlows } from './fixtures/electron/flows.ts'
import { startReal, whyNoElectron } from './fixtures/electron/real-app.ts'

const why = whyNoElectron()

describe.skipIf(why !== null)(`the desktop in the real Electron${why === null ? '' : ` (not run: ${why})`}`, () => { testMainFlows(startReal) })
