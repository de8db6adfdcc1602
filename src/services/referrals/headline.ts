import { sql } from 'kysely'
import { referenceOf } from '../../domain/reference.ts'
import { KINDS, type Urgency } from '../../domain/wire/referral-fields.ts'
import type { Headline } from '../../domain/wire/referral-response.ts'

/** A row of `referral` with its sender's address and, for filed mail, what the filing says of it. */
type Row = {
  origin: 'submitted' | 'mail'
  kind: string
  marking: string | null
  from: string | null
  from_domain: string | null
  thread: string
  in_reply_to: string | null
  urgency: Urgency | null
  respond_by: string | null
  accepted_at: Date
  filedKind: string | null
  filedMarking: string | null
  filedFrom: string | null
  verified: boolean | null
  sealedOnArrival: boolean
}

/**
 * Whether mail came in clear and was sealed on arrival, as the arrival statement says: it stays so for ever, whatever
 * is learnt of the mail later. For queries of `referral`.
 */
export const sealedOnArrival = sql<boolean>`referral.origin = 'mail'
  and (referral.statement::jsonb #>> '{raw,sealedByService}')::boolean`.as('sealedOnArrival')

/**
 * What a list and a view both say of a referral. What the reader's own client filed of a partner's mail (kind,
 * marking, sender) stands before what is known from outside; mail is unproven until it is filed as verified.
 */
export function headline(id: string, row: Row): Headline {
  const kind = row.filedKind ?? row.kind
  return {
    referral: id,
    reference: referenceFor(kind, id),
    origin: row.origin,
    kind,
    marking: row.filedMarking ?? row.marking,
    from: row.filedFrom ?? row.from,
    fromDomain: row.from_domain,
    unproven: row.origin === 'mail' && row.verified !== true,
    sealedOnArrival: row.sealedOnArrival,
    thread: row.thread,
    inReplyTo: row.in_reply_to,
    urgency: row.urgency,
    respondBy: row.respond_by,
    acceptedAt: row.accepted_at.toISOString(),
  }
}

/** The reference of a row: mail that nobody has filed has the prefix of mail. */
export function referenceFor(kind: string, id: string): string {
  return referenceOf(KINDS.find((name) => name === kind) ?? 'mail', id)
}
