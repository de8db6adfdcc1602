import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations } from 'bullmq'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import { StartRefusal } from './start-refusal.ts'

/** Where Kysely keeps which migrations have run, and its lock. */
export const MIGRATION_TABLES = ['schema_migration', 'schema_migration_lock'] as const
const [migrationTableName, migrationLockTableName] = MIGRATION_TABLES

/** Numbered and forward only: `0001_spine.sql`. */
const FILE = /^\d{4}_[a-z0-9_-]+\.sql$/

/** PostgreSQL 15, the first where the public schema is not everyone's to create in. */
const OLDEST_SERVER = 150_000

/** The queue's tables live in a schema of their own, which the runtime login uses and does not own. */
const QUEUE_SCHEMA = 'bullmq'

/** Any number that nothing else locks on. */
const QUEUE_LOCK = 0x71756575

/** The queues that there are: each needs a sequence before it is first used. */
export const QUEUES = ['deliver'] as const

/**
 * Brings the database to this program's version, and the queue's schema to BullMQ's, in one transaction
 * each; many processes may start at once (Kysely and BullMQ take an advisory lock).
 *
 * @param ownerUrl login that owns the tables
 * @param folder the numbered .sql files
 * @returns the newest migration before and after; null for an empty database
 * @throws StartRefusal when the database is newer than the program, or lacks what only its administrator
 *   can make
 */
export async function migrate(
  ownerUrl: string,
  folder: string,
): Promise<{ from: string | null; to: string | null }> {
  const client = new pg.Pool({ connectionString: ownerUrl, max: 2, application_name: 'despatch migrate' })
  client.on('error', () => undefined)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: client }) })
  try {
    await requireVersion(client)
    const migrations = await readMigrations(folder)
    const done = await executedMigrations(db)
    refuseNewer(done, Object.keys(migrations))
    await ensureGroupRoles(client)
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(migrations) },
      migrationTableName,
      migrationLockTableName,
    })
    const { error, results } = await migrator.migrateToLatest()
    if (error) {
      const failed = results?.find((result) => result.status === 'Error')?.migrationName
      throw new Error(`Migration ${failed ?? 'of the database'} failed: ${messageOf(error)}`, {
        cause: error,
      })
    }
    await migrateQueue(client)
    return { from: done.at(-1) ?? null, to: Object.keys(migrations).at(-1) ?? null }
  } finally {
    await db.destroy()
  }
}

/**
 * Whether the database has exactly this program's migrations, asked with any login that may read them.
 * @throws StartRefusal saying which side is behind
 */
export async function checkMigrated(url: string, folder: string): Promise<string | null> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('error', () => undefined)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const known = Object.keys(await readMigrations(folder))
    const done = await executedMigrations(db)
    refuseNewer(done, known)
    const pending = known.filter((name) => !done.includes(name))
    if (pending.length > 0) {
      throw new StartRefusal(
        `The database lacks the migration ${pending[0]}: start one process with DATABASE_OWNER_URL set first.`,
      )
    }
    return done.at(-1) ?? null
  } finally {
    await db.destroy()
  }
}

async function requireVersion(client: pg.Pool): Promise<void> {
  const { rows } = await client.query<{ server_version: string; server_version_num: string }>(
    `select current_setting('server_version') as server_version, current_setting('server_version_num') as server_version_num`,
  )
  if (Number(rows[0]?.server_version_num) < OLDEST_SERVER) {
    throw new StartRefusal(
      `The database is PostgreSQL ${rows[0]?.server_version}, and Despatch needs 15 or later: upgrade it.`,
    )
  }
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations: Record<string, Migration> = {}
  for (const file of files) {
    if (!FILE.test(file)) throw new Error(`${file} is no name for a migration; write one like 0001_spine.sql`)
    const text = await readFile(join(folder, file), 'utf8')
    migrations[file.slice(0, -'.sql'.length)] = {
      up: async (db) => {
        await sql.raw(text).execute(db)
      },
    }
  }
  return migrations
}

async function executedMigrations(db: Kysely<unknown>): Promise<string[]> {
  const table = await sql<{
    found: boolean
  }>`select to_regclass(${migrationTableName}) is not null as found`.execute(db)
  if (!table.rows[0]?.found) return []
  const { rows } = await sql<{
    name: string
  }>`select name from ${sql.table(migrationTableName)} order by name`.execute(db)
  return rows.map((row) => row.name)
}

function refuseNewer(done: string[], known: string[]): void {
  const unknown = done.find((name) => !known.includes(name))
  if (unknown) {
    throw new StartRefusal(
      `The database is newer than this program (it has had the migration ${unknown}): ` +
        'start it with the version of Despatch that it belongs to.',
    )
  }
}

/** The roles that migrations grant to. Embedded, they are there; elsewhere the owner may be able to make them. */
async function ensureGroupRoles(client: pg.Pool): Promise<void> {
  for (const role of ['despatch_runtime', 'despatch_sequencer']) {
    const { rows } = await client.query('select 1 from pg_roles where rolname = $1', [role])
    if (rows.length > 0) continue
    await client.query(`create role ${role} nologin`).catch((error: { code?: string }) => {
      // 42710: another process has just made it.
      if (error.code === '42710') return
      throw new StartRefusal(
        `The database has no role ${role} and DATABASE_OWNER_URL may not make it: have its administrator run ` +
          `"create role ${role} nologin", and grant it to the login of ` +
          `${role === 'despatch_runtime' ? 'DATABASE_URL' : 'DATABASE_SEQUENCER_URL'}.`,
      )
    })
  }
}

async function migrateQueue(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await runMigrations(client, QUEUE_SCHEMA)
    // Two processes that grant at once would have PostgreSQL refuse one of them ("tuple concurrently updated").
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [QUEUE_LOCK])
    await client.query(`set local search_path = ${QUEUE_SCHEMA}`)
    // BullMQ makes a sequence for a queue when it is first used, which only the owner of the schema can: it is
    // made here. Its bulk insertion goes by way of a temporary table.
    for (const queue of QUEUES) {
      await client
        .query(`select format('create sequence if not exists %I', job_id_seq_name($1)) as statement`, [queue])
        .then(({ rows }) => client.query(String(rows[0]?.statement)))
    }
    const { rows } = await client.query<{ name: string }>('select quote_ident(current_database()) as name')
    await client.query(`grant temporary on database ${rows[0]?.name} to despatch_runtime`)
    await client.query(`
      grant select on public.${migrationTableName} to despatch_runtime;
      grant usage on schema ${QUEUE_SCHEMA} to despatch_runtime;
      grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to despatch_runtime;
      grant usage, select on all sequences in schema ${QUEUE_SCHEMA} to despatch_runtime;
      grant execute on all functions in schema ${QUEUE_SCHEMA} to despatch_runtime;`)
    await client.query('commit')
  } catch (error) {
    if (error instanceof Error && error.name === 'SchemaVersionMismatchError') {
      throw new StartRefusal(
        "The queue's tables in the database are newer than this program: start it with the version it belongs to.",
      )
    }
    throw error
  } finally {
    // With it goes a transaction that did not end.
    client.release(true)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
