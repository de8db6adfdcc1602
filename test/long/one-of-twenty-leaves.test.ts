import { oneLeaves } from '../promises/8-keys-belong-to-agencies/one-leaves.ts'

oneLeaves({ people: 20, mailboxes: 5 })
