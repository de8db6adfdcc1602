import { readOwnerUrl } from '../config.ts'
import { migrate } from '../store/migrate.ts'
import { databaseFailure } from './database-failure.ts'
import type { Io } from './io.ts'
import { MIGRATIONS } from './migrations.ts'

/** `despatch migrate`: brings the database of DATABASE_OWNER_URL to this program's version. Exit code 1 if it cannot. */
export async function migrateDatabase({ json }: { json: boolean }, io: Io): Promise<number> {
  try {
    const { from, to } = await migrate(readOwnerUrl(io.env), MIGRATIONS)
    const changed = from !== to
    if (json) io.out(JSON.stringify({ ok: true, changed, from, to }))
    else if (changed) io.out(`The database has been brought ${from === null ? '' : `from ${from} `}to ${to}.`)
    else io.out(`The database is current (${to}).`)
    return 0
  } catch (error) {
    const problem = databaseFailure(error, 'DATABASE_OWNER_URL') ?? messageOf(error)
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
