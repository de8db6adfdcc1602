import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SENSITIVE_BASES } from '../../../src/demo/journeys/asb-incident.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { consentOf } from '../../../src/domain/consents.ts'
import { asbIncidentExample } from '../../../src/domain/kinds/asb-incident-example.ts'
import { openDelivery } from '../../../src/sdk/open-delivery.ts'
import type { ReadyReferral } from '../../../src/sdk/prepare.ts'
import { send } from '../../../src/sdk/send.ts'
import { type Caller, readCaller } from '../../../src/services/caller.ts'
import { readDisclosures } from '../../../src/services/register/disclosures.ts'
import { exportDisclosures, exportRefusals } from '../../../src/services/register/export.ts'
import { proveDisclosure } from '../../../src/services/register/prove.ts'
import { countRefusals, readRefusals } from '../../../src/services/register/refusals.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { altered, delivered, deliveryOnce, prepared, refusal, until } from '../sending.ts'

let service: TestService
let dependencies: { db: TestService['database']['db']; clock: () => Date }
let auditor: Caller
let councilLiaison: Caller
let courtLiaison: Caller
let toTwo: ReadyReferral
let toOne: ReadyReferral
let agencies: Map<string, string>

const PAGE = { limit: 50 }

async function callerNamed(login: string): Promise<Caller> {
  const { db } = service.database
  const { id } = await db
    .selectFrom('person')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow()
  return readCaller(db, id)
}

beforeAll(async () => {
  service = await startTestService()
  const { db } = service.database
  dependencies = { db, clock: () => new Date() }
  const caseWorker = await service.session('asb.caseworker')
  toTwo = await prepared(caseWorker, { to: [POLICE_INTELLIGENCE, LIVERPOOL_YOT] })
  await send({ session: caseWorker, prepared: toTwo })
  toOne = await prepared(caseWorker, {
    marking: { scheme: 'GPMS', level: 'PROTECT', descriptors: ['PERSONAL'] },
  })
  await send({ session: caseWorker, prepared: toOne })
  // Two that the rules do not let through: without any basis, and marked above what the service carries.
  const third = await prepared(caseWorker)
  const withoutBasis = await altered(caseWorker, third, { fields: { bases: [] } })
  await refusal(caseWorker.client.submit(withoutBasis))
  const tooHigh = await altered(caseWorker, third, {
    fields: { marking: { scheme: 'GPMS', level: 'SECRET', descriptors: [] } },
  })
  await refusal(caseWorker.client.submit(tooHigh))

  const yot = await service.session('yot.officer')
  const { delivery } = await delivered(yot, toTwo.fields.id)
  await openDelivery({ session: yot, delivery, now: new Date() })
  await deliveryOnce(
    caseWorker,
    { referral: toTwo.fields.id, to: POLICE_INTELLIGENCE },
    ({ state, answer }) => state === 'delivered' && answer === 'opened',
  )
  auditor = await callerNamed('auditor')
  councilLiaison = await callerNamed('council.liaison')
  courtLiaison = await callerNamed('court.liaison')
  agencies = new Map(
    (await db.selectFrom('agency').select(['id', 'name']).execute()).map(({ id, name }) => [name, id]),
  )
})
afterAll(() => service?.stop())

const registerOf = (caller: Caller, filters = {}) => readDisclosures(dependencies, caller, filters, PAGE)

