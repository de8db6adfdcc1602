import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { BUSY_READER, QUIET_DESK, seedReferrals } from '../../../bench/seed/referrals.ts'
import { INFORMATION_KINDS } from '../../../src/domain/answered.ts'
import { countQuery, inboxQuery, sentQuery } from '../../../src/services/referrals/list-queries.ts'
import { owedQuery } from '../../../src/services/referrals/owed-answers.ts'
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts'

const REFERRALS = 4_000
const PAGE = 11

let database: TestDatabase
/** ids of the mailboxes of a person of three desks, one of which is quiet, and of that one */
let own: string[]
let quiet: string[]
beforeAll(async () => {
  database = await createTestDatabase({ template: inject('postgres').partnership })
  await seedReferrals(database.superuserUrl, REFERRALS)
  const mailboxes = await database.db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .innerJoin('mailbox', 'mailbox.id', 'membership.mailbox_id')
    .select(['mailbox.id', 'mailbox.address'])
    .where('person.login', '=', BUSY_READER)
    .execute()
  own = mailboxes.map(({ id }) => id)
  quiet = mailboxes.filter(({ address }) => address === QUIET_DESK).map(({ id }) => id)
})
afterAll(() => database?.drop())

/** A node of a plan as PostgreSQL ran it: rows that it gave, and that it threw away, in each of its loops. */
type Plan = {
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

type ListQuery = ReturnType<typeof inboxQuery | typeof sentQuery | typeof owedQuery>

/** Where the rows of a list stand, by which indexes it was found, and how many deliveries and referrals were touched. */
async function answered(query: ListQuery) {
  const places = (await query.execute()).map(({ seq }) => seq)
  const [row] = await query.explain('json', sql`analyze`)
  const [{ Plan: plan }] = (row?.['QUERY PLAN'] ?? []) as [{ Plan: Plan }]
  const nodes = nodesOf(plan)
  const touched = nodes
    .filter((node) => ['delivery', 'referral'].includes(node['Relation Name'] ?? ''))
    .map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'])
    .reduce((sum, rows) => sum + rows, 0)
  return { places, touched, indexes: nodes.flatMap((node) => node['Index Name'] ?? []) }
}

describe('the lists of a person of three desks, one of them quiet, among some thousand referrals', () => {
  it.each<[string, string, () => ListQuery, number]>([
    ['the inbox', 'delivery_received', () => inboxQuery(database.db, own, from()), PAGE],
    ['a later page', 'delivery_received', () => inboxQuery(database.db, own, from(2_000n)), PAGE],
    [
      'what nobody has looked at',
      'delivery_new',
      () => inboxQuery(database.db, own, from(), { fresh: true }),
      PAGE,
    ],
    ['the quiet desk', 'delivery_received', () => inboxQuery(database.db, quiet, from()), 5],
    ['what was sent', 'referral_sent', () => sentQuery(database.db, own, from()), PAGE],
    ['what a desk sent that sends nothing', 'referral_sent', () => sentQuery(database.db, quiet, from()), 0],
  ])(
    '%s is found by the index %s, newest first, and by touching no more than it shows',
    async (_list, index, query, rows) => {
      const { places, touched, indexes } = await answered(query())
      expect(places).toHaveLength(rows)
      expect(places).toEqual(places.toSorted((a, b) => Number(b - a)))
      expect(indexes).toContain(index)
      // Each of three desks gives a page, some of it not delivered, and one page of these is joined to its referrals.
      expect(touched).toBeLessThanOrEqual(5 * PAGE)
    },
  )
})

describe('how many there are', () => {
  const counted = async (most: number, narrowed: Parameters<typeof countQuery>[3]) =>
    Number((await countQuery(database.db, own, most, narrowed).executeTakeFirstOrThrow()).rows)

  it('is what all pages have together, of all, of what nobody has looked at and of what is asked for, and never more than is counted to', async () => {
    const whole = { below: undefined, limit: 10_000 }
    for (const narrowed of [{}, { fresh: true }, { asked: { from: null, until: null } }]) {
      const listed = await inboxQuery(database.db, own, whole, narrowed).execute()
      expect(listed.length).toBeGreaterThan(PAGE)
      expect(await counted(10_000, narrowed)).toBe(listed.length)
      expect(await counted(PAGE, narrowed)).toBe(PAGE)
    }
    const fresh = await inboxQuery(database.db, own, whole, { fresh: true }).execute()
    const all = await inboxQuery(database.db, own, whole).execute()
    expect(fresh.map(({ id }) => id)).toEqual(all.flatMap(({ id, answer }) => (answer === null ? id : [])))
  })
})

describe('what of them is still to be answered', () => {
  const overdue = { from: null, until: '2100-01-01' }
  it.each<[string, string, () => ListQuery]>([
    [
      'what is to be answered',
      'delivery_asked_of',
      () => inboxQuery(database.db, own, from(), { asked: { from: null, until: null } }),
    ],
    [
      'a later page of what is overdue',
      'delivery_asked_of',
      () => inboxQuery(database.db, own, from(3_000n), { asked: overdue }),
    ],
    [
      'what others have to answer',
      'referral_asked_by',
      () => sentQuery(database.db, own, from(), { asked: overdue }),
    ],
  ])(
    '%s is found by the index %s, newest first, and by touching some tens of rows',
    async (_list, index, query) => {
      const { places, touched, indexes } = await answered(query())
      expect(places).toHaveLength(PAGE)
      expect(places).toEqual(places.toSorted((a, b) => Number(b - a)))
      expect(indexes).toContain(index)
      // Of what was answered by receipt or reply two or three are passed over for each that is shown.
      expect(touched).toBeLessThanOrEqual(30 * PAGE)
    },
  )

  it('are those that have not been accepted, returned, declined or replied to, and were asked for by such a day', async () => {
    const { rows } = await sql<{ seq: bigint; day: string }>`
      select delivery.seq, delivery.respond_by::text as day from delivery
        where mailbox_id = any (${own}::uuid[]) and state = 'delivered' and respond_by is not null
          and coalesce(answer in ('collected', 'opened', 'acknowledged') or answer = 'accepted' and
            (select kind from referral asking where asking.id = referral_id) = any (${INFORMATION_KINDS}::text[]), true)
          and not exists (select from referral r where r.in_reply_to = referral_id and r.from_mailbox = mailbox_id)
        order by delivery.seq desc`.execute(database.db)
    const days = rows.map(({ day }) => day).toSorted()
    const middle = days[days.length >> 1] ?? ''
    const listed = async (asked: { from: string | null; until: string | null }) =>
      (await inboxQuery(database.db, own, { below: undefined, limit: 10_000 }, { asked }).execute()).map(
        ({ seq }) => seq,
      )
    expect(rows.length).toBeGreaterThan(100)
    expect(await listed({ from: null, until: null })).toEqual(rows.map(({ seq }) => seq))
    expect(await listed({ from: null, until: middle })).toEqual(
      rows.filter(({ day }) => day <= middle).map(({ seq }) => seq),
    )
    expect(await listed({ from: middle, until: null })).toEqual(
      rows.filter(({ day }) => day >= middle).map(({ seq }) => seq),
    )
  })
})

describe('what the mailboxes of an agency owe', () => {
  const everything = { from: null, until: null }
  const owed = (after: Parameters<typeof owedQuery>[2]['after'], limit: number) =>
    owedQuery(database.db, own, { after, limit }, everything)

  it('is found by the index delivery_owed, and by touching some tens of rows', async () => {
    const { places, touched, indexes } = await answered(owed(undefined, PAGE))
    expect(places).toHaveLength(PAGE)
    expect(indexes).toContain('delivery_owed')
    expect(touched).toBeLessThanOrEqual(30 * PAGE)
  })

  it('is what their inboxes say is still to be answered, the longest due first, each once over all pages', async () => {
    const inbox = await inboxQuery(
      database.db,
      own,
      { below: undefined, limit: 10_000 },
      { asked: everything },
    ).execute()
    const paged: { id: string; respond_by: string; seq: bigint }[] = []
    for (;;) {
      const last = paged.at(-1)
      const page = await owed(last && { day: last.respond_by, seq: last.seq }, 97).execute()
      paged.push(...page)
      if (page.length < 97) break
    }
    expect(new Set(paged.map(({ id }) => id))).toEqual(new Set(inbox.map(({ id }) => id)))
    expect(paged).toHaveLength(inbox.length)
    const order = paged.map(({ respond_by, seq }) => `${respond_by} ${String(seq).padStart(9)}`)
    expect(order).toEqual(order.toSorted())
  })
})

const from = (below?: bigint) => ({ below, limit: PAGE })
