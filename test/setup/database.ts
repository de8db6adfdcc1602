import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { connect } from '../../src/store/connect.ts'
import { createDatabase } from '../../src/store/embedded/roles.ts'
import type { Database } from '../../src/store/tables.ts'

export interface TestDatabase {
  ownerUrl: string
  runtimeUrl: string
  sequencerUrl: string
  superuserUrl: string
  /** Connected as the runtime login, as the service is. */
  db: Kysely<Database>
  /** Connected as the owner: for what an administrator does, and the service may not. */
  owner: Kysely<Database>
  /** Closes `db`, ends every session that is left, and drops the database. */
  drop(): Promise<void>
}

/**
 * A migrated database of one's own, cloned from the template.
 * @param migrated false for an empty one
 * @param template another database to clone
 */
export async function createTestDatabase({
  migrated = true,
  template,
}: {
  migrated?: boolean
  template?: string
} = {}): Promise<TestDatabase> {
  const urls = inject('postgres')
  const name = `t_${randomBytes(8).toString('hex')}`
  const at = (url: string, database = name) => url.replace('{database}', database)
  const administer = async (task: (query: (sql: string) => Promise<pg.QueryResult>) => Promise<unknown>) => {
    const admin = new pg.Client(at(urls.superuserUrl, 'postgres'))
    await admin.connect()
    try {
      await task((sql) => admin.query(sql))
    } finally {
      await admin.end()
    }
  }
  await administer((query) =>
    createDatabase(query, name, template ?? (migrated ? urls.template : 'template1')),
  )
  const { db, close } = connect(at(urls.runtimeUrl), { max: 4, applicationName: 'test' })
  const owner = connect(at(urls.ownerUrl), { max: 1, applicationName: 'test owner' })
  return {
    ownerUrl: at(urls.ownerUrl),
    runtimeUrl: at(urls.runtimeUrl),
    sequencerUrl: at(urls.sequencerUrl),
    superuserUrl: at(urls.superuserUrl),
    db,
    owner: owner.db,
    async drop() {
      await close()
      await owner.close()
      await administer((query) => query(`drop database ${name} with (force)`))
    },
  }
}