describe('the register of disclosures', () => {
  it('has a row for each mailbox that something was disclosed to: who, to whom, when, what sort, why, how received', async () => {
    const { rows, next } = await registerOf(auditor)
    expect(next).toBeNull()
    expect(rows).toHaveLength(3)
    const toYot = rows.find(
      ({ referral, to }) => referral === toTwo.fields.id && to.mailbox === LIVERPOOL_YOT,
    )
    expect(toYot).toMatchObject({
      reference: toTwo.reference,
      kind: 'asb-incident',
      marking: 'RESTRICTED',
      dataClass: 'sensitive-personal',
      categories: toTwo.fields.categories,
      bases: SENSITIVE_BASES,
      purpose: 'intelligence',
      consent: 'not-sought',
      agreement: { id: 'merseyside-isp', version: 1 },
      from: { mailbox: ASB_TEAM, agencyName: 'Example Council of Liverpool', domain: null },
      to: { mailbox: LIVERPOOL_YOT },
      origin: 'submitted',
      sealedOnArrival: false,
      record: 'kept',
      state: 'delivered',
      answer: 'opened',
      evidence: 'signed',
    })
    expect(toYot?.leaf).toMatch(/^\d+$/)
    const toPolice = rows.find(({ to }) => to.mailbox === POLICE_INTELLIGENCE)
    expect(toPolice).toMatchObject({ state: 'delivered', answer: 'opened', evidence: 'authenticated' })
    expect(rows.find(({ referral }) => referral === toOne.fields.id)?.marking).toBe('PROTECT – PERSONAL')
  })

  it('has the consent of a Caldicott Guardian (U8), agreements of other areas (F18), prescribed information (L3) and consent of some apart (L11) as the manifest behind the leaf has them', async () => {
    const { staged_id } = await service.database.db
      .selectFrom('disclosure')
      .select('staged_id')
      .where('to_mailbox', '=', POLICE_INTELLIGENCE)
      .executeTakeFirstOrThrow()
    const asked = { mailbox: POLICE_INTELLIGENCE }
    const shown = async () =>
      (await registerOf(auditor, asked)).rows.map(
        ({ otherConsents, guardian, otherAgreements, prescribed }) => ({
          otherConsents,
          guardian,
          otherAgreements,
          prescribed,
        }),
      )
    expect(await shown()).toEqual([
      { otherConsents: [], guardian: null, otherAgreements: [], prescribed: null },
    ])
    const client = new pg.Client(service.database.superuserUrl)
    await client.connect()
    await client.query('set session_replication_role = replica')
    // As a manifest of a health agency would stand there, for as long as this test reads it.
    const guardian = { consented: '2010-02-26', reference: 'CG/2010/31' }
    const otherAgreements = [{ id: 'other-isp', version: 2 }]
    const prescribed = { descriptions: ['police-crimes'], period: '2010-01-01' }
    const write = (values: object) =>
      client.query('update log_staged set record = (record::jsonb || $1::jsonb)::text where id = $2', [
        JSON.stringify(values),
        staged_id,
      ])
    const { rows: before } = await client.query<{ record: string }>(
      'select record from log_staged where id = $1',
      [staged_id],
    )
    try {
      await write({
        otherConsents: [{ who: 'victim', consent: consentOf('given', { on: '2010-02-01' }) }],
        ...{ guardian, otherAgreements, prescribed },
      })
      const otherConsents = [{ who: 'victim', state: 'given' }]
      expect(await shown()).toEqual([{ otherConsents, guardian, otherAgreements, prescribed }])
      const csv = await textOf(await exportDisclosures(dependencies, auditor, asked, 'csv'))
      expect(csv).toContain(',2010-02-26 CG/2010/31,')
      expect(csv).toContain(',victim:given,')
      expect(csv).toContain(',police-crimes of 2010-01-01 to 2010-03-31,')
      expect(csv).toContain(',merseyside-isp/1,other-isp/2,')
    } finally {
      await client.query('update log_staged set record = $1 where id = $2', [before[0]?.record, staged_id])
      await client.end()
    }
  })

  it('holds no content and no name of anybody it is about', async () => {
    const text = JSON.stringify(await registerOf(auditor))
    for (const { name } of [asbIncidentExample.informer, ...asbIncidentExample.suspectedPerpetrators]) {
      expect(text).not.toContain(name)
    }
    expect(text).not.toContain(asbIncidentExample.narrative.slice(0, 30))
  })

  it.each<[string, () => object, number]>([
    ['agency, as sender or recipient', () => ({ agency: agencies.get('Example Police of Merseyside') }), 1],
    ['mailbox', () => ({ mailbox: LIVERPOOL_YOT }), 2],
    ['kind', () => ({ kind: 'asb-incident' }), 3],
    ['another kind', () => ({ kind: 'reply' }), 0],
    ['marking', () => ({ marking: 'PROTECT – PERSONAL' }), 1],
    ['basis', () => ({ basis: 'cda-1998-s115' }), 3],
    ['a basis that nobody named', () => ({ basis: 'dpa-1998-s35' }), 0],
    ['class', () => ({ dataClass: 'sensitive-personal' }), 3],
    ['date', () => ({ since: new Date().toISOString().slice(0, 10) }), 3],
    ['an earlier date', () => ({ until: '2010-01-01' }), 0],
    ['state', () => ({ state: 'opened' }), 2],
    ['what nobody has answered', () => ({ state: 'unanswered' }), 1],
    ['reference', () => ({ reference: toTwo.reference }), 2],
    ['two at once', () => ({ mailbox: LIVERPOOL_YOT, marking: 'RESTRICTED' }), 1],
  ])('is filtered by %s', async (_what, filters, count) => {
    expect((await registerOf(auditor, filters())).rows).toHaveLength(count)
  })

  it.each([
    ['marking', { marking: 'JANE DOE' }],
    ['marking with other words for a descriptor', { marking: 'RESTRICTED – JANE DOE' }],
    ['legal basis', { basis: 'jane-doe-1999' }],
    ['mailbox', { mailbox: 'jane.doe@home.test' }],
  ])(
    'is not asked for a %s that does not exist: what was asked for stands in the log',
    async (_what, filters) => {
      await expect(registerOf(auditor, filters)).rejects.toMatchObject({ problem: 'invalid-request' })
      const logged = await dependencies.db
        .selectFrom('log_staged')
        .select('record')
        .where('type', '=', 'read')
        .execute()
      expect(JSON.stringify(logged)).not.toMatch(/jane.doe/i)
    },
  )

  it('comes in pages, each row once', async () => {
    const first = await readDisclosures(dependencies, auditor, {}, { limit: 2 })
    const second = await readDisclosures(dependencies, auditor, {}, { limit: 2, cursor: first.next ?? '' })
    expect(second.next).toBeNull()
    expect(new Set([...first.rows, ...second.rows].map(({ delivery }) => delivery)).size).toBe(3)
  })

  it('shows a liaison officer what their own agency sent or received, and nothing else', async () => {
    expect((await registerOf(councilLiaison)).rows).toHaveLength(3)
    expect((await registerOf(courtLiaison)).rows).toEqual([])
    // Asking for another agency does not widen it.
    expect(
      (await registerOf(courtLiaison, { agency: agencies.get('Example Council of Liverpool') })).rows,
    ).toEqual([])
  })

  it.each(['asb.caseworker', 'court.listing', 'court.system', 'co-ordinator'])(
    'is not for %s',
    async (login) => {
      const caller = await callerNamed(login)
      for (const attempt of [
        () => registerOf(caller),
        () => readRefusals(dependencies, caller, {}, PAGE),
        () => countRefusals(dependencies, caller, {}),
        () => exportDisclosures(dependencies, caller, {}, 'csv'),
        () => exportRefusals(dependencies, caller, {}, 'json'),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ problem: 'not-yours' })
      }
    },
  )
})

