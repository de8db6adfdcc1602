import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { codeOf, degraded, failed, fine, type ReadinessCheck } from '../readiness.ts'

/** Whether the database answers. */
export function databaseCheck(db: Db): ReadinessCheck {
  return {
    name: 'database',
    async look() {
      try {
        await sql`select 1`.execute(db)
        return fine('It answers.')
      } catch (error) {
        return failed(`It does not answer${codeOf(error)}: nothing can be accepted.`)
      }
    },
  }
}

/**
 * Whether the database has the migrations of this program. One that has more goes on being served, so that a newer
 * version can be brought in without a pause; a start on it is refused.
 *
 * @param known names of this program's migrations
 */
export function migrationsCheck(db: Db, known: readonly string[]): ReadinessCheck {
  return {
    name: 'migrations',
    async look() {
      const { rows } = await sql<{ name: string }>`select name from schema_migration`.execute(db)
      const done = new Set(rows.map(({ name }) => name))
      const missing = known.find((name) => !done.has(name))
      if (missing) return failed(`The database lacks ${missing}: run the migrations.`)
      const newer = [...done].find((name) => !known.includes(name))
      if (newer)
        return degraded(
          `The database has ${newer}, which this program does not know: start the newer version.`,
        )
      return fine(`Current, at ${known.at(-1) ?? 'none'}.`)
    },
  }
}
