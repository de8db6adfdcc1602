import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await run(
    database.superuserUrl,
    `insert into log_staged (type, record, salt) values ('accepted', 'a record', decode(repeat('00', 32), 'hex'));
     insert into log_entry select 0, id, 'an entry', sha256('an entry') from log_staged;
     insert into log_tile values (1, 0, 1, sha256('a tile'));
     insert into checkpoint values (1, 'a note')`,
  )
})
afterAll(() => database?.drop())

async function run(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

const LOGINS = ['runtimeUrl', 'sequencerUrl'] as const
const REFUSED = expect.objectContaining({ code: '42501' })

describe.each(LOGINS)('the login of %s', (login) => {
  it.each([
    ['log_entry', 'leaf'],
    ['log_tile', 'bytes'],
    ['checkpoint', 'note'],
  ])('cannot rewrite %s', async (table, column) => {
    const url = database[login]
    await expect(run(url, `update ${table} set ${column} = ${column}`)).rejects.toEqual(REFUSED)
    await expect(run(url, `delete from ${table}`)).rejects.toEqual(REFUSED)
    await expect(run(url, `truncate ${table}`)).rejects.toEqual(REFUSED)
    await expect(run(url, `alter table ${table} drop column ${column}`)).rejects.toEqual(REFUSED)
    expect((await run(url, `select 1 from ${table}`)).rowCount).toBe(1)
  })

  it('owns nothing in the database, and cannot make itself the owner', async () => {
    const { rows } = await run(
      database[login],
      `select relname from pg_class where pg_has_role(relowner, 'usage')
       union all select nspname from pg_namespace where pg_has_role(nspowner, 'usage') and nspname !~ '^pg_temp'
       union all select proname from pg_proc where pg_has_role(proowner, 'usage')`,
    )
    expect(rows).toEqual([])
    await expect(run(database[login], 'alter table log_entry owner to current_user')).rejects.toEqual(REFUSED)
    await expect(run(database[login], 'create table mine ()')).rejects.toEqual(REFUSED)
  })
})

describe('the runtime login', () => {
  it('cannot write the tree at all', async () => {
    for (const insertion of [
      "insert into log_entry select 1, id, 'forged', sha256('forged') from log_staged",
      "insert into log_tile values (1, 1, 1, sha256('forged'))",
      "insert into checkpoint values (2, 'forged')",
    ])
      await expect(run(database.runtimeUrl, insertion)).rejects.toEqual(REFUSED)
  })

  it('cannot take back or rewrite what is staged', async () => {
    for (const change of [
      "update log_staged set record = 'another'",
      'delete from log_staged',
      'delete from log_pending',
    ])
      await expect(run(database.runtimeUrl, change)).rejects.toEqual(REFUSED)
  })
})

describe('the sequencer login', () => {
  it('cannot stage what was never accepted, nor see what was shared', async () => {
    const { sequencerUrl } = database
    await expect(run(sequencerUrl, "insert into log_staged (type) values ('accepted')")).rejects.toEqual(
      REFUSED,
    )
    for (const table of ['referral', 'content_chunk', 'key_generation', 'person'])
      await expect(run(sequencerUrl, `select 1 from ${table}`)).rejects.toEqual(REFUSED)
  })

  it('destroys no record but by a destruction that stands in the signed tree and commits to what it says', async () => {
    const { sequencerUrl } = database
    const salt = Buffer.alloc(32)
    const stage = (says: object) =>
      run(
        sequencerUrl,
        `select stage_destroyed('${JSON.stringify(says)}', decode('${salt.toString('hex')}', 'hex')) as id`,
      )
    const says = { despatch: 'destroyed/1', entries: ['0'] }
    for (const other of [
      { entries: ['0'] },
      { ...says, despatch: 'destruction-decided/1' },
      { despatch: 'destroyed/1' },
      { ...says, entries: '0' },
      { ...says, entries: [] },
      { ...says, entries: Array.from({ length: 1_001 }, (_, n) => String(n)) },
    ])
      await expect(stage(other)).rejects.toThrow('no record of a destruction')
    const enter = async (index: number, digest: string): Promise<() => Promise<unknown[]>> => {
      const { id }: { id: string } = (await stage(says)).rows[0]
      const entry = `E'despatch-entry/1\\ndestroyed\\n${digest}\\n'`
      await run(sequencerUrl, `insert into log_entry values (${index}, ${id}, ${entry}, sha256('x'))`)
      return async () => (await run(sequencerUrl, `select erase_again(array[${id}])::integer as erased`)).rows
    }
    const { id }: { id: string } = (await stage(says)).rows[0]
    expect((await run(sequencerUrl, `select erase_again(array[${id}])::integer as erased`)).rows).toEqual([
      { erased: 0 },
    ])
    const forged = await enter(1, 'of another record')
    const good = await enter(
      2,
      createHash('sha256').update(salt).update(JSON.stringify(says)).digest('base64'),
    )
    await run(sequencerUrl, "insert into checkpoint values (2, 'a note')")
    expect([await forged(), await good()]).toEqual([[{ erased: 0 }], [{ erased: 0 }]])
    const first = () => run(database.superuserUrl, 'select record from log_staged where type = $$accepted$$')
    expect((await first()).rows).toEqual([{ record: 'a record' }])
    // As in the transaction that publishes a batch again.
    await run(sequencerUrl, "insert into checkpoint values (3, 'a note')")
    expect(await good()).toEqual([{ erased: 1 }])
    expect((await first()).rows).toEqual([{ record: null }])
  })
})