describe('the register of refusals', () => {
  it('says who was refused what, by which rules', async () => {
    const { rows } = await readRefusals(dependencies, auditor, {}, PAGE)
    expect(rows).toHaveLength(2)
    expect(rows.map(({ outcome }) => outcome).sort()).toEqual(['needs', 'refused'])
    expect(rows.find(({ outcome }) => outcome === 'refused')).toMatchObject({
      mailbox: ASB_TEAM,
      agencyName: 'Example Council of Liverpool',
      kind: 'asb-incident',
      marking: 'SECRET',
      rules: ['M6'],
    })
  })

  it('holds nothing that was written in the place of a marking or an agreement that does not exist', async () => {
    const caseWorker = await service.session('asb.caseworker')
    const words = { scheme: 'GPMS' as const, level: 'JANE DOE OF NOWHERE LANE', descriptors: [] }
    for (const fields of [
      { marking: words },
      { marking: { ...words, level: 'RESTRICTED', descriptors: ['JANE DOE'] } },
      { agreement: { id: 'jane-doe-1999-01-02', version: 1 } },
    ]) {
      const unlawful = await altered(caseWorker, await prepared(caseWorker), { fields })
      await refusal(caseWorker.client.submit(unlawful))
    }
    const { rows } = await readRefusals(dependencies, auditor, {}, PAGE)
    expect(rows).toHaveLength(5)
    expect(rows.slice(0, 3)).toMatchObject([
      { marking: 'RESTRICTED', agreement: null },
      { marking: null },
      { marking: null },
    ])
    const logged = await dependencies.db.selectFrom('log_staged').select('record').execute()
    expect(JSON.stringify([rows, logged])).not.toMatch(/jane.doe/i)
  })

  it('is counted and filtered by rule', async () => {
    const { rules } = await countRefusals(dependencies, auditor, {})
    expect(rules.find(({ rule }) => rule === 'M6')).toMatchObject({ needs: 0 })
    expect(rules).toContainEqual({ rule: 'L1', refused: 0, needs: 1 })
    expect((await readRefusals(dependencies, auditor, { rule: 'L1' }, PAGE)).rows).toHaveLength(1)
    expect((await readRefusals(dependencies, auditor, { rule: 'A7' }, PAGE)).rows).toHaveLength(0)
  })
})

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

