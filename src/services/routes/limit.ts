import { sql } from 'kysely'

/**
 * What a server said that it takes is believed for so long; after that mail of any size goes to it again, and so it is
 * asked again. Any mail to it does the same.
 */
const BELIEVED_FOR = '7 days'

/**
 * The largest mail, in bytes, that the server of the row of `mailbox` takes: the lesser of what the co-ordinator laid
 * down and what it says itself (RFC 1870). Null for local mailboxes, and where no limit is known.
 */
export const limitOfMailbox = sql<number | null>`case when mailbox.route = 'mail' then (
    select least(n.max_message_bytes,
        case when s.size_seen_at > now() - ${sql.lit(BELIEVED_FOR)}::interval then s.size_limit end)
      from route_state s
      left join network n on n.domain = s.domain and n.valid @> current_date
      where s.domain = split_part(mailbox.address, '@', 2)
  ) end`
