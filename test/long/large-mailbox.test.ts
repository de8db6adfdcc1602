import { largeMailbox } from '../promises/8-keys-belong-to-agencies/large-mailbox.ts'

// As many grants as a hundred members have in twenty-eight generations.
largeMailbox({ generations: 720, timeout: 600_000 })
