import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StatisticsQuery, StatisticsResponse } from '../../../src/domain/wire/statistics-response.ts'
import type { Caller } from '../../../src/services/caller.ts'
import { answerCounts } from '../../../src/services/register/statistics/count-answers.ts'
import {
  disclosureCounts,
  placesWithin,
} from '../../../src/services/register/statistics/count-disclosures.ts'
import { refusalCounts } from '../../../src/services/register/statistics/count-refusals.ts'
import { spanOf } from '../../../src/services/register/statistics/span.ts'
import { readStatistics } from '../../../src/services/register/statistics.ts'
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts'

let database: TestDatabase
let superuser: pg.Client

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const uuidOf = (n: string) => `('00000000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`
const NOW = new Date('2012-06-15T12:00:00Z')

/**
 * A register of 20,000 disclosures in the three years from 2010, one each 78 minutes, between fifty agencies with a mailbox
 * each; each tenth asks for an answer within ten days, and each twentieth is accepted after five or fifteen.
 */
const ROWS = `
  set session_replication_role = replica;
  insert into agency (id, name) select ${uuidOf('n')}, 'Example agency ' || n from generate_series(1, 50) n;
  insert into mailbox (id, agency_id, address, name, route)
    select ${uuidOf('n')}, ${uuidOf('n')}, 'desk' || n || '@example.test', 'Desk', 'local' from generate_series(1, 50) n;
  insert into log_staged (type, record, salt) select 'accepted', '{}', sha256(n::text::bytea) from generate_series(1, 20000) n;
  insert into referral (id, reference, thread, origin, kind, from_mailbox, statement, statement_sha256, signature,
      signer_fpr, respond_by, message_id, staged_id, accepted_at, submitted_by, agreement_id, agreement_version)
    select ${uuidOf('n')}, '', '', 'submitted', 'asb-incident', ${uuidOf('n % 50 + 1')}, '', n::text, '', '',
      case when n % 10 = 0 then (timestamptz '2010-01-01Z' + n * interval '78 minutes' + interval '10 days')::date end,
      n::text, n, timestamptz '2010-01-01Z' + n * interval '78 minutes', ${uuidOf('1')}, 'a', 1
    from generate_series(1, 20000) n;
  insert into delivery (id, referral_id, mailbox_id, state, next_attempt_at, return_token, give_up_at, changed_at)
    select ${uuidOf('n')}, ${uuidOf('n')}, ${uuidOf('n * 7 % 50 + 1')}, 'delivered', null, 'token ' || n, now(), now()
    from generate_series(1, 20000) n;
  insert into receipt (id, delivery_id, person_id, event, statement, signature, signer_fpr, sha256, staged_id, at)
    select ${uuidOf('n')}, ${uuidOf('n')}, ${uuidOf('1')}, 'accepted', '', '', '', '', n,
      timestamptz '2010-01-01Z' + n * interval '78 minutes' + case when n % 40 = 0 then interval '5 days' else interval '15 days' end
    from generate_series(20, 20000, 20) n;
  insert into disclosure (delivery_id, referral_id, reference, kind, from_agency, from_mailbox, to_agency, to_mailbox,
      marking, data_class, bases, sealed_on_arrival, staged_id, at)
    select ${uuidOf('n')}, ${uuidOf('n')}, lpad(n::text, 10, '0'), case when n % 4 = 0 then 'court-order' else 'asb-incident' end,
      ${uuidOf('n % 50 + 1')}, 'desk' || n % 50 + 1 || '@example.test', ${uuidOf('n * 7 % 50 + 1')}, 'desk' || n * 7 % 50 + 1 || '@example.test',
      'RESTRICTED', 'personal', array['cda-1998-s115', 'dpa-1998-sch2-5'], false, n,
      timestamptz '2010-01-01Z' + n * interval '78 minutes'
    from generate_series(1, 20000) n;
  insert into disclosure_term (field, value, seq)
    select distinct 'agency', term.value, d.seq from disclosure d
      cross join lateral (values (d.from_agency::text), (d.to_agency::text)) as term (value);
  insert into refusal (id, referral_id, person_id, agency_id, from_mailbox, kind, outcome, rules, staged_id, at)
    select ${uuidOf('n')}, ${uuidOf('n')}, ${uuidOf('1')}, ${uuidOf('n % 50 + 1')}, 'desk@example.test', 'asb-incident',
      case when n % 3 = 0 then 'refused' else 'needs' end, case when n % 3 = 0 then array['M6'] else array['L1', 'D3'] end, n,
      timestamptz '2010-01-01Z' + n * interval '78 minutes'
    from generate_series(1, 20000) n;
  analyze;`

