import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstIdOf } from '../../src/services/indicators/counting.ts'
import { type Indicators, readIndicators } from '../../src/services/indicators.ts'
import { SEQUENCER_LOCK } from '../../src/services/log/sequencer-lock.ts'
import { readAnswers } from '../../src/services/referrals/answers.ts'
import type { Database } from '../../src/store/tables.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

const DAY = '2026-07-10'
const HERE = 'f0000000-0000-7000-8000-000000000001'
const POLICE = 'f0000000-0000-7000-8000-000000000002'
const HEALTH = 'f0000000-0000-7000-8000-000000000003'

let database: TestDatabase
let superuser: pg.Client

/** Adds rows as an administrator would who owes nothing to constraints between tables. */
const add = (sql: string, values: unknown[] = []) => superuser.query(sql, values)
const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const read = (): Promise<Indicators> => readIndicators(database.db, DAY)

/** 20,000 referrals that went their way: answered by receipt or by reply, or in no need of an answer. */
const FINISHED = `
  insert into log_staged (type, record, salt) select 'accepted', '{}', sha256(n::text::bytea) from generate_series(1, 20000) n;
  insert into log_entry (idx, staged_id, entry, leaf) select id - 1, id, '', sha256('') from log_staged;
  insert into checkpoint (size, note, at) select n * 100, '', now() - (200 - n) * interval '1 minute' from generate_series(1, 200) n;
  insert into referral (id, reference, thread, origin, kind, from_mailbox, in_reply_to, statement, statement_sha256,
      signature, signer_fpr, respond_by, message_id, staged_id, accepted_at, submitted_by, agreement_id, agreement_version)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, n, n, 'submitted', 'asb-incident',
      '${HERE}', null, '{}', n, '', '', case n % 4 when 0 then date '2024-01-01' + n % 1000 end, n, n, now(), '${HERE}', 'a', 1
    from generate_series(1, 20000) n;
  insert into delivery (id, referral_id, mailbox_id, next_attempt_at, state, answer, give_up_at, return_token, changed_at)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
      case n % 2 when 0 then '${HERE}' else '${POLICE}' end::uuid, null, 'delivered', case when n % 3 = 0 then 'accepted' else 'opened' end, now(), 't' || n, now()
    from generate_series(1, 20000) n;
  insert into inbound (id, raw_sha256, size, authenticated, state, answers, at)
    select gen_random_uuid(), n, 1, true, 'filed', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now()
    from generate_series(1, 20000) n where n % 3 <> 0;
  analyze;`

beforeAll(async () => {
  database = await createTestDatabase()
  superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  await add(`set session_replication_role = replica;
    insert into mailbox (id, agency_id, address, name, route) values
      ('${HERE}', '${HERE}', 'team@here.test', 'Here', 'local'),
      ('${POLICE}', '${HERE}', 'desk@police.test', 'Police', 'mail'),
      ('${HEALTH}', '${HERE}', 'desk@health.test', 'Health', 'mail');
    insert into agreement (id, version, document, sha256, rule_set, in_force) values ('a', 1, '', '', 'uk-2010', '[2000-01-01,)')`)
  await add(FINISHED)
})
afterAll(async () => {
  await superuser?.end()
  await database?.drop()
})

async function delivery(
  n: number,
  {
    mailbox,
    state,
    id = uuid(n),
    ago = '1 minute',
    due = null,
    lease = null,
    respondBy = null,
  }: {
    mailbox: string
    state: string
    id?: string
    /** since its state changed */
    ago?: string
    due?: string | null
    lease?: string | null
    respondBy?: string | null
  },
): Promise<void> {
  await add(
    `insert into referral (id, reference, thread, origin, kind, from_mailbox, statement, statement_sha256, signature,
        signer_fpr, respond_by, message_id, staged_id, accepted_at, submitted_by, agreement_id, agreement_version)
       values ($1::uuid, '', '', 'submitted', '', $2::uuid, '', $1::text, '', '', $3, $1::text, $4, now(), $2::uuid, 'a', 1)`,
    [id, HERE, respondBy, n],
  )
  await add(
    `insert into delivery (id, referral_id, mailbox_id, state, answer, next_attempt_at, lease_until, give_up_at, return_token, changed_at)
       values ($1::uuid, $1::uuid, $2, $3, null, now() - $4::interval, now() - $5::interval, now(), $1::text, now() - $6::interval)`,
    [id, mailbox, state, due, lease, ago],
  )
}

const daysAgo = (days: number) => firstIdOf(new Date(Date.now() - days * 86_400_000))
/** A length of time, and what a busy machine makes of it. */
const about = (seconds: number) =>
  expect.toSatisfy((value: number) => value >= seconds - 1 && value < seconds + 25)

