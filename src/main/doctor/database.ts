import { sql } from 'kysely'
import { dayOf } from '../../domain/day.ts'
import { missingOfficers } from '../../domain/trust/liaison-officers.ts'
import { readLogState } from '../../services/indicators/log.ts'
import { readUnrelayed } from '../../services/indicators/unrelayed.ts'
import { logCheck } from '../../services/readiness/log.ts'
import { createTrustStanding } from '../../services/trust/standing.ts'
import { type Connection, connect } from '../../store/connect.ts'

/** What was found right; or what is not wrong with the service, and somebody should know. */
export type Finding = string | { warns: string }

/** Past this, statements of people's machines begin to be refused, and leases to overlap. */
const SKEW_SECONDS = 5
/** What has been due for longer, no worker is taking. */
const DUE_SECONDS = 120

/** Does something with the database, on one connection of the login that the service has. */
export async function withDatabase<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = connect(url, { max: 1, applicationName: 'despatch doctor' })
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

export async function databaseVersion({ db }: Connection): Promise<string> {
  const { rows } = await sql<{
    version: string
  }>`select current_setting('server_version') as version`.execute(db)
  return `PostgreSQL ${rows[0]?.version} answers`
}

/** Whether this machine's clock and the database's agree. @throws Error when they do not */
export async function clockAgrees({ db }: Connection): Promise<string> {
  const before = Date.now()
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  const middle = (before + Date.now()) / 2
  const skew = ((rows[0]?.now.getTime() ?? middle) - middle) / 1000
  const words = `${Math.abs(skew).toFixed(1)} seconds ${skew < 0 ? 'behind' : 'ahead of'} this machine's`
  if (Math.abs(skew) > SKEW_SECONDS)
    throw new Error(`the database's clock is ${words}: set both by the same time server (NTP)`)
  return `the database's is ${words}`
}

/** Whether the log is being written. @throws Error with what is wrong */
export async function logWritten({ db }: Connection): Promise<string> {
  const { state, says } = await logCheck(db, { sequencing: true }).look()
  if (state === 'failed') throw new Error(says)
  const { checkpoint, unreleasedSeconds } = await readLogState(db)
  // Who is waited for, the next check says.
  if (state === 'degraded' && unreleasedSeconds === 0)
    throw new Error(
      `${says} Start one: despatch serve --role sequencer, with DATABASE_SEQUENCER_URL and DATA_DIR/log.`,
    )
  return `${says} The newest checkpoint is ${Math.round(checkpoint?.ageSeconds ?? 0)} seconds old.`
}

/** Whether what the log has entered is there, or was destroyed by an entry that says so. */
export async function recordsThere({ db }: Pick<Connection, 'db'>): Promise<Finding> {
  const { rows } = await sql<{ lost: number; first: string | null; last: string | null }>`
    select count(*)::integer as lost, min(idx)::text as first, max(idx)::text as last
      from log_staged join log_entry on log_entry.staged_id = log_staged.id
      where lost and not exists (select from erasure where erasure.staged_id = log_staged.id)`.execute(db)
  const { lost = 0, first = null, last = null } = rows[0] ?? {}
  if (lost === 0) return 'none was lost'
  const which =
    lost === 1
      ? `entry ${first} stands without its`
      : `${lost} entries, from ${first} to ${last}, stand without their`
  return {
    warns: `${which} ${lost === 1 ? 'record' : 'records'}: lost when an older database was restored. Who has a newer copy, restores that; or else ask those who sent and received what came in then ("Backup and restore" in docs/operating.md)`,
  }
}

/** Whether every responsible authority has somebody to ask (U3): nothing that is the operator's to mend. */
export async function officersInOffice({ db }: Pick<Connection, 'db'>, now: Date): Promise<Finding> {
  const missing = missingOfficers(await createTrustStanding().read(db), dayOf(now))
  if (missing.length === 0) return 'every responsible authority has one (U3)'
  return { warns: `U3: ${missing.map(({ sentence }) => sentence).join(' ')} Tell the CSP Co-ordinator.` }
}

/** Whether what is due is being delivered. @throws Error when nobody does */
export async function deliveriesTaken({ db }: Connection): Promise<string> {
  const { local, mail } = await readUnrelayed(db)
  const due = Math.max(local.dueSeconds, mail.dueSeconds)
  if (due > DUE_SECONDS) {
    throw new Error(
      `${local.due + mail.due} deliveries are due, one for ${Math.round(due)} seconds, and nobody takes them: see that the log is written and that a worker runs (despatch serve --role worker); its log says what fails`,
    )
  }
  return `${local.deliveries + mail.deliveries} wait, none of them for longer than it must`
}
