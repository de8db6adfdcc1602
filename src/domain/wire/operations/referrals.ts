import Type from 'typebox'
import { ProofResponse } from '../log-response.ts'
import { Uuid } from '../primitives.ts'
import { ReferralView, StatementRequest, SubmitResponse } from '../referral-response.ts'
import { Signature, StatementText } from '../texts.ts'
import { WithdrawalResponse } from '../withdrawal.ts'
import { operation } from './operation.ts'

const ofReferral = {
  method: 'GET',
  tag: 'Referrals',
  params: Type.Object({ id: Uuid }),
  means: { id: 'the referral' },
  example: { params: { id: '$REFERRAL' } },
} as const

/** What a ciphertext comes with. */
export const contentAnswer = {
  description: 'The ciphertext: one binary OpenPGP message.',
  media: ['application/octet-stream'],
  headers: { 'x-content-sha256': 'SHA-256 of the ciphertext, as the manifest names it' },
} as const

/** Submitting a referral, and what its parties may see of it. */
export const referralOperations = {
  submitReferral: operation({
    id: 'submitReferral',
    ration: 'submission',
    method: 'POST',
    path: '/api/v1/referrals',
    action: 'send-referral',
    tag: 'Referrals',
    summary: 'Submit a sealed referral',
    description:
      'A form of three parts in this order: the manifest’s text, its detached signature by your own key, and the ciphertext. What can be judged by the manifest is judged before the content is read. The id in the manifest makes it idempotent: the same submission again gets the first answer with its proof refreshed. What is answered with 201 is never lost.',
    form: { fields: { manifest: StatementText, signature: Signature }, file: 'content' },
    answers: {
      201: {
        description:
          'It is accepted and entered in the log. `proof` is null when the entry was not published within a second.',
        schema: SubmitResponse,
      },
    },
    problems: [
      'signature-not-yours',
      'not-a-thread-party',
      'conflict',
      'content-already-used',
      'signature-invalid',
      'manifest-stale',
      'manifest-ahead',
      'digest-mismatch',
      'sealed-object-refused',
      'rules-refused',
      'rules-need',
      'unknown-recipient',
      'too-large-for-partner',
      'no-certificate',
    ],
    example: {
      form: { manifest: 'manifest.json', signature: 'manifest.json.asc', content: 'content.pgp' },
    },
  }),
  readReferral: operation({
    ...ofReferral,
    id: 'readReferral',
    path: '/api/v1/referrals/{id}',
    action: 'see-referral',
    summary: 'A referral, its deliveries and their evidence',
    description:
      'What was stated of it, and for each delivery its states, attempts, receipts and evidence with its strength. The sender sees every delivery, a recipient the one to its own mailbox.',
    answers: { 200: { description: 'The referral.', schema: ReferralView } },
    problems: ['not-found', 'withdrawn'],
  }),
  withdrawReferral: operation({
    ...ofReferral,
    id: 'withdrawReferral',
    method: 'POST',
    path: '/api/v1/referrals/{id}/withdrawals',
    action: 'withdraw-referral',
    summary: 'Withdraw what nobody has collected',
    description:
      'A `withdrawal/1` statement signed by your own key, of the recipients from whom you take it back and a coded reason. A local recipient’s is withdrawn while nobody there has collected it, a partner’s while no attempt to relay it was begun. What can be withdrawn is, and of each other recipient `obstacle` says why not; when nothing can, it is a problem with the same `recipients`. The same again changes nothing. The content is no longer given out there, and your own copy stays.',
    body: StatementRequest,
    answers: {
      201: {
        description: 'It is withdrawn from one recipient at least, and entered in the log.',
        schema: WithdrawalResponse,
      },
    },
    problems: [
      'signature-not-yours',
      'not-found',
      'withdrawn',
      'already-collected',
      'already-relayed',
      'already-ended',
      'signature-invalid',
      'digest-mismatch',
      'unknown-recipient',
    ],
    example: { params: { id: '$UNREAD' }, body: { file: 'withdrawal.json' } },
  }),
  readReferralProof: operation({
    ...ofReferral,
    id: 'readReferralProof',
    path: '/api/v1/referrals/{id}/proof',
    action: 'prove-disclosure',
    summary: 'Proof that a disclosure is in the log',
    description:
      'A C2SP `.tlog-proof` towards the newest checkpoint, with what is needed to recompute the entry. Parties get that of their own referrals, auditors any, a liaison officer those of their own agency.',
    answers: {
      200: { description: 'The proof; null while the entry is not published.', schema: ProofResponse },
    },
    problems: ['not-found'],
  }),
  readReferralContent: operation({
    ...ofReferral,
    id: 'readReferralContent',
    ration: 'content',
    path: '/api/v1/referrals/{id}/content',
    action: 'read-content',
    summary: 'The sender’s own copy',
    description: 'For members of the sending mailbox who may open. The reading is entered in the log.',
    answers: { 200: contentAnswer },
    problems: ['not-found', 'not-published'],
    example: { ...ofReferral.example, save: 'own-copy.pgp' },
  }),
}
