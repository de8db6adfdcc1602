import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { personOfName } from '../../src/domain/trust/state.ts'
import { readTrustRecord } from '../../src/domain/wire/trust/record.ts'
import { writeAppointmentEnd } from '../../src/sdk/enrolment/write-appointment.ts'
import type { Session } from '../../src/sdk/session.ts'
import { keyOf } from '../promises/8-keys-belong-to-agencies/hostile.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { delivered, prepared, refusal, until } from './sending.ts'

/** What a role and an agreement make of the same referrals: who is shown what, on one service. */

const COUNCIL = 'Example Council of Liverpool'
const POLICE = 'Example Police of Merseyside'

let service: TestService
let caseWorker: Session
let reader: Session
let inCouncil: string

beforeAll(async () => {
  service = await startTestService()
  caseWorker = await service.session('asb.caseworker')
  reader = await service.session('yot.officer')
  await caseWorker.client.submit(await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }))
  inCouncil = (await caseWorker.client.submit(await prepared(caseWorker, { to: [LIVERPOOL_YOT] }))).referral
})
afterAll(() => service?.stop())

/** The agreement's last day, so many days from today. */
const ends = (days: number) =>
  sql`update agreement set in_force = daterange(lower(in_force) - 100, current_date + 1 + ${days}::integer)`.execute(
    service.database.owner,
  )
const gaps = async (login: string) => (await service.session(login)).client.gaps()

describe('pairs of agencies that share without a current agreement (I8)', () => {
  it('are none while the agreement lasts, and an agency is no pair with itself', async () => {
    expect(await gaps('auditor')).toEqual([])
  })

  it('are told of when the agreement ends soon, and when it has ended', async () => {
    await ends(59)
    expect(await gaps('co-ordinator')).toMatchObject([
      { disclosures: 1, reason: 'ends-soon', agreement: 'merseyside-isp' },
    ])
    await ends(60)
    expect(await gaps('co-ordinator')).toEqual([])
    await ends(-1)
    const [gap, ...more] = await gaps('auditor')
    expect(more).toEqual([])
    expect(gap).toMatchObject({ reason: 'ended', agreement: 'merseyside-isp' })
    expect(gap?.agencies.toSorted()).toEqual([COUNCIL, POLICE])
  })

  it('are shown to a liaison officer when their own agency is one of them, and to a case worker never', async () => {
    expect(await gaps('council.liaison')).toHaveLength(1)
    expect(await gaps('court.liaison')).toEqual([])
    expect(await refusal(caseWorker.client.gaps())).toMatchObject({ status: 403 })
  })

  it('are told of where an agency never signed what the others did', async () => {
    await ends(300)
    await sql`delete from agreement_signature
      where agency_id = (select id from agency where name = ${POLICE})`.execute(service.database.owner)
    expect(await gaps('auditor')).toMatchObject([{ reason: 'none', agreement: null, until: null }])
  })

  it('are forgotten when nothing has been shared for a year', async () => {
    await sql`update disclosure set at = at - interval '366 days'`.execute(service.database.owner)
    expect(await gaps('auditor')).toEqual([])
  })
})

describe('an analyst (A7)', () => {
  const holding = async (...roles: string[]) => {
    const { owner } = service.database
    await owner.deleteFrom('role_grant').where('person_id', '=', reader.person.id).execute()
    for (const role of roles)
      await owner
        .insertInto('role_grant')
        .values({ person_id: reader.person.id, role, valid: '[2000-01-01,)' })
        .execute()
  }
  const classed = (dataClass: string) =>
    service.database.owner
      .updateTable('referral')
      .set({ data_class: dataClass })
      .where('id', '=', inCouncil)
      .execute()

  it('is shown no row, no manifest and no content of what is about somebody', async () => {
    const { delivery } = await delivered(reader, inCouncil)
    await holding('analyst')
    expect((await reader.client.inbox({})).rows).toEqual([])
    expect(await refusal(reader.client.referral(inCouncil))).toMatchObject({ status: 404 })
    expect(await refusal(reader.client.deliveryContent(delivery, 1_000_000))).toMatchObject({ status: 404 })
    expect(await refusal(reader.client.sent({}))).toMatchObject({ status: 403 })
  })

  it('is shown what is depersonalised', async () => {
    await classed('depersonalised')
    expect((await reader.client.inbox({})).rows.map(({ referral }) => referral)).toEqual([inCouncil])
    expect((await reader.client.referral(inCouncil)).referral).toBe(inCouncil)
    await classed('personal')
  })

  it('who is a case worker as well is shown what case workers are', async () => {
    await holding('analyst', 'case-worker')
    expect((await reader.client.inbox({})).rows).toHaveLength(1)
    await holding('analyst', 'auditor')
    expect((await reader.client.inbox({})).rows).toEqual([])
  })
})

