import pg from 'pg'
import type { Databases } from '../store/databases.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import type { Role } from './service.ts'

/**
 * Sees that each login of an external database that this process uses has the rights of its part and no more: what
 * keeps a stolen runtime login from rewriting the log is that it may not write there (promise 6), so a service that
 * runs with the owner's login by mistake must not seem well.
 *
 * @param databases migrated
 * @throws StartRefusal naming the setting; pg's error when a login is not let in
 */
export async function requireLogins(databases: Databases, role: Role): Promise<void> {
  const runtime = await rightsOf(databases.runtimeUrl)
  refuseOwner(runtime, 'DATABASE_URL', 'despatch_runtime')
  if (!runtime.refers) throw new StartRefusal(lacks('DATABASE_URL', 'despatch_runtime'))
  if (runtime.logs) {
    throw new StartRefusal(
      'The login of DATABASE_URL may write the log, which that of DATABASE_SEQUENCER_URL alone may: give it one that has the role despatch_runtime and owns nothing.',
    )
  }
  if (!databases.sequencerUrl || (role !== 'all' && role !== 'sequencer')) return
  const sequencer = await rightsOf(databases.sequencerUrl)
  refuseOwner(sequencer, 'DATABASE_SEQUENCER_URL', 'despatch_sequencer')
  if (!sequencer.logs) throw new StartRefusal(lacks('DATABASE_SEQUENCER_URL', 'despatch_sequencer'))
}

const lacks = (setting: string, role: string): string =>
  `The login of ${setting} has not the rights of its part: have the database's administrator run "grant ${role} to" that login.`

function refuseOwner({ owns }: Rights, setting: string, role: string): void {
  if (!owns) return
  throw new StartRefusal(
    `The login of ${setting} owns the tables, or may act for their owner, and so could change what must not change: give it one that has the role ${role} and owns nothing.`,
  )
}

type Rights = {
  /** may enter referrals */
  refers: boolean
  /** may write the log in any way, or take on the role that may */
  logs: boolean
  /** is a superuser or may make itself a member of any role, or may act as the owner of the database, of its schemas or of anything in them */
  owns: boolean
}

async function rightsOf(url: string): Promise<Rights> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Rights>(
      `select has_table_privilege('referral', 'insert') as refers,
              exists (select from unnest(array['log_entry', 'log_tile', 'checkpoint', 'cosignature', 'log_release']) as part
                      where has_table_privilege(part, 'insert, update, delete, truncate'))
                or pg_has_role('despatch_sequencer', 'member') as logs,
              (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)
                or exists (select from pg_database
                           where datname = current_database() and pg_has_role(datdba, 'member'))
                or exists (select from pg_namespace
                           where nspname in ('public', 'bullmq') and pg_has_role(nspowner, 'member'))
                or exists (select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                           where nspname in ('public', 'bullmq') and pg_has_role(relowner, 'member')) as owns`,
    )
    return rows[0] ?? { refers: false, logs: false, owns: true }
  } finally {
    await client.end()
  }
}
