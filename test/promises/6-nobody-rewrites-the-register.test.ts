import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '../../src/sdk/send.ts'
import { delivered, prepared, refusal, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

let service: TestService

/** What psql says to one command, with the login that the service itself has. */
function psql(command: string): { status: number | null; says: string } {
  const { status, stdout, stderr } = spawnSync(
    'psql',
    [service.database.runtimeUrl, '--no-psqlrc', '--tuples-only', '--no-align', '--command', command],
    { encoding: 'utf8' },
  )
  return { status, says: `${stdout}${stderr}`.trim() }
}

/** Every row of a table, in one digest. */
const digestOf = (table: string) =>
  psql(`select count(*), md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from ${table} t`).says

/** Tables that nothing in the service may change a row of: the register, what it stands on, and the log. */
const APPEND_ONLY = [
  'disclosure',
  'refusal',
  'referral',
  'content',
  'content_chunk',
  'receipt',
  'evidence',
  'attempt',
  'filing',
  'log_staged',
  'log_entry',
  'log_tile',
  'checkpoint',
]

beforeAll(async () => {
  service = await startTestService()
  const caseWorker = await service.session('asb.caseworker')
  const sent = await send({ session: caseWorker, prepared: await prepared(caseWorker) })
  await delivered(await service.session('yot.officer'), sent.referral)
  const auditor = await service.session('auditor')
  await refusal(auditor.client.inbox({}))
  await until('every entry was published', async () => psql('select count(*) from log_pending').says === '0')
})
afterAll(() => service?.stop())

describe('psql, with the login that the service itself has', () => {
  it('sees the register and the log', () => {
    expect(psql('select count(*) from disclosure').says).toBe('1')
    expect(Number(psql('select count(*) from log_entry').says)).toBeGreaterThanOrEqual(2)
  })

  it.each(APPEND_ONLY)('changes and removes no row of %s', (table) => {
    const [column = ''] = psql(
      `select column_name from information_schema.columns where table_name = '${table}' and is_identity = 'NO' order by ordinal_position`,
    ).says.split('\n')
    const before = digestOf(table)
    for (const command of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table}`,
      `select * from ${table} for update`,
      `drop table ${table}`,
      `alter table ${table} disable trigger all`,
      `grant update on ${table} to current_user`,
    ]) {
      const { status, says } = psql(command)
      // `grant` by one who has nothing to grant is a warning, and grants nothing.
      if (!command.startsWith('grant')) expect({ command, status }).toEqual({ command, status: 1 })
      expect(says, command).toMatch(/permission denied|must be owner|no privileges were granted/)
    }
    expect(digestOf(table)).toBe(before)
  })

  it.each([
    ['referral_id', 'gen_random_uuid()'],
    ['mailbox_id', 'gen_random_uuid()'],
    ['return_token', "'guessed'"],
    ['give_up_at', 'now()'],
  ])('moves a delivery through its states, and cannot change its %s', (column, value) => {
    expect(psql(`update delivery set ${column} = ${value}`).says).toContain('permission denied')
  })

  it('puts nothing into the tree: entries, tiles and checkpoints are the sequencer’s alone', () => {
    for (const table of ['log_entry', 'log_tile', 'checkpoint']) {
      expect(psql(`insert into ${table} select * from ${table} limit 1`).says).toContain('permission denied')
    }
  })
})
