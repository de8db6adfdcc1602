import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendPlainOrder } from '../../src/demo/partner/plain-court.ts'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { altered, delivered, deliveryOnce, named, prepared, refusal, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

let service: TestService

/** A partner's mail, opened and filed. */
async function filedMail(session: Session): Promise<void> {
  await sendPlainOrder(service.config.dataDir, {
    to: [ASB_TEAM],
    subject: 'RESTRICTED: a word about a hearing',
    text: 'RESTRICTED\r\n\r\nThe hearing has moved.\r\n\r\nRESTRICTED\r\n',
    order: { note: 'no order' },
    attachments: [],
  })
  const { delivery } = await until('the mail had come', async () =>
    (await session.client.inbox({})).rows.find(
      ({ origin, state }) => origin === 'mail' && state === 'delivered',
    ),
  )
  await openDelivery({ session, delivery, filing: { kind: 'reply' }, now: new Date() })
}

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
  'disclosure_term',
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
  const unlawful = await altered(caseWorker, await prepared(caseWorker), { fields: { bases: [] } })
  expect((await refusal(caseWorker.client.submit(unlawful))).type).toBe(named('rules-need'))
  const toPolice = await send({
    session: caseWorker,
    prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }),
  })
  await deliveryOnce(
    caseWorker,
    { referral: toPolice.referral, to: POLICE_INTELLIGENCE },
    ({ answer }) => answer === 'opened',
  )
  await filedMail(caseWorker)
  await until('every entry was published', async () => psql('select count(*) from log_pending').says === '0')
})
afterAll(() => service?.stop())

describe('psql, with the login that the service itself has', () => {
  it('sees the register and the log', () => {
    for (const table of APPEND_ONLY) {
      const rows = Number(psql(`select count(*) from ${table}`).says)
      expect({ table, some: rows > 0 || table === 'log_tile' }).toEqual({ table, some: true })
    }
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
