import Type from 'typebox'
import { KeyOpeningResponse, KeyOpeningsResponse } from '../key-opening.ts'
import { KeyGrantsResponse } from '../key-response.ts'
import { GrantsRequest, KEYS_LIMIT, KeyChangeRequest, MailboxKeysResponse } from '../mailbox-keys.ts'
import { Address, Uuid } from '../primitives.ts'
import { StatementRequest } from '../referral-response.ts'
import { operation } from './operation.ts'

const ofMailbox = {
  tag: 'Mailbox keys',
  params: Type.Object({ address: Address }, { additionalProperties: false }),
  means: { address: 'the mailbox' },
} as const
const keys = { description: 'The keys as they are now.', schema: MailboxKeysResponse }

/** Who holds which part of a mailbox's key, and what an agency's officers do about it. */
export const mailboxKeyOperations = {
  readMailboxKeys: operation({
    ...ofMailbox,
    id: 'readMailboxKeys',
    method: 'GET',
    path: '/api/v1/mailboxes/{address}/keys',
    action: 'see-mailbox-keys',
    summary: 'Who holds the keys of a mailbox',
    description:
      'The generation in use, and every grant that counts: to members and officers of the agency whose mailbox it is, and to nobody else.',
    answers: { 200: keys },
    problems: ['not-found'],
    example: { params: { address: '$MAILBOX' } },
  }),
  changeMailboxKeys: operation({
    ...ofMailbox,
    id: 'changeMailboxKeys',
    method: 'POST',
    path: '/api/v1/mailboxes/{address}/keys',
    action: 'change-mailbox-keys',
    summary: 'Begin a new generation of keys',
    description:
      'All of it in one step: the certificate and the appointments go into the trust log, the locked parts and the grants are kept, and whoever is to hold them no more loses their grants. Refused when somebody who is to hold a part is forgotten, when somebody else is granted one, and when another change was faster.',
    body: KeyChangeRequest,
    bodyLimit: KEYS_LIMIT,
    ration: 'keys',
    answers: { 201: keys },
    problems: ['not-found', 'conflict', 'trust-refused', 'signature-not-yours', 'signature-invalid'],
    example: { params: { address: '$OTHER_MAILBOX' }, body: { file: 'key-change.json' } },
  }),
  grantMailboxKeys: operation({
    ...ofMailbox,
    id: 'grantMailboxKeys',
    method: 'POST',
    path: '/api/v1/mailboxes/{address}/grants',
    action: 'grant-mailbox-keys',
    summary: 'Grant keys that there are',
    description:
      'To whom they were to be granted anyway: an earlier generation to a new member, by a colleague who holds it; a part that exists for longer, with the renewed certificate; everything anew after a recovery.',
    body: GrantsRequest,
    bodyLimit: KEYS_LIMIT,
    ration: 'keys',
    answers: { 200: keys },
    problems: ['not-found', 'conflict', 'trust-refused', 'signature-not-yours', 'signature-invalid'],
    example: { params: { address: '$MAILBOX' }, body: { file: 'grants.json' } },
  }),
  readKeyOpenings: operation({
    id: 'readKeyOpenings',
    method: 'GET',
    path: '/api/v1/key-openings',
    action: 'use-recovery-key',
    tag: 'Mailbox keys',
    summary: 'When the recovery key of your agency was brought out',
    description: 'Drills, recoveries and broken glass, the newest first.',
    answers: { 200: { description: 'The openings.', schema: KeyOpeningsResponse } },
    problems: [],
    example: {},
  }),
  openRecovery: operation({
    id: 'openRecovery',
    method: 'POST',
    path: '/api/v1/key-openings',
    action: 'use-recovery-key',
    tag: 'Mailbox keys',
    summary: 'Say why the recovery key is brought out',
    description:
      'A `key-opening/1` statement, signed with your own key. It is entered in the log; when that is published, the grants made to the recovery key can be fetched.',
    body: StatementRequest,
    answers: { 201: { description: 'It is entered.', schema: KeyOpeningResponse } },
    problems: ['not-found', 'signature-not-yours', 'signature-invalid'],
    example: { body: { file: 'key-opening.json' } },
  }),
  readRecoveryGrants: operation({
    id: 'readRecoveryGrants',
    method: 'GET',
    path: '/api/v1/key-openings/{id}/grants',
    action: 'use-recovery-key',
    tag: 'Mailbox keys',
    params: Type.Object({ id: Uuid }, { additionalProperties: false }),
    means: { id: 'the opening' },
    summary: 'What the recovery key opens',
    description:
      'The grants made to the recovery key: of the mailbox that the opening names, or for a drill of every mailbox of the agency. For the officer who said why, for a day, once the log entry is published.',
    answers: { 200: { description: 'The grants, oldest generation first.', schema: KeyGrantsResponse } },
    problems: ['not-found', 'not-published'],
    example: { params: { id: '$OPENING' } },
  }),
}