describe('the answers that an agency owes', () => {
  const asking: string[] = []
  const owedTo = async (login: string, page = {}) => (await service.session(login)).client.owedAnswers(page)

  it('are shown to its liaison officer, the longest due first and page by page, and to no other agency', async () => {
    const listing = await service.session('court.listing')
    asking.push(inCouncil)
    for (const to of [LIVERPOOL_YOT, ASB_TEAM]) {
      const sent = await listing.client.submit(await prepared(listing, { from: COURT_LISTING, to: [to] }))
      asking.push(sent.referral)
    }
    for (const [at, day] of ['2010-03-05', '2010-03-04', '2010-03-05'].entries())
      await service.database.owner
        .updateTable('delivery')
        .set({ respond_by: day })
        .where('referral_id', '=', asking[at] ?? '')
        .execute()
    const { rows, next } = await until('all three had come', async () => {
      const page = await owedTo('council.liaison')
      return page.rows.length === asking.length && page
    })
    expect(next).toBeNull()
    expect(rows.map(({ referral }) => referral)).toEqual([asking[1], asking[0], asking[2]])
    expect(rows[0]).toMatchObject({
      from: COURT_LISTING,
      mailbox: LIVERPOOL_YOT,
      respondBy: '2010-03-04',
      answer: null,
    })
    const first = await owedTo('council.liaison', { limit: 2 })
    expect(first.rows).toEqual(rows.slice(0, 2))
    expect(await owedTo('council.liaison', { limit: 2, cursor: first.next ?? '' })).toEqual({
      rows: rows.slice(2),
      next: null,
    })
    expect((await owedTo('court.liaison')).rows).toEqual([])
  })

  it('are narrowed to a mailbox of that agency, and to what is overdue', async () => {
    const inYot = await owedTo('council.liaison', { mailbox: LIVERPOOL_YOT, answer: 'overdue' })
    expect(inYot.rows.map(({ referral }) => referral)).toEqual([asking[1], asking[0]])
    expect((await owedTo('council.liaison', { answer: 'due' })).rows).toEqual([])
    for (const mailbox of [COURT_LISTING, POLICE_INTELLIGENCE, 'nobody@example.test'])
      expect(await refusal(owedTo('council.liaison', { mailbox })), mailbox).toMatchObject({ status: 403 })
    for (const cursor of ['2010-03-05', '2010-02-30.1', '.1', '2010-03-05.0'])
      expect(await refusal(owedTo('council.liaison', { cursor })), cursor).toMatchObject({ status: 400 })
  })

  it('hold what was only acknowledged, and not what was given back', async () => {
    const answered = (referral: string, answer: 'acknowledged' | 'returned') =>
      service.database.owner
        .updateTable('delivery')
        .set({ answer })
        .where('referral_id', '=', referral)
        .execute()
    await answered(asking[0] ?? '', 'acknowledged')
    await answered(asking[1] ?? '', 'returned')
    const { rows } = await owedTo('council.liaison')
    expect(rows.map(({ referral, answer }) => [referral, answer])).toEqual([
      [asking[0], 'acknowledged'],
      [asking[2], null],
    ])
  })

  it('are for nobody else, and whoever reads them is in the log', async () => {
    for (const login of ['asb.caseworker', 'yot.officer', 'court.listing', 'co-ordinator', 'auditor'])
      expect(await refusal(owedTo(login)), login).toMatchObject({ status: 403 })
    const records = await service.database.owner
      .selectFrom('log_staged')
      .select('record')
      .where('type', '=', 'read')
      .where('record', 'like', '%"owed-answers"%')
      .execute()
    const officer = (await service.session('council.liaison')).person.id
    const read = records.map(({ record }) => JSON.parse(record ?? '{}'))
    expect(read.filter(({ by }) => by === officer)).toContainEqual(
      expect.objectContaining({
        despatch: 'read/1',
        what: 'owed-answers',
        filters: { answer: 'overdue', mailbox: LIVERPOOL_YOT },
      }),
    )
    // What was refused was not read.
    expect(JSON.stringify(read)).not.toMatch(/nobody@|court\.listing@/)
  })
})

