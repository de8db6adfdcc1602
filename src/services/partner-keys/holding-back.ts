import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** What nobody has settled or seen again for so long waits no longer. */
export const WAITS_DAYS = 90

/** Whether a seen key `k` is settled for an agency: by itself, or for all by an approval, which stands in the trust log. */
export const settledFor = (agency: RawBuilder<unknown>): RawBuilder<SqlBool> => sql`exists (
  select from key_settlement settlement
    where settlement.seen_key_id = k.id and (settlement.agency_id = ${agency} or settlement.settled = 'approved'))`

/**
 * Whether a seen key `k` that is not the one in use holds back what an agency's people send to its mailbox: what the
 * partner's own directory says counts for all, what staff report for their own agency alone.
 */
export const holdsBack = (agency: RawBuilder<unknown>, now: RawBuilder<unknown>): RawBuilder<SqlBool> => sql`(
  k.seen_at > ${now} - make_interval(days => ${sql.lit(WAITS_DAYS)}) and not ${settledFor(agency)} and exists (
    select from key_sighting sighting join person reporter on reporter.id = sighting.person_id
      where sighting.seen_key_id = k.id and (sighting.source = 'wkd' or reporter.agency_id = ${agency})))`
