import { sql } from 'kysely'
import type { Checkpoint } from '../../log/checkpoint.ts'
import type { Db } from '../db.ts'
import { TermEndedError } from './term.ts'

/** A checkpoint of the trust log, opened. */
export type Signed = Checkpoint & { signedAt: Date; note: string }
/** A record of the trust log in the database. */
export type ToEnter = { id: bigint; type: string; record: string; sha256: string }

/**
 * Enters records behind the first `from` and publishes the checkpoint over them: one statement, and so one transaction.
 *
 * @throws TermEndedError when another sequencer has begun since this term
 */
export async function publishTrust(
  db: Db,
  term: bigint,
  of: {
    from: number
    rows: readonly { id: bigint }[]
    /** theirs */
    leaves: readonly Uint8Array[]
    checkpoint: string
    signed: Signed
  },
): Promise<void> {
  const { from, rows, leaves, checkpoint, signed } = of
  const published = await sql`
    with writer as materialized (
      select term from log_writer where log = 'trust' and term = ${String(term)}::bigint for share
    ), entered as (
      insert into trust_entry (idx, record_id, leaf)
        select ${String(from)}::bigint + n - 1, record_id, leaf
          from writer, unnest(${rows.map(({ id }) => String(id))}::bigint[], ${[...leaves]}::bytea[])
            with ordinality as batch (record_id, leaf, n)
    ), signed as (
      insert into trust_checkpoint (size, note, at)
        select ${String(signed.size)}::bigint, ${checkpoint}::text, ${signed.signedAt}::timestamptz from writer
        on conflict (only_one) do update set size = excluded.size, note = excluded.note, at = excluded.at
    )
    select pg_notify('despatch_published', 'trust') from writer`.execute(db)
  if (published.rows.length === 0) throw new TermEndedError()
}