describe('the staff of another agency', () => {
  /** What the API answers somebody, as it stands on the wire. */
  /** The id by which the trust log has somebody. */
  const idOf = async (login: string) => {
    const { ref } = await service.database.owner
      .selectFrom('person')
      .select('ref')
      .where('login', '=', login)
      .executeTakeFirstOrThrow()
    return ref
  }
  const answers = async ({ client }: Session, paths: readonly string[]) =>
    Promise.all(
      paths.map(async (path) => {
        const response = await fetch(`${service.origin}${path}`, {
          headers: { authorization: `Bearer ${client.token}` },
        })
        expect([200, 403, 404], path).toContain(response.status)
        return response.text()
      }),
    )

  it('is a post and a number: no answer has the sign-in name of anybody there', async () => {
    const [listing, worker] = [
      await service.session('court.listing'),
      await service.session('asb.caseworker2'),
    ]
    const sent = await listing.client.submit(await prepared(listing, { from: COURT_LISTING, to: [ASB_TEAM] }))
    const { delivery } = await delivered(worker, sent.referral)
    const paths = [
      '/api/v1/directory',
      '/api/v1/inbox',
      '/api/v1/sent',
      '/api/v1/people',
      '/api/v1/invitations',
      '/api/v1/key-grants',
      `/api/v1/referrals/${sent.referral}`,
      `/api/v1/referrals/${sent.referral}/proof`,
      `/api/v1/deliveries/${delivery}`,
      `/api/v1/references/${sent.reference}`,
      `/api/v1/threads/${sent.thread}`,
      `/api/v1/certificates?person=${await idOf('court.listing')}`,
      `/api/v1/certificates?person=${await idOf('asb.caseworker2')}`,
      `/api/v1/certificates?fingerprint=${listing.key.getFingerprint()}`,
    ]
    const officer = await service.session('council.liaison')
    for (const asking of [worker, officer])
      for (const text of await answers(asking, paths))
        expect(text).not.toMatch(/court\.(listing|liaison|system)/)
    for (const text of await answers(listing, paths))
      expect(text).not.toMatch(/asb\.caseworker2|council\.liaison|yot\.officer/)
    // One's own colleagues have names to sign in by.
    const [own] = await answers(worker, [`/api/v1/certificates?person=${await idOf('asb.caseworker2')}`])
    expect(own).toContain('asb.caseworker2')
  })

  it('stands in the trust log by post, number and roles: no name, no mailbox, no training, no reason', async () => {
    const [listing, worker] = [
      await service.session('court.listing'),
      await service.session('asb.caseworker2'),
    ]
    await left(service, 'yot.officer', 'suspended')
    const shownTo = async (session: Session) => {
      const given = await session.client.trustRecords(0)
      return {
        // The private part of one's own, and what all are shown of others.
        own: given.flatMap(({ private: text }) => text ?? []).join(),
        others: given.filter(({ private: text }) => text === null).map(({ record }) => record),
        all: given.map(({ record }) => record),
      }
    }
    await until('the end was published', async () => (await shownTo(worker)).own.includes('"suspended"'))
    const [court, council] = [await shownTo(listing), await shownTo(worker)]
    expect(court.own).toMatch(/court\.listing/)
    expect(court.own).not.toMatch(/asb\.|yot\.|council\.liaison|"suspended"|auditor|co-ordinator/)
    expect(council.own).toMatch(/"login":"asb.caseworker2".*"mailboxes":\[\{.*"trainedUntil":"/)
    expect(council.own).not.toMatch(/court\./)
    for (const { all } of [court, council]) {
      const aboutPeople = all.filter((record) =>
        /^\{"statement":"\{\\"despatch\\":\\"appointment/.test(record),
      )
      expect(aboutPeople.length).toBeGreaterThan(8)
      const said = aboutPeople.map((record) => readTrustRecord(record))
      for (const { statement } of said) {
        expect(statement).not.toMatch(/asb\.|yot\.|court\.(listing|liaison|system)|council\.liaison|login/)
        expect(statement).not.toMatch(/mailbox|@|rights|trained|reason|suspended|left/)
      }
      // Nor in the keys themselves, which name their holders.
      const certificates = said.flatMap((record) => record.certificates)
      const names = (await Promise.all(certificates.map(readCertificate))).flatMap((one) => one.getUserIDs())
      expect(names).toContain('ASB case worker L-1002 <staff@liverpool.gcsx.gov.test>')
      for (const name of names)
        expect(name).not.toMatch(/asb\.case|yot\.off|court\.|liaison@|auditor@|ordinator@/)
    }
    // The co-ordinator enters for every agency, and is shown no more than what they wrote.
    const office = await shownTo(await service.session('co-ordinator'))
    expect(office.own).not.toMatch(/asb\.|court\.|council\./)
  })
})

/** Somebody's appointment ends, for a reason that is their agency's own business. */
async function left({ config }: TestService, login: string, reason: 'suspended'): Promise<void> {
  const officer = await service.session('council.liaison')
  const person = personOfName(await officer.trust.refresh(), login)
  if (!person) throw new Error(`${login} is of the council`)
  const { agency, person: id, fingerprint } = person
  const now = new Date()
  const told = { agency, person: id, certificate: fingerprint, time: now.toISOString() }
  const end = await writeAppointmentEnd(told, { reason })
  const signatures = [await signStatement(end.statement, await keyOf(config, 'council.liaison'), now)]
  await officer.client.enterTrust({ ...end, signatures, certificates: [] })
}
