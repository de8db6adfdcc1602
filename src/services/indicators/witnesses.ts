import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { Fault } from '../log/keep-cosignatures.ts'
import { MOST } from './counting.ts'

/** How a witness fares that the service asks. */
export type WitnessState = {
  name: string
  /** entries of the log, and records of the trust log, that it has not seen yet */
  behind: { log: number; trust: number }
  /** what was wrong with its last answers, by log */
  faults: Exclude<Fault, null>[]
}

/** The witnesses that are asked, those who are furthest behind first. */
export async function readWitnesses(db: Db): Promise<WitnessState[]> {
  const { rows } = await sql<{
    key: string
    log: number
    trust: number
    faults: Exclude<Fault, null>[]
  }>`
    select witness as key,
        coalesce(sum(greatest(0, newest.size - witness.size)) filter (where log = 'log'), 0)::float8 as log,
        coalesce(sum(greatest(0, newest.size - witness.size)) filter (where log = 'trust'), 0)::float8 as trust,
        coalesce(array_agg(distinct fault) filter (where fault is not null), '{}') as faults
      from witness
      left join lateral (
        select case log
            when 'log' then (select size from checkpoint order by size desc limit 1)
            else (select size from trust_checkpoint)
          end as size
      ) newest on true
      group by witness
      order by log desc, trust desc, witness
      limit ${MOST}`.execute(db)
  return rows.map(({ key, log, trust, faults }) => ({ name: nameOf(key), behind: { log, trust }, faults }))
}

/** The name in a verifier key, with its key id: a witness that changes its key is two for a time. */
const nameOf = (key: string): string => key.split('+').slice(0, 2).join('+')
