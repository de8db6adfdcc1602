import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrateDatabase } from '../../src/main/migrate-command.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
})
afterAll(() => database?.drop())

async function migrating(env: Record<string, string>, json = true) {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const exitCode = await migrateDatabase({ json }, { env, out: say, err: say })
  return { exitCode, said: said.join('\n') }
}

describe('despatch migrate', () => {
  it('cannot be done with the login that serves', async () => {
    const { exitCode, said } = await migrating({ DATABASE_OWNER_URL: database.runtimeUrl })
    expect(exitCode).toBe(1)
    expect(said).toContain('see that DATABASE_OWNER_URL owns the database')
  })

  it('brings an empty database to this version, and leaves a current one as it is', async () => {
    const env = { DATABASE_OWNER_URL: database.ownerUrl }
    const { exitCode, said } = await migrating(env)
    expect(exitCode).toBe(0)
    expect(JSON.parse(said)).toMatchObject({ ok: true, changed: true, from: null })
    const again = await migrating(env, false)
    expect(again).toMatchObject({
      exitCode: 0,
      said: expect.stringMatching(/^The database is current \(.*\)\.$/),
    })
  })

  it.each([
    ['no login', {}, 'DATABASE_OWNER_URL must be the address of the login that owns the tables'],
    ['a wrong address', { DATABASE_OWNER_URL: 'mysql://x' }, 'DATABASE_OWNER_URL must be the address'],
    ['a file that is not there', { DATABASE_OWNER_URL_FILE: '/nowhere' }, 'cannot be read'],
    [
      'a database that is down',
      { DATABASE_OWNER_URL: 'postgres://a:secret@127.0.0.1:1/b' },
      'The database of DATABASE_OWNER_URL does not answer (ECONNREFUSED)',
    ],
  ])('says in one sentence what is wrong with %s, and ends with 1', async (_what, env, sentence) => {
    const { exitCode, said } = await migrating({ ...env })
    expect(exitCode).toBe(1)
    const { ok, problem } = JSON.parse(said)
    expect(ok).toBe(false)
    expect(problem).toContain(sentence)
    expect(said).not.toContain('secret')
  })
})
