import Type from 'typebox'
import { FiledResponse } from '../filed.ts'
import { Uuid } from '../primitives.ts'
import { DeliveryStateResponse, ReferralView, StatementRequest } from '../referral-response.ts'
import { operation } from './operation.ts'
import { contentAnswer } from './referrals.ts'

const ofDelivery = {
  tag: 'Deliveries',
  params: Type.Object({ id: Uuid }),
  means: { id: 'the delivery, as the inbox names it' },
} as const
const params = { id: '$DELIVERY' } as const

/** What a reader does with a delivery: collect it with a signed receipt, fetch it, answer it, file it. */
export const deliveryOperations = {
  readDelivery: operation({
    ...ofDelivery,
    id: 'readDelivery',
    method: 'GET',
    path: '/api/v1/deliveries/{id}',
    action: 'see-referral',
    summary: 'A delivery',
    description:
      'The referral with this one delivery. Its statement is what a receipt’s digests are copied from.',
    answers: { 200: { description: 'The referral and the delivery.', schema: ReferralView } },
    problems: ['not-found', 'withdrawn'],
    example: { params },
  }),
  giveReceipt: operation({
    ...ofDelivery,
    id: 'giveReceipt',
    method: 'POST',
    path: '/api/v1/deliveries/{id}/receipts',
    action: 'answer-delivery',
    summary: 'Give a signed receipt',
    description:
      'A `receipt/1` statement signed by your own key. `collected` comes first: nobody reads without a trace. `acknowledged` says that somebody will deal with it, `accepted` that the team takes it on; `returned` and `declined` have a coded reason and end it. The same receipt again changes nothing.',
    body: StatementRequest,
    answers: {
      201: {
        description: 'The receipt is kept and entered in the log. How the delivery stands.',
        schema: DeliveryStateResponse,
      },
    },
    problems: [
      'signature-not-yours',
      'not-found',
      'withdrawn',
      'collect-first',
      'step-not-allowed',
      'signature-invalid',
      'digest-mismatch',
      'rules-refused',
      'too-many-requests',
    ],
    example: { params, body: { file: 'receipt.json' } },
  }),
  readDeliveryContent: operation({
    ...ofDelivery,
    id: 'readDeliveryContent',
    ration: 'content',
    method: 'GET',
    path: '/api/v1/deliveries/{id}/content',
    action: 'read-content',
    summary: 'The sealed content',
    description: 'Given out when your own `collected` receipt is kept and the disclosure stands in the log.',
    answers: { 200: contentAnswer },
    problems: ['not-found', 'withdrawn', 'collect-first', 'not-published'],
    example: { params, save: 'content-received.pgp' },
  }),
  fileDelivery: operation({
    ...ofDelivery,
    id: 'fileDelivery',
    method: 'POST',
    path: '/api/v1/deliveries/{id}/filed',
    action: 'answer-delivery',
    summary: 'File mail from a partner',
    description:
      'A `filed/1` statement, signed by your own key, of what your program found on opening the mail: kind, marking, class and categories of the data that it carries, and whose signature it verified. Only then does the mail stop being shown as unproven. The first filing stands.',
    body: StatementRequest,
    answers: { 201: { description: 'It is filed.', schema: FiledResponse } },
    problems: [
      'signature-not-yours',
      'not-found',
      'conflict',
      'collect-first',
      'signature-invalid',
      'digest-mismatch',
    ],
    example: { params: { id: '$ARRIVAL' }, body: { file: 'filed.json' } },
  }),
}
