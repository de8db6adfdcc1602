import Type, { type Static } from 'typebox'
import { MOST_ROWS } from './paging.ts'
import { Address, Domain, KeyId, Nullable, Time, Uuid } from './primitives.ts'

/**
 * Why mail that came was held back from the inbox.
 *
 * - `wrong-key`: it is encrypted, but to no key of the mailbox
 * - `old-key`: it is encrypted to a key that the mailbox gave up more than 90 days ago
 * - `damaged`: it breaks off, or cannot be followed: it was cut or changed on the way
 * - `sender-unproven`: nothing bears it out, and its sender's domain says that it is not theirs (SPF `fail`), or asks that such mail
 *   is not trusted (DMARC, `quarantine`)
 */
export const HELD = ['wrong-key', 'old-key', 'damaged', 'sender-unproven'] as const
export const Held = Type.Enum(HELD)
export type Held = Static<typeof Held>

/** For so many days after a key was given up mail to it is still taken: partners fetch the new one in their own time. */
export const OLD_KEY_DAYS = 90

/** What each reason means, and what the person who reads it can do. */
export const HELD_SENTENCES: Readonly<Record<Held, string>> = {
  'wrong-key':
    'It is encrypted to a key that this mailbox does not have. Ask the sender to fetch the mailbox’s current certificate and to send it again.',
  'old-key': `It is encrypted to a key that this mailbox gave up more than ${OLD_KEY_DAYS} days ago. If you still hold that key, release it and open it; ask the sender to fetch the current certificate.`,
  damaged:
    'It breaks off or was changed on the way, so that nobody can open it. Ask the sender to send it again; if that happens twice, tell your co-ordinator.',
  'sender-unproven':
    'Nothing bears out that it comes from the domain that it names, which disowns such mail. Ask the sender by telephone whether they sent it before you release it.',
}

export const HeldMail = Type.Object(
  {
    delivery: Uuid,
    mailbox: Address,
    domain: Domain,
    reason: Held,
    /** what it means, and what to do */
    sentence: Type.String(),
    /** the keys that it is encrypted to */
    keyIds: Type.Array(KeyId, { maxItems: 50 }),
    /** in bytes, as it came */
    size: Type.Integer({ minimum: 0 }),
    at: Time,
  },
  { additionalProperties: false },
)
export type HeldMail = Static<typeof HeldMail>

export const QuarantineResponse = Type.Object(
  { rows: Type.Array(HeldMail, { maxItems: MOST_ROWS }), next: Nullable(Type.String()) },
  { additionalProperties: false },
)
export type QuarantineResponse = Static<typeof QuarantineResponse>

/** How it stands with mail that was held back, once somebody has decided. */
export const HeldOutcome = Type.Object(
  { delivery: Uuid, outcome: Type.Enum(['released', 'dismissed']) },
  { additionalProperties: false },
)
export type HeldOutcome = Static<typeof HeldOutcome>
