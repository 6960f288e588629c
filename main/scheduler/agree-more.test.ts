import { testAgreement } from './agree.testing.ts'

// Further histories, so that two processors share them.
testAgreement({ rare: false })
