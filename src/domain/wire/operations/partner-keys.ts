import Type from 'typebox'
import {
  FindKeyRequest,
  SeenKey,
  SeenKeyOutcome,
  SeenKeyRequest,
  SeenKeysResponse,
  SettleKeyRequest,
} from '../partner-keys.ts'
import { Address, Uuid } from '../primitives.ts'
import { operation } from './operation.ts'

const outcome = {
  201: { description: 'What it is to the key in use, and the key as it waits.', schema: SeenKeyOutcome },
} as const

/** Keys of partners that were seen and wait for a liaison officer. */
export const partnerKeyOperations = {
  readSeenKeys: operation({
    id: 'readSeenKeys',
    method: 'GET',
    path: '/api/v1/partner-keys',
    action: 'see-partner-keys',
    tag: 'Partner keys',
    summary: 'Keys that wait for approval',
    description:
      'Every key of a partner that was seen and that your agency has not settled, with who of your agency saw it where. Those that hold back what you send come first. They are believed by nobody: a client takes a key from the trust log alone.',
    query: Type.Object({ mailbox: Type.Optional(Address) }, { additionalProperties: false }),
    means: { mailbox: 'of one mailbox only' },
    answers: { 200: { description: 'The keys.', schema: SeenKeysResponse } },
    problems: [],
    example: { query: { mailbox: 'intelligence@merseyside.pnn.police.test' } },
  }),
  reportSeenKey: operation({
    id: 'reportSeenKey',
    method: 'POST',
    path: '/api/v1/partner-keys',
    action: 'report-partner-key',
    tag: 'Partner keys',
    summary: 'Hand in a key that you saw',
    description:
      'A key of a partner’s mailbox from a file, or one that came with a mail. It is judged for use, and waits for a liaison officer to compare its fingerprint. While it waits and is another than the one in use, the clients of your agency hold back what is to be sealed to that mailbox; those of other agencies do not. Ten of a mailbox may wait for an agency, three by one person.',
    body: SeenKeyRequest,
    answers: outcome,
    problems: ['not-found', 'key-refused', 'too-many-requests'],
    example: { body: { file: 'seen-key.json' } },
  }),
  findPartnerKey: operation({
    id: 'findPartnerKey',
    method: 'POST',
    path: '/api/v1/partner-keys/find',
    action: 'find-partner-key',
    tag: 'Partner keys',
    summary: 'Ask the partner’s domain for a key',
    description:
      'The service asks the Web Key Directory of the mailbox’s domain (advanced, else direct), over HTTPS. What it finds waits, for every agency, in the place of what it found before: that the domain publishes it is no proof. Each question counts, found or not.',
    body: FindKeyRequest,
    answers: outcome,
    problems: ['not-found', 'key-not-published', 'key-refused', 'too-many-requests'],
    example: { body: { file: 'find-key.json' } },
  }),
  settleSeenKey: operation({
    id: 'settleSeenKey',
    method: 'POST',
    path: '/api/v1/partner-keys/{id}/settle',
    action: 'judge-partner-key',
    tag: 'Partner keys',
    summary: 'Say what became of a key',
    description:
      'Rejected it waits no longer for your agency. Approved it must be in force already, by a record of the trust log: this alone makes nobody believe it.',
    params: Type.Object({ id: Uuid }),
    means: { id: 'the key that was seen' },
    body: SettleKeyRequest,
    answers: { 200: { description: 'The key as it is now.', schema: SeenKey } },
    problems: ['not-found', 'conflict'],
    example: { params: { id: '$SEEN_KEY' }, body: { json: { decision: 'rejected' } } },
  }),
}
