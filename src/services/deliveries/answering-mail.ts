import { sql } from 'kysely'

/**
 * Whether the mail of the row `inbound` may count as an answer, as SQL: mail that is held back, or was dismissed, answers
 * nothing.
 */
export const isLetThrough = sql<boolean>`exists (select from (values (1)) as one
  left join inbound_recipient ir on ir.inbound_id = inbound.id
  where not exists (
    select from delivery held join quarantine q on q.delivery_id = held.id
      where held.referral_id = ir.referral_id
        and q.outcome is distinct from 'released'))`
