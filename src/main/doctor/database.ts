import { sql } from 'kysely'
import { readLogState } from '../../services/indicators/log.ts'
import { readUnrelayed } from '../../services/indicators/unrelayed.ts'
import { logCheck } from '../../services/readiness/log.ts'
import { type Connection, connect } from '../../store/connect.ts'

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
  const { rows } = await sql<{
    lost: number
  }>`select count(*)::integer as lost from log_staged where lost`.execute(db)
  const lost = rows[0]?.lost ?? 0
  const without =
    lost === 0
      ? ''
      : ` ${lost} entries stand without their records, which were lost when the database was restored.`
  return `${says} The newest checkpoint is ${Math.round(checkpoint?.ageSeconds ?? 0)} seconds old.${without}`
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