describe('the export of the register', () => {
  it('is CSV with a header, a line for each row, and nothing that a spreadsheet takes for a formula', async () => {
    const { owner } = service.database
    await owner
      .updateTable('agency')
      .set({ name: '=HYPERLINK("Example","Council")' })
      .where('name', '=', 'Example Council of Liverpool')
      .execute()
    const text = await textOf(await exportDisclosures(dependencies, auditor, {}, 'csv'))
    const lines = text.trimEnd().split('\r\n')
    expect(lines[0]).toMatch(/^at,reference,kind,urgency,marking,from_agency/)
    expect(lines).toHaveLength(4)
    expect(text).not.toMatch(/(?:^|,)"?=/m)
    expect(text).toContain('cda-1998-s115 dpa-1998-sch2-5')
  })

  it('breaks off half way when its reader may read it no more', async () => {
    const { owner, superuserUrl } = service.database
    const client = new pg.Client(superuserUrl)
    await client.connect()
    // More than is in memory at once; what stands behind these rows does not matter here.
    await client.query(`set session_replication_role = replica;
      insert into disclosure (delivery_id, referral_id, reference, kind, from_mailbox, to_agency, to_mailbox,
          sealed_on_arrival, staged_id, at)
        select gen_random_uuid(), gen_random_uuid(), 'MANY', 'reply', 'a@example.test', gen_random_uuid(),
          'b@example.test', false, 1, now() from generate_series(1, 1200)`)
    const suspend = (state: 'active' | 'suspended') =>
      owner.updateTable('person').set({ state }).where('id', '=', auditor.personId).execute()
    try {
      const pieces = await exportDisclosures(dependencies, auditor, {}, 'json')
      await suspend('suspended')
      await expect(textOf(pieces)).rejects.toMatchObject({ problem: 'not-signed-in' })
    } finally {
      await suspend('active')
      await client.query(`delete from disclosure where reference = 'MANY'`)
      await client.end()
    }
  })

  it('is JSON with the rows as the API gives them', async () => {
    const text = await textOf(
      await exportDisclosures(dependencies, auditor, { kind: 'asb-incident' }, 'json'),
    )
    expect(JSON.parse(text).rows).toEqual((await registerOf(auditor)).rows)
    const refusals = JSON.parse(await textOf(await exportRefusals(dependencies, auditor, {}, 'json')))
    expect(refusals.rows).toHaveLength(5)
  })
})

describe("the reviewer's own reading", () => {
  it('is in the log, with what was asked for and by whom', async () => {
    await registerOf(auditor, { mailbox: ASB_TEAM })
    const records = await until('the readings were published', async () => {
      const rows = await dependencies.db
        .selectFrom('log_staged')
        .innerJoin('log_entry', 'log_entry.staged_id', 'log_staged.id')
        .select('log_staged.record')
        .where('log_staged.type', '=', 'read')
        .execute()
      const found = rows.map(({ record }) => JSON.parse(record ?? '{}'))
      return found.some(({ filters }) => filters?.mailbox === ASB_TEAM) && found
    })
    expect(records).toContainEqual(
      expect.objectContaining({
        despatch: 'read/1',
        what: 'disclosures',
        filters: { mailbox: ASB_TEAM },
        by: auditor.personId,
      }),
    )
    expect(records).toContainEqual(
      expect.objectContaining({ what: 'refusals', filters: { rule: 'L1' }, by: auditor.personId }),
    )
    expect(records).toContainEqual(
      expect.objectContaining({ what: 'disclosures', filters: { export: 'csv' }, by: auditor.personId }),
    )
  })
})

describe('the proof that a disclosure is in the log', () => {
  it('is given to auditors, to the parties, and to the liaison officers of their agencies', async () => {
    for (const login of ['auditor', 'asb.caseworker', 'yot.officer', 'council.liaison']) {
      const proof = await proveDisclosure(dependencies, await callerNamed(login), toTwo.fields.id)
      expect(proof?.type, login).toBe('accepted')
    }
    for (const login of ['court.listing', 'court.liaison', 'court.system']) {
      await expect(
        proveDisclosure(dependencies, await callerNamed(login), toTwo.fields.id),
        login,
      ).rejects.toMatchObject({
        problem: 'not-found',
      })
    }
    await expect(
      proveDisclosure(dependencies, await callerNamed('co-ordinator'), toTwo.fields.id),
    ).rejects.toMatchObject({
      problem: 'not-found',
    })
  })
})
