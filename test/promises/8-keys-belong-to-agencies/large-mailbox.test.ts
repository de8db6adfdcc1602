import { largeMailbox } from './large-mailbox.ts'

largeMailbox({ generations: 40, timeout: 60_000 })
