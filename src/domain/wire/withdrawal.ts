import Type, { type Static } from 'typebox'
import { withdrawalObstacles, withdrawalReasons } from '../withdrawal.ts'
import { Address, Nullable, Sha256, Time, Uuid } from './primitives.ts'
import { TransportState } from './referral-response.ts'

const WithdrawalReason = Type.Enum(withdrawalReasons())

/**
 * What a sender takes back, signed by the user key of a member of the sending mailbox.
 *
 * `manifest` is the SHA-256 of the manifest's text; `mailboxes` are the recipients from whom it is withdrawn.
 */
export const Withdrawal = Type.Object(
  {
    despatch: Type.Literal('withdrawal/1'),
    referral: Uuid,
    manifest: Sha256,
    mailboxes: Type.Array(Address, { minItems: 1, maxItems: 20, uniqueItems: true }),
    reason: WithdrawalReason,
    time: Time,
  },
  { additionalProperties: false },
)
export type Withdrawal = Static<typeof Withdrawal>

/**
 * The record of a `withdrawn` entry: one for each delivery, with what its sender signed, so that nobody needs the service's word
 * for who withdrew it.
 */
export type WithdrawnRecord = {
  despatch: 'withdrawn/1'
  referral: string
  delivery: string
  mailbox: string
  reason: string
  statement: string
  signature: string
  time: string
}

/** Of each recipient that was named: whether it is withdrawn, and if not, why. */
export const WithdrawalResponse = Type.Object(
  {
    referral: Uuid,
    recipients: Type.Array(
      Type.Object(
        {
          mailbox: Address,
          state: TransportState,
          /** Why it is not withdrawn; null when it is, by this or by an earlier withdrawal. */
          obstacle: Nullable(Type.Enum(withdrawalObstacles())),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type WithdrawalResponse = Static<typeof WithdrawalResponse>
