import { sql } from 'kysely'
import type { Db } from './db.ts'
import { type AgreementDays, readAgreementDays } from './indicators/agreements.ts'
import { type ArrivalsWaiting, readArrivalsWaiting } from './indicators/arrivals.ts'
import { type EndingKeys, readEndingKeys } from './indicators/ending-keys.ts'
import { type FailedDeliveries, readFailedDeliveries } from './indicators/failed.ts'
import { type LogState, readLogState } from './indicators/log.ts'
import { type Overdue, readOverdue } from './indicators/overdue.ts'
import { type RouteHealth, readRouteHealth } from './indicators/routes.ts'
import { readSilent, type Silent } from './indicators/silent.ts'
import { readUnrelayed, type Unrelayed } from './indicators/unrelayed.ts'
import { readWitnesses, type WitnessState } from './indicators/witnesses.ts'

/**
 * Whether the promises are being kept, in numbers: what waits to be entered in the log, to leave, to be confirmed, to
 * be answered, to be read, and for how long. Times are seconds by the database's clock. No number is about a person.
 */
export type Indicators = {
  log: LogState
  unrelayed: Unrelayed
  failed: FailedDeliveries
  silent: Silent
  overdue: Overdue
  arrivals: ArrivalsWaiting
  routes: RouteHealth[]
  agreements: AgreementDays[]
  ending: EndingKeys
  witnesses: WitnessState[]
}

/** The longest that one query may take; past it there are no indicators, rather than a busier database. */
const STATEMENT_MS = 2_000

/**
 * Reads them all in one snapshot, each by one query that an index answers and that looks at a bounded number of rows.
 *
 * @param day the calendar day by which an answer is overdue, `YYYY-MM-DD`
 * @throws when the database does not answer in time
 */
export async function readIndicators(db: Db, day: string): Promise<Indicators> {
  return db
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`select set_config('statement_timeout', ${String(STATEMENT_MS)}, true)`.execute(tx)
      return {
        log: await readLogState(tx),
        unrelayed: await readUnrelayed(tx),
        failed: await readFailedDeliveries(tx),
        silent: await readSilent(tx),
        overdue: await readOverdue(tx, day),
        arrivals: await readArrivalsWaiting(tx),
        routes: await readRouteHealth(tx),
        agreements: await readAgreementDays(tx, day),
        ending: await readEndingKeys(tx),
        witnesses: await readWitnesses(tx),
      }
    })
}
