import { oneLeaves } from './one-leaves.ts'

// Twenty people and five mailboxes: `npm run test:long -- one-of-twenty`.
oneLeaves({ people: 5, mailboxes: 2 })
