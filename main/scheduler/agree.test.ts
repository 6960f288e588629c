import { testAgreement } from './agree.testing.ts'

testAgreement({ rare: true })