describe('the indicators of a service where everything went its way', () => {
  it('say that nothing waits, how long the log is, and that nobody writes it now', async () => {
    const { log, unrelayed, failed, silent, overdue, arrivals } = await read()
    expect(log).toEqual({
      unsequenced: 0,
      unsequencedSeconds: 0,
      checkpoint: { size: 20_000, ageSeconds: about(0) },
      unreleased: 0,
      unreleasedSeconds: 0,
      sequenced: false,
    })
    const nothing = { deliveries: 0, oldestSeconds: 0, due: 0, dueSeconds: 0, leasesEnded: 0 }
    expect(unrelayed).toEqual({ local: nothing, mail: nothing, byDomain: [] })
    expect(failed).toEqual({ failed: 0, expired: 0 })
    expect(silent).toEqual({ local: 0, mail: 0 })
    expect(overdue).toEqual({ answers: 0, oldestSeconds: 0 })
    expect(arrivals).toEqual({ unproven: 0, unprovenSeconds: 0, quarantined: 0 })
  })

  it('are read without reading the 20,000 referrals', async () => {
    const asked: { sql: string; parameters: readonly unknown[] }[] = []
    const db = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: database.runtimeUrl, max: 1 }) }),
      log: ({ query }) => void asked.push(query),
    })
    await readIndicators(db, DAY)
    await db.destroy()
    const queries = asked.filter(({ sql }) => / from /.test(sql))
    expect(queries).toHaveLength(10)
    for (const { sql, parameters } of queries) {
      const { rows } = await superuser.query(`explain (analyze, format json) ${sql}`, [...parameters])
      expect(touched(rows[0]['QUERY PLAN'][0].Plan), sql).toBeLessThan(2_000)
    }
  })
})

