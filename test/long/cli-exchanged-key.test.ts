import { ALL_CASES } from '../setup/long-run.ts'

// Before it is loaded: which cases there are is settled then.
process.env[ALL_CASES] = 'yes'
await import('../cli/exchanged-key.test.ts')
