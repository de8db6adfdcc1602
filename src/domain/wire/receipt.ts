import Type, { type Static } from 'typebox'
import { RECEIPT_REASONS } from '../receipt-reasons.ts'
import { Address, Nullable, Sha256, Time, Uuid } from './primitives.ts'

export const RECEIPT_EVENTS = [
  'collected',
  'opened',
  'acknowledged',
  'accepted',
  'returned',
  'declined',
  'unreadable',
  'misdeclared',
] as const
export const ReceiptEvent = Type.Enum([...RECEIPT_EVENTS])
export type ReceiptEvent = (typeof RECEIPT_EVENTS)[number]

/**
 * What a reader says of a referral, signed by the reader's user key.
 *
 * `manifest` is the SHA-256 of the manifest's text, or of the arrival statement's for mail from a partner;
 * `entity` is null where no manifest named one. `reason` is a code of a closed list; which
 * events have one is said by `reasonFault` (`receipt-reasons.ts`).
 */
export const Receipt = Type.Object(
  {
    despatch: Type.Literal('receipt/1'),
    referral: Uuid,
    manifest: Sha256,
    content: Type.Array(Sha256, { minItems: 1, maxItems: 1 }),
    entity: Nullable(Sha256),
    mailbox: Address,
    event: ReceiptEvent,
    reason: Nullable(Type.Enum([...RECEIPT_REASONS])),
    time: Time,
  },
  { additionalProperties: false },
)
export type Receipt = Static<typeof Receipt>
