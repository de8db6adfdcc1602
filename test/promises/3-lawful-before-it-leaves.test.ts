import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import type { Manifest } from '../../src/domain/wire/manifest.ts'
import type { ReadyReferral } from '../../src/sdk/prepare.ts'
import type { Session } from '../../src/sdk/session.ts'
import { altered, named, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

const UNSIGNED = 'enquiries@merseyside-partnership.test'
const GUIDANCE = 'Information sharing for community safety, guidance of March 2010'

let service: TestService
let sender: Session
let referral: ReadyReferral
let owner: pg.Client

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  referral = await prepared(sender)
  owner = new pg.Client(service.database.superuserUrl)
  await owner.connect()
  await owner.query(
    `insert into mailbox (id, agency_id, address, name, route)
     select $1, id, $2, 'Example enquiries desk', 'local' from agency where name like '%Office%'`,
    [uuid(), UNSIGNED],
  )
  await owner.query(
    `insert into agreement (id, version, document, sha256, rule_set, in_force)
     select 'earlier-isp', 1, regexp_replace(replace(document, '"id":"' || id || '"', '"id":"earlier-isp"'),
         '"from":"[0-9-]+","until":"[0-9-]+"', '"from":"2007-01-01","until":"2009-12-31"'), sha256, rule_set,
            daterange('2007-01-01', '2010-01-01') from agreement`,
  )
})
afterAll(async () => {
  await owner?.end()
  await service?.stop()
})

/** The partnership as the co-ordinator might have left it, for as long as one submission takes. */
async function during<T>([change, undo]: readonly [string, string], act: () => Promise<T>): Promise<T> {
  await owner.query(change)
  try {
    return await act()
  } finally {
    await owner.query(undo)
  }
}

const nothing = ['select 1', 'select 1'] as const

/** Submitted as a program would that asks no rules: its manifest is new, whole and rightly signed. */
async function submitted(fields: Partial<Manifest>) {
  const id = uuid()
  const refused = await refusal(
    sender.client.submit(await altered(sender, referral, { fields: { id, ...fields } })),
  )
  return { id, refused }
}

