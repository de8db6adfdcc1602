import { sql } from 'kysely'
import { isLetThrough } from '../deliveries/answering-mail.ts'

/**
 * Whether the mailbox of the row `delivery` has still to answer what it was sent, as SQL; nothing else says what an answer is.
 * One that was acknowledged, returned or declined is answered, and so is one that its mailbox replied to, here or by joined
 * mail. What was withdrawn is to be answered by nobody.
 *
 * Written so that it is looked up delivery by delivery: PostgreSQL would else read whole tables to join them.
 */
export const isUnanswered = sql<boolean>`(delivery.state <> 'withdrawn'
  and (delivery.answer is null or delivery.answer in ('collected', 'opened'))
  and (select true from inbound where inbound.answers = delivery.id and ${isLetThrough} limit 1) is null
  and (select true from referral as reply
        where reply.in_reply_to = delivery.referral_id and reply.from_mailbox = delivery.mailbox_id limit 1) is null)`