beforeAll(async () => {
  database = await createTestDatabase()
  superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  await superuser.query(ROWS)
})
afterAll(async () => {
  await superuser?.end()
  await database?.drop()
})

const callerOf = (role: 'auditor' | 'liaison-officer' | 'case-worker', agency: number): Caller => ({
  personId: uuid(1),
  login: 'somebody',
  agencyId: uuid(agency),
  title: 'Somebody',
  roles: [role],
  mailboxes: [],
  session: null,
  isMachine: false,
  lastActiveAt: NOW,
})
const read = (query: StatisticsQuery, caller = callerOf('auditor', 1)): Promise<StatisticsResponse> =>
  readStatistics({ db: database.db, clock: () => NOW }, caller, query)
const sum = (counts: readonly number[]) => counts.reduce((total, one) => total + one, 0)
const whole = { since: '2010-01', until: '2012-12' }

describe('the statistics of a register', () => {
  it('count every disclosure once by pair, kind and marking, and once for each of its bases', async () => {
    const found = await read(whole)
    expect(found.months).toHaveLength(36)
    expect(sum(found.disclosures)).toBe(20_000)
    expect(sum(found.pairs.flatMap(({ counts }) => counts))).toBe(20_000)
    expect(found.otherPairs).toEqual({ pairs: 0, counts: Array.from({ length: 36 }, () => 0) })
    expect(found.kinds.map(({ value, counts }) => [value, sum(counts)])).toEqual([
      ['asb-incident', 15_000],
      ['court-order', 5_000],
    ])
    expect(found.bases.map(({ value, counts }) => [value, sum(counts)])).toEqual([
      ['cda-1998-s115', 20_000],
      ['dpa-1998-sch2-5', 20_000],
    ])
    expect(found.markings).toEqual([{ value: 'RESTRICTED', counts: found.disclosures }])
    // 31 days of 1,440 minutes, one each 78.
    expect(found.disclosures[0]).toBe(Math.floor((31 * 1440 - 1) / 78))
  })

  it('say what was answered in time, late and never, by the day it was asked for', async () => {
    const { answers, months } = await read(whole)
    const totals = (['inTime', 'late', 'unanswered', 'open', 'withdrawn'] as const).map((how) =>
      sum(answers.flatMap((one) => one[how])),
    )
    expect(sum(totals)).toBe(sum((await dueWithin()).map(({ count }) => Number(count))))
    const [inTime = 0, late = 0, unanswered = 0, open = 0, withdrawn = 0] = totals
    expect(withdrawn).toBe(0)
    expect([inTime, late]).toEqual([500, 500 - (await lateOutside())])
    expect(unanswered).toBeGreaterThan(700)
    expect(open).toBeGreaterThan(150)
    // What is to be answered by a later day is nobody's fault yet.
    const june = months.indexOf('2012-06')
    for (const one of answers)
      expect([...one.open.slice(0, june), ...one.unanswered.slice(june + 1)]).not.toContain(1)
  })

  it('count no acknowledgement as an answer, no promise for information, and what was withdrawn by itself', async () => {
    const counted = async () => {
      const { answers } = await read(whole)
      const of = (how: 'inTime' | 'late' | 'unanswered' | 'withdrawn') =>
        sum(answers.flatMap((one) => one[how]))
      return {
        inTime: of('inTime'),
        late: of('late'),
        unanswered: of('unanswered'),
        withdrawn: of('withdrawn'),
      }
    }
    // Answered in time by the rows above: the fortieth, the eightieth and so on.
    const [seen, promised, unread] = [40, 80, 10].map(uuid)
    const before = await counted()
    await superuser.query(`update receipt set event = 'acknowledged' where id = $1`, [seen])
    await superuser.query(`update referral set kind = 'information-request' where id = $1`, [promised])
    await superuser.query(`update delivery set state = 'withdrawn' where id = $1`, [unread])
    expect(await counted()).toEqual({
      inTime: before.inTime - 2,
      late: before.late,
      unanswered: before.unanswered + 1,
      withdrawn: 1,
    })
    await superuser.query(`update receipt set event = 'accepted' where id = $1`, [seen])
    await superuser.query(`update referral set kind = 'asb-incident' where id = $1`, [promised])
    await superuser.query(`update delivery set state = 'delivered' where id = $1`, [unread])
    expect(await counted()).toEqual(before)
  })

  it('count refusals, and each of the rules that they did not meet', async () => {
    const { refusals, rules } = await read(whole)
    expect(sum(refusals)).toBe(20_000)
    expect(rules.map(({ rule, refused, needs }) => [rule, sum(refused), sum(needs)])).toEqual([
      ['D3', 0, 13_334],
      ['L1', 0, 13_334],
      ['M6', 6_666, 0],
    ])
  })

  it('show a liaison officer what their own agency shared, and what was refused to it', async () => {
    const found = await read(whole, callerOf('liaison-officer', 3))
    const ends = found.pairs.map(({ from, to }) => [from?.agency, to.agency].includes(uuid(3)))
    expect(ends.length).toBeGreaterThan(0)
    expect(ends).not.toContain(false)
    expect(sum(found.refusals)).toBe(400)
    const asked = await superuser.query(
      `select count(*) from delivery join disclosure on delivery_id = delivery.id join referral on referral.id = delivery.referral_id
        where referral.respond_by is not null and referral.respond_by < '2013-01-01' and $1 in (from_agency, to_agency)`,
      [uuid(3)],
    )
    const counted = found.answers.flatMap(({ inTime, late, unanswered, open }) => [
      ...inTime,
      ...late,
      ...unanswered,
      ...open,
    ])
    expect(sum(counted)).toBe(Number(asked.rows[0].count))
  })

  it('are for whoever may read the register, of months in their order, and at most 36', async () => {
    await expect(read(whole, callerOf('case-worker', 1))).rejects.toMatchObject({ problem: 'not-yours' })
    await expect(read({ since: '2010-02', until: '2010-01' })).rejects.toMatchObject({
      problem: 'invalid-request',
    })
    await expect(read({ since: '2010-01', until: '2013-01' })).rejects.toThrow('At most 36 months')
    const none = await read({ since: '2009-12', until: '2009-12' })
    expect(none).toMatchObject({
      months: ['2009-12'],
      disclosures: [0],
      pairs: [],
      answers: [],
      rules: [],
      refusals: [0],
    })
  })

  it('are entered in the log as read', async () => {
    await read({ since: '2010-03', until: '2010-04' })
    const { rows } = await superuser.query(`select record from log_staged order by id desc limit 1`)
    expect(JSON.parse(rows[0].record)).toMatchObject({
      what: 'statistics',
      filters: { since: '2010-03', until: '2010-04' },
    })
  })

  it.each([
    ['a month', { everything: true } as const, { since: '2011-03', until: '2011-03' }, 12_000],
    [
      'an agency’s month',
      { everything: false, agencyId: uuid(3) } as const,
      { since: '2011-03', until: '2011-03' },
      2_500,
    ],
    [
      'a month in which nothing was',
      { everything: true } as const,
      { since: '2019-03', until: '2019-03' },
      100,
    ],
  ])(
    'are counted from the rows of %s, and not from the whole register',
    async (_what, scope, query, most) => {
      const span = spanOf(query)
      const places = await placesWithin(database.db, span)
      const asked = [
        disclosureCounts(scope, span, places),
        answerCounts(scope, span, '2012-06-15'),
        refusalCounts(scope, span),
      ]
      for (const one of asked) {
        const { rows } = await sql<{
          'QUERY PLAN': [{ Plan: Plan }]
        }>`explain (analyze, format json) ${one}`.execute(database.db)
        const [plan] = rows.map((row) => row['QUERY PLAN'][0].Plan)
        expect(plan && touched(plan)).toBeLessThan(most)
      }
    },
  )
})

const dueWithin = async () =>
  (await superuser.query(`select count(*) from referral where respond_by < '2013-01-01'`)).rows as {
    count: string
  }[]
const lateOutside = async () => {
  const { rows } = await superuser.query(
    `select count(*) from referral join receipt on receipt.delivery_id = referral.id
      where respond_by >= '2013-01-01'`,
  )
  return Number(rows[0].count)
}

/** A node of a plan as PostgreSQL ran it: rows that it gave, and that it threw away, in each of its loops. */
type Plan = {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Join Filter'?: number
  Plans?: Plan[]
}
const touched = (plan: Plan): number =>
  (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0)) *
    plan['Actual Loops'] +
  (plan.Plans ?? []).reduce((total, one) => total + touched(one), 0)
