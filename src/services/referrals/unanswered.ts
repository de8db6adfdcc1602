import { sql } from 'kysely'
import { ANSWERS_NOTHING } from '../../domain/kinds.ts'
import { isLetThrough } from '../deliveries/answering-mail.ts'
import { answersByReceipt } from '../deliveries/answering-receipts.ts'

/** Looked up for those alone that were answered by a receipt. */
const kindAsked = sql`(select asking.kind from referral as asking where asking.id = delivery.referral_id)`

/**
 * Whether the mailbox of the row `delivery` has still to answer what it was sent, as SQL; nothing else says what an answer is.
 * Which receipts answer says domain/answered.ts; what its mailbox replied to, here or by joined mail, is answered too; a note or a record is no reply. What was
 * withdrawn is to be answered by nobody.
 *
 * Written so that it is looked up delivery by delivery: PostgreSQL would else read whole tables to join them.
 */
export const isUnanswered = sql<boolean>`(delivery.state <> 'withdrawn'
  and ${answersByReceipt(sql.ref('delivery.answer'), kindAsked)} is not true
  and (select true from inbound where inbound.answers = delivery.id and ${isLetThrough} limit 1) is null
  and (select true from referral as reply
        where reply.in_reply_to = delivery.referral_id and reply.from_mailbox = delivery.mailbox_id
          and reply.kind not in (${sql.join(ANSWERS_NOTHING.map((kind) => sql.lit(kind)))}) limit 1) is null)`