describe('the service refuses, whatever the client thought of it', () => {
  it.each<
    [
      what: string,
      expected: { problem: 'rules-refused' | 'rules-need'; rule: string; statute: string; sentence: RegExp },
      fields: () => Partial<Manifest>,
      partnership?: readonly [string, string],
    ]
  >([
    [
      'personal data without a power to disclose it',
      {
        problem: 'rules-need',
        rule: 'L1',
        statute: 'Crime and Disorder Act 1998, section 115',
        sentence: /name cda-1998-s115/,
      },
      () => ({ bases: ['dpa-1998-sch2-5', 'dpa-1998-sch3-7'] }),
    ],
    [
      'sensitive personal data without a condition of Schedule 3',
      {
        problem: 'rules-need',
        rule: 'D3',
        statute: 'Data Protection Act 1998, Schedule 1 Part I paragraph 1 and Schedule 3',
        sentence: /needs a further condition/,
      },
      () => ({ bases: ['cda-1998-s115', 'dpa-1998-sch2-5'] }),
    ],
    [
      'what is marked CONFIDENTIAL',
      {
        problem: 'rules-refused',
        rule: 'M6',
        statute: 'Government Protective Marking System',
        sentence: /CONFIDENTIAL may not travel by this service/,
      },
      () => ({ marking: { scheme: 'GPMS', level: 'CONFIDENTIAL', descriptors: [] } }),
    ],
    [
      'a marking of the later scheme under the agreement of 2010',
      {
        problem: 'rules-refused',
        rule: 'M6',
        statute: 'Government Protective Marking System',
        sentence: /markings are of the GPMS scheme, not GSC/,
      },
      () => ({ marking: { scheme: 'GSC', level: 'OFFICIAL', descriptors: [] } }),
    ],
    [
      'a marking that the way to the police is not accredited to carry',
      {
        problem: 'rules-refused',
        rule: 'M6',
        statute: `${GUIDANCE}, section 2.1 D`,
        sentence: /accredited to carry PROTECT .*this is RESTRICTED/,
      },
      () => ({ to: [POLICE_INTELLIGENCE] }),
      [
        "update network set accreditation_level = 'PROTECT' where domain = 'merseyside.pnn.police.test'",
        "update network set accreditation_level = 'RESTRICTED' where domain = 'merseyside.pnn.police.test'",
      ],
    ],
    [
      'an agency that has not signed the agreement',
      {
        problem: 'rules-refused',
        rule: 'A9',
        statute: `${GUIDANCE}, section 2.2`,
        sentence: /Example Partnership Office of Merseyside has not signed the agreement/,
      },
      () => ({ to: [LIVERPOOL_YOT, UNSIGNED] }),
      [
        "delete from agreement_signature where agency_id in (select id from agency where name like '%Office%'); update agency set name = name",
        'update agency set name = name',
      ],
    ],
    [
      'personal data for an agency of group 2',
      {
        problem: 'rules-refused',
        rule: 'A7',
        statute: `${GUIDANCE}, section 2.2.4`,
        sentence: /is not in group 1 of the agreement, so it shares depersonalised information only/,
      },
      () => ({ to: [COURT_LISTING], bases: [...referral.fields.bases, 'dpa-1998-s35'] }),
      [
        `update agreement set document = regexp_replace(document, '("agency":"[^"]*Magistrates[^{}]*"group":)1', '\\12')`,
        `update agreement set document = regexp_replace(document, '("agency":"[^"]*Magistrates[^{}]*"group":)2', '\\11')`,
      ],
    ],
    [
      'an agreement that has run out',
      {
        problem: 'rules-refused',
        rule: 'A9',
        statute: `${GUIDANCE}, section 2.2`,
        sentence: /The agreement earlier-isp, version 1, is in force from 2007-01-01 to 2009-12-31 only/,
      },
      () => ({ agreement: { id: 'earlier-isp', version: 1 } }),
    ],
    [
      'an agreement that there never was',
      {
        problem: 'rules-refused',
        rule: 'A9',
        statute: `${GUIDANCE}, section 2.2`,
        sentence: /There is no agreement imagined-isp/,
      },
      () => ({ agreement: { id: 'imagined-isp', version: 1 } }),
    ],
    [
      'a mailbox that is closed',
      {
        problem: 'rules-refused',
        rule: 'A9',
        statute: `${GUIDANCE}, section 2.2`,
        sentence: /The mailbox yot@liverpool\.gcsx\.gov\.test is closed/,
      },
      () => ({}),
      [
        `update mailbox set closed_at = now() where address = '${LIVERPOOL_YOT}'`,
        `update mailbox set closed_at = null where address = '${LIVERPOOL_YOT}'`,
      ],
    ],
    [
      'personal data from an agency that is no longer registered with the Information Commissioner',
      {
        problem: 'rules-need',
        rule: 'I11',
        statute: 'Data Protection Act 1998, sections 17 and 18',
        sentence: /has had no valid entry since 2009-12-31/,
      },
      () => ({}),
      [
        `create table was as select id, version, document from agreement;
         update agreement set document = regexp_replace(document, '"icoUntil":"[^"]*"', '"icoUntil":"2009-12-31"', 'g')`,
        `update agreement set document = was.document from was
           where was.id = agreement.id and was.version = agreement.version; drop table was`,
      ],
    ],
  ])('%s', async (_what, { problem, ...reason }, fields, partnership = nothing) => {
    const { id, refused } = await during(partnership, () => submitted(fields()))
    expect({ status: refused.status, type: refused.type }).toEqual({ status: 422, type: named(problem) })
    const given = problem === 'rules-need' ? refused.extra.needs : refused.extra.reasons
    expect(given).toEqual([{ ...reason, sentence: expect.stringMatching(reason.sentence) }])
    expect(refused.detail).toMatch(reason.sentence)

    expect(await refusedEntries(id)).toEqual([
      expect.objectContaining({
        referral: id,
        from: ASB_TEAM,
        outcome: problem === 'rules-need' ? 'needs' : 'refused',
        rules: [reason.rule],
      }),
    ])
    const { db } = service.database
    expect(await db.selectFrom('referral').select('id').where('id', '=', id).execute()).toEqual([])
    expect(await db.selectFrom('delivery').select('id').where('referral_id', '=', id).execute()).toEqual([])
  })

  it('personal data without any legal basis, saying everything that is missing at once', async () => {
    const { refused } = await submitted({ bases: [] })
    expect(refused).toMatchObject({ status: 422, type: named('rules-need') })
    const missing = ['L1', 'D2', 'D3'].map((rule) => expect.objectContaining({ rule }))
    expect(refused.extra.needs).toEqual(missing)
  })

  it('what may not go, saying what it lacks besides, and enters every rule', async () => {
    const marking = { scheme: 'GPMS' as const, level: 'CONFIDENTIAL', descriptors: [] }
    const { id, refused } = await submitted({ bases: [], marking })
    expect(refused).toMatchObject({
      type: named('rules-refused'),
      extra: { reasons: [{ rule: 'M6' }], needs: [{ rule: 'L1' }, { rule: 'D2' }, { rule: 'D3' }] },
    })
    expect(refused.detail).toMatch(/CONFIDENTIAL may not travel.*name cda-1998-s115/)
    expect(await refusedEntries(id)).toMatchObject([{ outcome: 'refused', rules: ['M6', 'L1', 'D2', 'D3'] }])
  })

  it('and still accepts what the rules allow', async () => {
    const submission = await altered(sender, referral, { fields: {} })
    expect((await sender.client.submit(submission)).referral).toBe(referral.fields.id)
  })
})

/** The `refused` entries of the published log about a referral, as the auditor opens them. */
async function refusedEntries(referral: string): Promise<unknown[]> {
  const { client } = await auditor()
  const read = async () => {
    const found: unknown[] = []
    for (let start: bigint | null = 0n; start !== null; ) {
      const page: Awaited<ReturnType<typeof client.logRecords>> = await client.logRecords(start)
      const refusals = page.records.filter(
        ({ type, record }) => type === 'refused' && record.includes(referral),
      )
      found.push(...refusals.map(({ record }): unknown => JSON.parse(record)))
      start = page.next === null ? null : BigInt(page.next)
    }
    return found
  }
  await expect.poll(read).toHaveLength(1)
  return read()
}

let auditing: Promise<Session> | undefined
function auditor(): Promise<Session> {
  auditing ??= service.session('auditor')
  return auditing
}
