import { DATABASE, type LoginName, type Logins, SUPERUSER } from './logins.ts'

type Query = (sql: string) => Promise<{ rows: Record<string, unknown>[] }>

/**
 * Makes the roles, the logins and the database, or puts them right: run at every start. The owner owns the
 * database, and so may create trusted extensions, but is no superuser; the runtime and sequencer logins own
 * nothing and have only what the migrations grant to their roles.
 */
export async function ensureRoles(query: Query, logins: Logins): Promise<void> {
  const { rows } = await query(`select rolname as name from pg_roles`)
  const known = new Set(rows.map((row) => row.name))
  for (const role of ['despatch_runtime', 'despatch_sequencer'])
    if (!known.has(role)) await query(`create role ${role} nologin`)
  for (const [login, memberOf] of MEMBERS) {
    if (!known.has(login)) await query(`create role ${login} login`)
    await query(`alter role ${login} login nosuperuser nocreaterole nocreatedb password '${logins[login]}'`)
    if (memberOf) await query(`grant ${memberOf} to ${login}`)
  }
  const databases = await query(`select 1 from pg_database where datname = '${DATABASE}'`)
  if (databases.rows.length === 0) await createDatabase(query, DATABASE)
}

const MEMBERS: [LoginName, string | null][] = [
  ['despatch_owner', null],
  ['despatch_app', 'despatch_runtime'],
  ['despatch_seq', 'despatch_sequencer'],
]

/** Creates a database of the owner's, which only our logins may connect to. */
export async function createDatabase(query: Query, name: string, template = 'template1'): Promise<void> {
  await query(`create database ${name} owner despatch_owner template ${template}`)
  await query(`revoke all on database ${name} from public`)
  await query(`grant connect on database ${name} to despatch_runtime, despatch_sequencer, ${SUPERUSER}`)
  // BullMQ adds jobs in bulk by way of a temporary table.
  await query(`grant temporary on database ${name} to despatch_runtime`)
}
