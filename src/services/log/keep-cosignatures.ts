import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { WitnessOutcome } from './ask-witness.ts'
import type { LogName } from './heads.ts'

/** How many of these witnesses must have seen the log before anything leaves; null: nothing waits for them. */
export type Quorum = { keys: readonly string[]; needed: number } | null

/** What is wrong with a witness; null when nothing is. */
export type Fault = 'unreachable' | 'rubbish' | 'refuses' | 'ahead' | 'contradicts' | null

/**
 * Begins with these witnesses and this policy, before anything is published: those that are no longer asked are forgotten,
 * though what they signed stands. What was published while nothing waited for witnesses has left already.
 */
export async function settleWitnesses(db: Db, keys: readonly string[], quorum: Quorum): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`delete from witness where witness <> all (${keys}::text[])`.execute(tx)
    await sql`insert into witness (log, witness, size)
      select log, key, 0 from unnest(${keys}::text[]) as key cross join (values ('log'), ('trust')) as logs (log)
      on conflict do nothing`.execute(tx)
    await (quorum
      ? sql`insert into log_release (size) select coalesce(max(size), 0) from checkpoint
          on conflict (only_one) do update set size = coalesce(log_release.size, excluded.size)`
      : sql`insert into log_release (size) values (null) on conflict (only_one) do update set size = null`
    ).execute(tx)
    // Whoever waited is told: under another policy, or another quorum, more may leave.
    if (quorum) await releaseSeen(tx, quorum)
    await sql`select pg_notify('despatch_published', 'release')`.execute(tx)
  })
}

/** How far each witness is known to have signed a log. */
export async function readSignedSizes(db: Db, log: LogName): Promise<Map<string, bigint>> {
  const rows = await db.selectFrom('witness').select(['witness', 'size']).where('log', '=', log).execute()
  return new Map(rows.map(({ witness, size }) => [witness, size]))
}

/** Keeps what a witness signed, and releases what enough of them have seen. */
export async function keepSigned(
  db: Db,
  of: { log: LogName; witness: string; size: bigint; quorum: Quorum },
  { lines, at }: Extract<WitnessOutcome, { is: 'signed' }>,
): Promise<void> {
  const { log, witness, size, quorum } = of
  await db.transaction().execute(async (tx) => {
    await sql`insert into cosignature (log, size, witness, lines, at)
      values (${log}, ${String(size)}::bigint, ${witness}, ${lines}, ${at})
      on conflict (log, size, witness) do update set lines = excluded.lines, at = excluded.at`.execute(tx)
    await sql`insert into witness (log, witness, size, fault, answered_at)
      values (${log}, ${witness}, ${String(size)}::bigint, null, now())
      on conflict (log, witness) do update
        set size = excluded.size, fault = null, answered_at = excluded.answered_at`.execute(tx)
    if (log === 'log' && quorum) await releaseSeen(tx, quorum)
  })
}

/** Keeps what is wrong with a witness. @param size where it said what it signed last */
export async function keepFault(
  db: Db,
  { log, witness, size }: { log: LogName; witness: string; size?: bigint },
  fault: Fault,
): Promise<void> {
  await sql`update witness set fault = ${fault}, size = coalesce(${size === undefined ? null : String(size)}::bigint, size),
      answered_at = case when ${fault}::text = 'unreachable' then answered_at else now() end
    where log = ${log} and witness = ${witness}`.execute(db)
}

/** The largest checkpoint that enough witnesses have signed; what is released stays so. */
async function releaseSeen(
  db: Db,
  { keys, needed }: { keys: readonly string[]; needed: number },
): Promise<void> {
  await sql`
    with seen as (
      select size from cosignature
        where log = 'log' and witness = any (${keys}::text[]) and size > (select size from log_release)
        group by size having count(*) >= ${needed}
        order by size desc limit 1
    ), released as (
      update log_release set size = seen.size from seen where log_release.size < seen.size returning log_release.size
    )
    select pg_notify('despatch_published', size::text) from released`.execute(db)
}