describe('the indicators count', () => {
  it('what waits to be entered in the log, and since when', async () => {
    await add(`insert into log_staged (type, record, salt, staged_at)
      select 'accepted', '{}', sha256(''), now() - n * interval '10 seconds' from generate_series(3, 1, -1) n`)
    await add('insert into log_pending (staged_id) select id from log_staged where id > 20000')
    expect((await read()).log).toMatchObject({ unsequenced: 3, unsequencedSeconds: about(30) })
  })

  it('a sequencer that holds its lock, and none in another database', async () => {
    await add('select pg_advisory_lock($1)', [SEQUENCER_LOCK])
    expect((await read()).log.sequenced).toBe(true)
    const other = await createTestDatabase()
    expect((await readIndicators(other.db, DAY)).log.sequenced).toBe(false)
    await other.drop()
    await add('select pg_advisory_unlock($1)', [SEQUENCER_LOCK])
    expect((await read()).log.sequenced).toBe(false)
  })

  it('what has not left, by partner, and which of it should have', async () => {
    await delivery(30_001, { mailbox: POLICE, state: 'accepted', ago: '2 hours', due: '1 minute' })
    await delivery(30_002, { mailbox: POLICE, state: 'accepted', due: '-1 hour' })
    await delivery(30_003, { mailbox: HEALTH, state: 'accepted', due: '10 minutes', lease: '-1 minute' })
    await delivery(30_004, { mailbox: HERE, state: 'accepted', due: '5 minutes' })
    expect((await read()).unrelayed).toEqual({
      mail: { deliveries: 3, oldestSeconds: about(7200), due: 1, dueSeconds: about(60), leasesEnded: 0 },
      local: { deliveries: 1, oldestSeconds: about(60), due: 1, dueSeconds: about(300), leasesEnded: 0 },
      byDomain: [
        { domain: 'police.test', deliveries: 2, oldestSeconds: about(7200) },
        { domain: 'health.test', deliveries: 1, oldestSeconds: about(60) },
      ],
    })
  })

  it('a lease that ended with its worker', async () => {
    await add(`update delivery set lease_until = now() - interval '1 second' where id = '${uuid(30_003)}'`)
    expect((await read()).unrelayed.mail).toMatchObject({ due: 2, dueSeconds: about(600), leasesEnded: 1 })
  })

  it('what ended today without having left', async () => {
    await delivery(30_010, { mailbox: POLICE, state: 'failed' })
    await delivery(30_011, { mailbox: POLICE, state: 'expired' })
    await delivery(30_012, { mailbox: POLICE, state: 'expired', ago: '3 days' })
    expect((await read()).failed).toEqual({ failed: 1, expired: 1 })
  })

  it('what left and was heard of no more', async () => {
    await delivery(30_020, { id: daysAgo(2), mailbox: POLICE, state: 'relayed' })
    await delivery(30_021, { id: daysAgo(2.1), mailbox: POLICE, state: 'delivered' })
    await delivery(30_022, { id: daysAgo(2.2), mailbox: HERE, state: 'delivered' })
    await delivery(30_023, { id: daysAgo(0.5), mailbox: HERE, state: 'delivered' })
    await delivery(30_024, { id: daysAgo(9), mailbox: HERE, state: 'delivered' })
    expect((await read()).silent).toEqual({ mail: 1, local: 1 })
  })

  it('an answer that is overdue, until it is given: by a receipt, a reply here, or a mail', async () => {
    await delivery(30_030, { mailbox: HERE, state: 'delivered', respondBy: '2026-07-09' })
    await delivery(30_031, { mailbox: POLICE, state: 'relayed', respondBy: '2026-07-01' })
    await delivery(30_032, { mailbox: HEALTH, state: 'relayed', respondBy: '2026-07-07' })
    await delivery(30_033, { mailbox: HERE, state: 'delivered', respondBy: DAY })
    await delivery(30_034, { mailbox: HERE, state: 'delivered', respondBy: '2026-01-01' })
    expect((await read()).overdue).toEqual({ answers: 3, oldestSeconds: 8 * 86_400 })

    // Mail that is held back answers nothing.
    await add(`insert into inbound (id, raw_sha256, size, authenticated, state, answers, at)
        values ('${uuid(40_001)}', 'held', 1, true, 'quarantined', '${uuid(30_031)}', now());
      insert into inbound_recipient (inbound_id, mailbox_id, raw_sha256, referral_id)
        select '${uuid(40_001)}', mailbox_id, 'held', referral_id from delivery where id = '${uuid(1)}';
      insert into quarantine (delivery_id, mailbox_id, reason, at)
        select id, mailbox_id, 'damaged', now() from delivery where id = '${uuid(1)}'`)
    expect((await read()).overdue).toEqual({ answers: 3, oldestSeconds: 8 * 86_400 })
    await add(
      `delete from quarantine; delete from inbound_recipient; delete from inbound where id = '${uuid(40_001)}'`,
    )
    await add(`insert into inbound (id, raw_sha256, size, authenticated, state, answers, at)
      values (gen_random_uuid(), '', 1, true, 'filed', '${uuid(30_031)}', now())`)
    expect((await read()).overdue).toEqual({ answers: 2, oldestSeconds: 2 * 86_400 })
    // A note or a record answers nothing, whatever it names.
    for (const kind of ['note', 'verbal-disclosure', 'paper-disclosure'] as const) {
      await add(
        `update referral set kind = '${kind}', in_reply_to = '${uuid(30_032)}', from_mailbox = '${HEALTH}'
          where id = '${uuid(1)}'`,
      )
      expect((await read()).overdue).toEqual({ answers: 2, oldestSeconds: 2 * 86_400 })
      expect(await readAnswers(database.db, [uuid(30_032)])).toEqual(new Map())
    }
    await add(`update referral set kind = 'reply' where id = '${uuid(1)}'`)
    expect((await read()).overdue).toEqual({ answers: 1, oldestSeconds: 0 })
    expect(await readAnswers(database.db, [uuid(30_032)])).toEqual(new Map([[uuid(30_032), uuid(1)]]))
    const answer = async (given: string, kind = 'asb-incident') => {
      await add(`update referral set kind = '${kind}' where id = '${uuid(30_030)}'`)
      await add(`update delivery set answer = '${given}' where id = '${uuid(30_030)}'`)
      return (await read()).overdue.answers
    }
    // That somebody has seen it answers nothing, and a promise no request for information.
    expect(await answer('acknowledged')).toBe(1)
    expect(await answer('accepted', 'information-request')).toBe(1)
    expect(await answer('accepted')).toBe(0)
    expect(await answer('returned', 'information-request')).toBe(0)
    expect(await answer('declined')).toBe(0)
    expect((await read()).overdue).toEqual({ answers: 0, oldestSeconds: 0 })
  })

  it('mail that nobody has filed', async () => {
    for (const [state, ago] of [
      ['new', '1 hour'],
      ['new', '1 minute'],
      ['quarantined', '2 hours'],
    ]) {
      await add(
        `insert into inbound (id, raw_sha256, size, authenticated, state, at) values (gen_random_uuid(), '', 1, true, $1, now() - $2::interval)`,
        [state, ago],
      )
    }
    expect((await read()).arrivals).toEqual({ unproven: 2, unprovenSeconds: about(3600), quarantined: 0 })
    await add(
      `insert into quarantine (delivery_id, mailbox_id, reason, at)
         select id, mailbox_id, 'damaged', now() from delivery limit 1`,
    )
    expect((await read()).arrivals.quarantined).toBe(1)
  })
})

type Plan = {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

/** How many rows a query looked at, in whatever way. */
function touched(plan: Plan): number {
  const here = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
  return here + (plan.Plans ?? []).reduce((sum, part) => sum + touched(part), 0)
}

describe('the review of an agreement (I5)', () => {
  it('is so many days away, by its newest version', async () => {
    const document = JSON.stringify({ title: 'of "review":"1999-01-01', review: '2026-07-17' })
    await add(
      `insert into agreement (id, version, document, sha256, rule_set, in_force)
        values ('b', 1, '{"review":"2020-01-01"}', '1', 'uk-2010', '[2020-01-01,2026-07-01)'),
          ('b', 2, $1, '2', 'uk-2010', '[2026-07-01,2026-08-01)')`,
      [document],
    )
    expect((await read()).agreements).toEqual([{ id: 'b', review: 7, end: 21 }])
  })
})
