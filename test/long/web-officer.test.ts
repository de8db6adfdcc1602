import { ALL_JOURNEYS } from '../web/long-journeys.ts'

// Before it is loaded: which journeys there are is settled then.
process.env[ALL_JOURNEYS] = 'yes'
await import('../web/officer.test.ts')
