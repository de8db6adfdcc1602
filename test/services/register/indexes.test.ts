import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { referenceCore, referenceOf } from '../../../src/domain/reference.ts'
import type { DisclosureFilters } from '../../../src/domain/wire/register-response.ts'
import { disclosureQuery, placesOf } from '../../../src/services/register/disclosure-query.ts'
import type { RegisterScope } from '../../../src/services/register/scope.ts'
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts'

let database: TestDatabase

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const EVERYTHING: RegisterScope = { everything: true }

/** A register of 20,000 disclosures between 50 mailboxes, with one rare value of everything. */
const ROWS = `
  set session_replication_role = replica;
  insert into agency (id, name)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Example agency ' || n
    from generate_series(1, 50) n;
  insert into log_staged (type, record, salt) select 'accepted', '{}', sha256(n::text::bytea) from generate_series(1, 20000) n;
  insert into delivery (id, referral_id, mailbox_id, state, answer, next_attempt_at, return_token, changed_at)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(), gen_random_uuid(),
      case when n = 77 then 'failed' else 'delivered' end, case when n = 78 then 'declined' else 'opened' end,
      null, 'token ' || n, now()
    from generate_series(1, 20000) n;
  insert into disclosure (delivery_id, referral_id, reference, kind, from_agency, from_mailbox, to_agency, to_mailbox,
      marking, data_class, bases, sealed_on_arrival, staged_id, at)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid(), case when n = 77 then '${referenceCore(uuid(77))}' else lpad(n::text, 10, '0') end,
      case when n = 77 then 'court-order' else 'asb-incident' end,
      ('00000000-0000-7000-8000-' || lpad((n % 50 + 1)::text, 12, '0'))::uuid, 'from' || n % 50 || '@example.test',
      ('00000000-0000-7000-8000-' || lpad((n * 7 % 50 + 1)::text, 12, '0'))::uuid, 'to' || n * 7 % 50 || '@example.test',
      case when n = 77 then 'PROTECT – PERSONAL' else 'RESTRICTED' end,
      case when n = 77 then 'depersonalised' else 'sensitive-personal' end,
      case when n = 77 then array['cda-1998-s17a'] else array['cda-1998-s115', 'dpa-1998-sch2-5'] end,
      false, n, timestamptz '2010-01-01' + n * interval '1 minute'
    from generate_series(1, 20000) n;
  insert into disclosure_term (field, value, seq)
    select distinct term.field, term.value, d.seq from disclosure d
    cross join lateral (values ('agency', d.from_agency::text), ('agency', d.to_agency::text),
      ('mailbox', d.from_mailbox), ('mailbox', d.to_mailbox), ('kind', d.kind), ('marking', d.marking),
      ('class', d.data_class)) as term (field, value)
    union select 'basis', unnest(d.bases), d.seq from disclosure d;
  analyze;`

beforeAll(async () => {
  database = await createTestDatabase()
  const client = new pg.Client(database.superuserUrl)
  await client.connect()
  await client.query(ROWS)
  await client.end()
})
afterAll(() => database?.drop())

/** A node of a plan as PostgreSQL ran it: rows that it gave, and that it threw away, in each of its loops. */
type Plan = {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Join Filter'?: number
  Plans?: Plan[]
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** How many rows a page of 51 has, and how many were touched to find them, in whatever way. */
async function answered(scope: RegisterScope, filters: DisclosureFilters) {
  const { db } = database
  const places = await placesOf(db, filters)
  const query = disclosureQuery(db, scope, filters, { before: undefined, places }).limit(51)
  const found = await query.execute()
  const [row] = await query.explain('json', sql`analyze`)
  const [{ Plan: plan }] = (row?.['QUERY PLAN'] ?? []) as [{ Plan: Plan }]
  const touched = nodesOf(plan)
    .map(
      (node) =>
        (node['Actual Rows'] +
          (node['Rows Removed by Filter'] ?? 0) +
          (node['Rows Removed by Join Filter'] ?? 0)) *
        node['Actual Loops'],
    )
    .reduce((sum, rows) => sum + rows, 0)
  return { rows: found.length, touched }
}

const own = (n: number): RegisterScope => ({ everything: false, agencyId: uuid(n) })

describe('a register of 20,000 disclosures', () => {
  it.each<[string, RegisterScope, DisclosureFilters, number]>([
    ['no filter', EVERYTHING, {}, 51],
    ['an agency', EVERYTHING, { agency: uuid(3) }, 51],
    ['a mailbox', EVERYTHING, { mailbox: 'from3@example.test' }, 51],
    ['a mailbox that nobody has', EVERYTHING, { mailbox: 'nobody@example.test' }, 0],
    ['a rare kind', EVERYTHING, { kind: 'court-order' }, 1],
    ['a rare marking', EVERYTHING, { marking: 'PROTECT – PERSONAL' }, 1],
    ['a rare class', EVERYTHING, { dataClass: 'depersonalised' }, 1],
    ['a rare basis', EVERYTHING, { basis: 'cda-1998-s17a' }, 1],
    ['a rare state', EVERYTHING, { state: 'failed' }, 1],
    ['a rare answer', EVERYTHING, { state: 'declined' }, 1],
    ['what is unanswered, where nothing is', EVERYTHING, { state: 'unanswered' }, 0],
    ['a reference', EVERYTHING, { reference: referenceOf('asb-incident', uuid(77)) }, 1],
    ['a day', EVERYTHING, { since: '2010-01-05', until: '2010-01-05' }, 51],
    ['a day on which nothing was', EVERYTHING, { since: '2009-01-05', until: '2009-01-05' }, 0],
    ['two common values', EVERYTHING, { agency: uuid(3), mailbox: 'from2@example.test' }, 51],
    ['two values that never meet', EVERYTHING, { agency: uuid(3), kind: 'court-order' }, 0],
    ["an agency's own", own(3), {}, 51],
    ["an agency's own of a rare kind", own(28), { kind: 'court-order' }, 1],
    ["a rare kind that is not the agency's own", own(3), { kind: 'court-order' }, 0],
  ])(
    'answers with what there is for %s, and is not read whole for it',
    async (_what, scope, filters, rows) => {
      const found = await answered(scope, filters)
      expect(found.rows).toBe(rows)
      expect(found.touched).toBeLessThan(2_000)
    },
  )

  it('leaves nothing of a day out, though the clock of a process was wrong', async () => {
    const { db } = database
    const client = new pg.Client(database.superuserUrl)
    await client.connect()
    // Entered last, and dated as if months ago; and one of that day, dated months ahead.
    await client.query(`set session_replication_role = replica;
      update disclosure set at = '2010-01-05T12:00:00Z' where seq = 20000;
      update disclosure set at = '2010-06-01T00:00:00Z' where seq = 6000;`)
    await client.end()
    const day = { since: '2010-01-05', until: '2010-01-05' }
    const query = disclosureQuery(db, EVERYTHING, day, { before: undefined, places: await placesOf(db, day) })
    const found = (await query.execute()).map(({ seq }) => Number(seq))
    // 1,440 minutes of the day, one of them dated away, and one that came later.
    expect(found).toHaveLength(1440)
    expect(found).toContain(20000)
    expect(found).not.toContain(6000)
  })
})
