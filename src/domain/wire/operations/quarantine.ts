import Type from 'typebox'
import { pageFields } from '../paging.ts'
import { Address, Uuid } from '../primitives.ts'
import { HeldOutcome, QuarantineResponse } from '../quarantine.ts'
import { pageMeanings } from './exchanges.ts'
import { operation } from './operation.ts'

const ofHeld = {
  method: 'POST',
  action: 'handle-quarantine',
  tag: 'Quarantine',
  params: Type.Object({ delivery: Uuid }),
  means: { delivery: 'the mail, as the list of what is held back names it' },
  answers: { 200: { description: 'How it stands with it now.', schema: HeldOutcome } },
  problems: ['not-found', 'conflict'],
} as const

/** What was held back from a mailbox's inbox, and what its members do about it. */
export const quarantineOperations = {
  readQuarantine: operation({
    id: 'readQuarantine',
    method: 'GET',
    path: '/api/v1/quarantine',
    action: 'handle-quarantine',
    tag: 'Quarantine',
    summary: 'What is held back',
    description:
      'Mail to your mailboxes that nobody could read, or that nothing bears out, newest first: each with the reason and what you can do. It is sealed to the mailbox like everything else.',
    query: Type.Object({ mailbox: Type.Optional(Address), ...pageFields }, { additionalProperties: false }),
    means: { mailbox: 'one of your mailboxes; all of them unless told', ...pageMeanings },
    answers: { 200: { description: 'A page.', schema: QuarantineResponse } },
    problems: [],
    example: { query: { mailbox: '$MAILBOX', limit: '20' } },
  }),
  releaseHeld: operation({
    ...ofHeld,
    id: 'releaseHeld',
    path: '/api/v1/quarantine/{delivery}/release',
    summary: 'Let it into the inbox',
    description:
      'The mail goes to the inbox after all, where it is shown for what it is. Released again it changes nothing.',
    example: { params: { delivery: '$HELD' } },
  }),
  dismissHeld: operation({
    ...ofHeld,
    id: 'dismissHeld',
    path: '/api/v1/quarantine/{delivery}/dismiss',
    summary: 'Lay it aside',
    description:
      'The mail is listed no more and never delivered; that is entered in the log. Its sender is not told: do so yourself.',
    example: { params: { delivery: '$HELD_TOO' } },
  }),
}
