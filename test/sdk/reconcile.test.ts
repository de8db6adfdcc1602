import { describe, expect, it } from 'vitest'
import { NOT_NEEDED } from '../../src/domain/consents.ts'
import { referenceOf } from '../../src/domain/reference.ts'
import type { Arrival } from '../../src/domain/wire/arrival.ts'
import type { Filed } from '../../src/domain/wire/filed.ts'
import type { Manifest } from '../../src/domain/wire/manifest.ts'
import type { DisclosureRow } from '../../src/domain/wire/register-response.ts'
import { createReconciliation, type LoggedEntry, type Sight } from '../../src/sdk/reconcile.ts'

const ASB = 'asb.team@liverpool.gcsx.gov.test'
const YOT = 'yot@liverpool.gcsx.gov.test'
const SEFTON = 'yot@sefton.gcsx.gov.test'
const AT = '2010-03-01T09:30:00.000Z'
const DIGEST = 'ab'.repeat(32)
const COUNCIL = '01927ac0-0000-7000-8000-00000000c001'
const OTHER = '01927ac0-0000-7000-8000-00000000c002'

const idOf = (n: number): string => `01927ac0-0000-7000-8000-${String(n).padStart(12, '0')}`

const manifest = (n: number, changed: Partial<Manifest> = {}): Manifest => ({
  despatch: 'manifest/1',
  id: idOf(n),
  kind: 'asb-incident',
  thread: 'AAAAAAAAAAAAAAAAAAAAAA',
  inReplyTo: null,
  marking: { scheme: 'GPMS', level: 'PROTECT', descriptors: ['PERSONAL'] },
  from: ASB,
  to: [YOT, SEFTON],
  purpose: 'services-to-individuals',
  dataClass: 'personal',
  categories: ['victim', 'witness'],
  bases: ['cda-1998-s115', 'dpa-1998-sch2-5'],
  consent: NOT_NEEDED,
  otherConsents: [],
  guardian: null,
  prescribed: null,
  reply: null,
  handling: { urgency: 'routine', respondBy: null, destroyAfter: '2011-03-01', onward: 'none' },
  agreement: { id: 'liverpool-isp', version: 1 },
  otherAgreements: [],
  created: AT,
  content: [{ sha256: DIGEST, size: 4_096 }],
  entity: DIGEST,
  ...changed,
})

const arrival = (n: number): Arrival => ({
  despatch: 'arrival/1',
  id: idOf(n),
  thread: 'AAAAAAAAAAAAAAAAAAAAAA',
  inReplyTo: null,
  mailbox: ASB,
  domain: 'sefton.gcsx.gov.test',
  messageId: '<1@sefton.gcsx.gov.test>',
  raw: { sha256: DIGEST, sealedByService: false },
  content: [{ sha256: DIGEST, size: 4_096 }],
  authentication: { method: 'relay-address', result: 'pass', domain: 'sefton.gcsx.gov.test' },
  keyIds: [],
  unproven: true,
  received: AT,
})

const filed = (n: number): Filed => ({
  despatch: 'filed/1',
  referral: idOf(n),
  arrival: DIGEST,
  from: SEFTON,
  kind: 'reply',
  marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
  dataClass: null,
  categories: null,
  signature: 'verified',
  signer: 'ab'.repeat(20),
  readers: [],
  time: AT,
})

/** The row that the register has of a manifest of `manifest(n)` to one of its recipients. */
const row = (
  n: number,
  leaf: number | null,
  to: string,
  changed: Partial<DisclosureRow> = {},
): DisclosureRow => ({
  delivery: idOf(n * 100 + (to === YOT ? 1 : 2)),
  referral: idOf(n),
  reference: referenceOf('asb-incident', idOf(n)),
  leaf: leaf === null ? null : String(leaf),
  record: 'kept',
  destruction: null,
  at: AT,
  origin: 'submitted',
  kind: 'asb-incident',
  urgency: 'routine',
  from: { agency: COUNCIL, agencyName: 'Liverpool City Council', mailbox: ASB, domain: null },
  to: { agency: to === YOT ? COUNCIL : OTHER, agencyName: 'An agency', mailbox: to },
  marking: 'PROTECT – PERSONAL',
  dataClass: 'personal',
  categories: ['witness', 'victim'],
  purpose: 'services-to-individuals',
  consent: 'not-needed',
  otherConsents: [],
  guardian: null,
  prescribed: null,
  reply: null,
  bases: ['dpa-1998-sch2-5', 'cda-1998-s115'],
  agreement: { id: 'liverpool-isp', version: 1 },
  otherAgreements: [],
  sealedOnArrival: false,
  state: 'delivered',
  answer: 'opened',
  evidence: 'signed',
  ...changed,
})

/** The row of an arrival: as it came, or as its reader filed it. */
const mailRow = (n: number, leaf: number, as: 'unfiled' | 'filed', changed: Partial<DisclosureRow> = {}) => {
  const kind = as === 'filed' ? ('reply' as const) : ('mail' as const)
  return row(n, leaf, ASB, {
    reference: referenceOf(kind, idOf(n)),
    origin: 'mail',
    kind,
    urgency: null,
    from: {
      agency: OTHER,
      agencyName: 'Sefton Council',
      mailbox: as === 'filed' ? SEFTON : null,
      domain: 'sefton.gcsx.gov.test',
    },
    to: { agency: COUNCIL, agencyName: 'Liverpool City Council', mailbox: ASB },
    marking: as === 'filed' ? 'RESTRICTED' : null,
    dataClass: null,
    categories: [],
    purpose: null,
    consent: null,
    otherConsents: [],
    guardian: null,
    prescribed: null,
    reply: null,
    bases: [],
    agreement: null,
    otherAgreements: [],
    ...changed,
  })
}

type Behind = Manifest | Arrival | Filed | string | null
const entry = (type: string, behind: Behind): Omit<LoggedEntry, 'index'> => ({
  type,
  record: behind === null || typeof behind === 'string' ? behind : JSON.stringify(behind),
})

/** Entry 0 is that an agreement came into force; the others follow it. */
function reconcile(
  rows: readonly DisclosureRow[],
  entries: readonly Omit<LoggedEntry, 'index'>[],
  { settled, sight = { everything: true } }: { settled?: bigint; sight?: Sight } = {},
) {
  const log = [entry('agreement', '{}'), ...entries]
  const size = BigInt(log.length)
  const reconciliation = createReconciliation({ settled: settled ?? size, sight })
  for (const one of rows) reconciliation.addRow(one)
  for (const [index, one] of log.entries()) reconciliation.addEntry({ index: BigInt(index), ...one })
  return reconciliation.end(size)
}

const both = (n: number, leaf: number, changed: Partial<DisclosureRow> = {}) => [
  row(n, leaf, SEFTON, changed),
  row(n, leaf, YOT, changed),
]
const REFERENCE = referenceOf('asb-incident', idOf(1))
const MAIL_REFERENCE = referenceOf('mail', idOf(1))
const REPLY_REFERENCE = referenceOf('reply', idOf(1))

describe('a register that fits its log', () => {
  it('has a row for each recipient of every disclosure, whatever the order of the rows', () => {
    const found = reconcile(
      [...both(2, 3), ...both(1, 1)],
      [entry('accepted', manifest(1)), entry('delivered', null), entry('accepted', manifest(2))],
    )
    expect(found).toEqual({
      rows: 4,
      disclosures: 2,
      opened: 2,
      erased: 0,
      withheld: 0,
      since: 0,
      notYetCount: 0,
      notYet: [],
      misfitCount: 0,
      misfits: [],
    })
  })

  it('keeps leaf and row of what was erased on time, and says how many', () => {
    const found = reconcile(both(1, 1, { record: 'erased' }), [entry('accepted', null)])
    expect(found).toMatchObject({ disclosures: 1, opened: 0, erased: 1, misfits: [] })
  })

  it('has mail as it arrived until its reader has filed it, and then as it was filed', () => {
    expect(reconcile([mailRow(1, 1, 'unfiled')], [entry('arrived', arrival(1))])).toMatchObject({
      opened: 1,
      misfits: [],
      notYet: [],
    })
    const found = reconcile(
      [mailRow(1, 1, 'filed')],
      [entry('arrived', arrival(1)), entry('filed', filed(1))],
    )
    expect(found).toMatchObject({ opened: 1, misfits: [], notYet: [] })
  })

  it('has mail filed without a proven signature under the domain that it came from', () => {
    const unsigned: Filed = { ...filed(1), signature: 'unverified' }
    const shown = mailRow(1, 1, 'filed')
    const found = reconcile(
      [{ ...shown, from: { ...shown.from, mailbox: null } }],
      [entry('arrived', arrival(1)), entry('filed', unsigned)],
    )
    expect(found.misfits).toEqual([])
  })

  it('has mail that carried an order with the class and the categories that its reader computed', () => {
    const classified: Filed = {
      ...filed(1),
      dataClass: 'sensitive-personal',
      categories: ['subject-of-order', 'young-person'],
    }
    const registered = mailRow(1, 1, 'filed', {
      dataClass: 'sensitive-personal',
      categories: ['young-person', 'subject-of-order'],
    })
    const found = reconcile([registered], [entry('arrived', arrival(1)), entry('filed', classified)])
    expect(found).toMatchObject({ misfits: [], notYet: [] })
  })

  it('has a disclosure under a time that accepting it may have taken', () => {
    for (const at of ['2010-03-01T09:25:00.000Z', '2010-03-01T10:40:00.000Z']) {
      expect(reconcile(both(1, 1, { at }), [entry('accepted', manifest(1))]).misfits).toEqual([])
    }
  })

  it('has erased mail whose filing nobody opens any more', () => {
    const found = reconcile(
      [mailRow(1, 1, 'filed', { record: 'erased' })],
      [entry('arrived', null), entry('filed', null)],
    )
    expect(found).toMatchObject({ erased: 1, misfits: [], notYet: [] })
  })
})

describe('what cannot be judged yet is said and is not wrong', () => {
  it('is a row that the log has not published', () => {
    const found = reconcile([row(1, null, YOT)], [])
    expect(found).toMatchObject({ misfits: [], notYet: [{ reference: REFERENCE, why: 'not-published' }] })
  })

  it('is a row beyond the checkpoint', () => {
    const found = reconcile([row(1, 5, YOT)], [])
    expect(found).toMatchObject({ misfits: [], notYet: [{ reference: REFERENCE, why: 'newer' }] })
  })

  it('is a disclosure that was published while the register was being read', () => {
    const found = reconcile([], [entry('accepted', manifest(1)), entry('arrived', null)], { settled: 1n })
    expect(found).toMatchObject({ since: 2, disclosures: 0, misfits: [] })
  })

  it('is mail that was filed so lately that the log does not say so yet', () => {
    const found = reconcile([mailRow(1, 1, 'filed')], [entry('arrived', arrival(1))])
    expect(found).toMatchObject({ misfits: [], notYet: [{ reference: REPLY_REFERENCE, why: 'filed-since' }] })
  })

  it('is mail that was filed after the register was read', () => {
    const found = reconcile(
      [mailRow(1, 1, 'unfiled')],
      [entry('arrived', arrival(1)), entry('filed', filed(1))],
      { settled: 2n },
    )
    expect(found).toMatchObject({ misfits: [], notYet: [] })
  })
})

describe('what does not fit is named by reference and entry', () => {
  const logged = [entry('accepted', manifest(1))]
  const wrong: [what: string, rows: DisclosureRow[], log: Omit<LoggedEntry, 'index'>[], misfits: object[]][] =
    [
      [
        'a row whose leaf is no disclosure',
        both(1, 0),
        [],
        Array(2).fill({
          reference: REFERENCE,
          entry: 0n,
          problem: expect.stringContaining('of type agreement'),
        }),
      ],
      [
        'a leaf without a row',
        [],
        logged,
        [{ reference: REFERENCE, entry: 1n, problem: expect.stringContaining('the register does not have') }],
      ],
      [
        'a leaf without a row, of which nobody can say whose it is any more',
        [],
        [entry('accepted', null)],
        [{ reference: null, entry: 1n, problem: expect.stringContaining('the register does not have') }],
      ],
      [
        'a recipient without a row',
        [row(1, 1, YOT)],
        logged,
        [{ reference: REFERENCE, entry: 1n, problem: expect.stringContaining(`it went to ${SEFTON}`) }],
      ],
      [
        'a row for somebody whom the manifest does not name',
        [...both(1, 1), row(1, 1, 'drug.alcohol@liverpoolpct.nhs.test')],
        logged,
        [
          {
            reference: REFERENCE,
            entry: 1n,
            problem: expect.stringContaining('drug.alcohol@liverpoolpct.nhs.test'),
          },
        ],
      ],
      [
        'two rows for one recipient',
        [...both(1, 1), row(1, 1, YOT)],
        logged,
        [{ reference: REFERENCE, entry: 1n, problem: expect.stringContaining(`${YOT} twice`) }],
      ],
      [
        'rows that name the entry of another referral',
        both(2, 1),
        logged,
        [
          ...Array(2).fill({
            reference: referenceOf('asb-incident', idOf(2)),
            entry: 1n,
            problem: expect.stringContaining('another referral'),
          }),
          { reference: REFERENCE, entry: 1n, problem: expect.stringContaining('the register does not have') },
        ],
      ],
      [
        'a reference that is not the referral’s',
        [row(1, 1, SEFTON), row(1, 1, YOT, { reference: 'ASB-00000-00000-0' })],
        logged,
        [
          {
            reference: 'ASB-00000-00000-0',
            entry: 1n,
            problem: expect.stringContaining('not the one of the referral'),
          },
        ],
      ],
      [
        'a record that is said to be erased and is there',
        both(1, 1, { record: 'erased' }),
        logged,
        Array(2).fill({ reference: REFERENCE, entry: 1n, problem: expect.stringContaining('is erased') }),
      ],
      [
        'a record that is said to be kept and is not given',
        both(1, 1),
        [entry('accepted', null)],
        Array(2).fill({
          reference: REFERENCE,
          entry: 1n,
          problem: expect.stringContaining('it was not given'),
        }),
      ],
      [
        'erased rows of two referrals with one leaf',
        [row(1, 1, YOT, { record: 'erased' }), row(2, 1, SEFTON, { record: 'erased' })],
        [entry('accepted', null)],
        [
          {
            reference: referenceOf('asb-incident', idOf(2)),
            entry: 1n,
            problem: expect.stringContaining(REFERENCE),
          },
        ],
      ],
      [
        'a submitted referral whose leaf is an arrival',
        [row(1, 1, YOT, { record: 'erased' })],
        [entry('arrived', null)],
        [{ reference: REFERENCE, entry: 1n, problem: 'that entry is of type arrived, not accepted' }],
      ],
      [
        'a manifest that is none',
        both(1, 1),
        [entry('accepted', '{"despatch":"manifest/1"}')],
        [{ reference: REFERENCE, entry: 1n, problem: expect.stringContaining('cannot be read') }],
      ],
      [
        'mail that arrived and is not in the register',
        [],
        [entry('arrived', arrival(1)), entry('filed', filed(1))],
        [
          {
            reference: MAIL_REFERENCE,
            entry: 1n,
            problem: expect.stringContaining('the register does not have'),
          },
        ],
      ],
      [
        'mail that is registered as sealed by its sender, and was sealed on arrival',
        [mailRow(1, 1, 'unfiled')],
        [entry('arrived', { ...arrival(1), raw: { sha256: DIGEST, sealedByService: true } })],
        [
          {
            reference: MAIL_REFERENCE,
            entry: 1n,
            problem: 'sealed on arrival: the register says no, and the log says yes',
          },
        ],
      ],
      [
        'mail whose marking is not the one that its reader filed',
        [mailRow(1, 1, 'filed', { marking: 'PROTECT' })],
        [entry('arrived', arrival(1)), entry('filed', filed(1))],
        [
          {
            reference: REPLY_REFERENCE,
            entry: 2n,
            problem: 'marking: the register says PROTECT, and the log says RESTRICTED',
          },
        ],
      ],
      [
        'mail that is registered without the class that its reader computed',
        [mailRow(1, 1, 'filed')],
        [
          entry('arrived', arrival(1)),
          entry('filed', { ...filed(1), dataClass: 'sensitive-personal', categories: ['subject-of-order'] }),
        ],
        [
          'data class: the register says none, and the log says sensitive-personal',
          'categories: the register says none, and the log says subject-of-order',
        ].map((problem) => ({ reference: REPLY_REFERENCE, entry: 2n, problem })),
      ],
      [
        'mail that is registered with a class, of which its reader computed none',
        [mailRow(1, 1, 'filed', { dataClass: 'personal' })],
        [entry('arrived', arrival(1)), entry('filed', filed(1))],
        [
          {
            reference: REPLY_REFERENCE,
            entry: 2n,
            problem: 'data class: the register says personal, and the log says none',
          },
        ],
      ],
      [
        'mail that is registered as received hours before it came',
        [mailRow(1, 1, 'unfiled', { at: '2010-03-01T07:30:00.000Z' })],
        [entry('arrived', arrival(1))],
        [
          {
            reference: MAIL_REFERENCE,
            entry: 1n,
            problem: `time: the register says 2010-03-01T07:30:00.000Z, and the log says ${AT}`,
          },
        ],
      ],
      [
        'mail that is filed and registered as if it were not',
        [mailRow(1, 1, 'unfiled')],
        [entry('arrived', arrival(1)), entry('filed', filed(1))],
        ['sender', 'kind', 'marking'].map((field) => ({
          reference: MAIL_REFERENCE,
          entry: 2n,
          problem: expect.stringMatching(`^${field}: `),
        })),
      ],
    ]
  it.each(wrong)('%s', (_what, rows, log, misfits) => {
    const found = reconcile(rows, log)
    expect(found.misfits).toEqual(misfits)
    expect(found.misfitCount).toBe(misfits.length)
  })

  const fields: [field: string, changed: Partial<DisclosureRow>, problem: string][] = [
    ['kind', { kind: 'reply' }, 'kind: the register says reply, and the log says asb-incident'],
    [
      'marking',
      { marking: 'PROTECT' },
      'marking: the register says PROTECT, and the log says PROTECT – PERSONAL',
    ],
    ['data class', { dataClass: 'none' }, 'data class: the register says none, and the log says personal'],
    [
      'categories',
      { categories: [] },
      'categories: the register says none, and the log says victim, witness',
    ],
    ['urgency', { urgency: 'immediate' }, 'urgency: the register says immediate, and the log says routine'],
    [
      'purpose',
      { purpose: 'intelligence' },
      'purpose: the register says intelligence, and the log says services-to-individuals',
    ],
    ['consent', { consent: 'given' }, 'consent: the register says given, and the log says not-needed'],
    [
      'Caldicott Guardian',
      { guardian: { consented: '2010-02-26', reference: 'CG/2010/31' } },
      'Caldicott Guardian: the register says consented 2010-02-26, CG/2010/31, and the log says none',
    ],
    [
      'bases',
      { bases: ['cda-1998-s115'] },
      'bases: the register says cda-1998-s115, and the log says cda-1998-s115, dpa-1998-sch2-5',
    ],
    [
      'other agreements',
      { otherAgreements: [{ id: 'sefton-isp', version: 3 }] },
      'other agreements: the register says sefton-isp v3, and the log says none',
    ],
    [
      'agreement',
      { agreement: { id: 'liverpool-isp', version: 2 } },
      'agreement: the register says liverpool-isp v2, and the log says liverpool-isp v1',
    ],
    [
      'sender',
      { from: { agency: OTHER, agencyName: null, mailbox: SEFTON, domain: null } },
      `sender: the register says ${SEFTON}, and the log says ${ASB}`,
    ],
    [
      'time, which is before its manifest was made',
      { at: '2010-03-01T09:24:59.999Z' },
      `time: the register says 2010-03-01T09:24:59.999Z, and the log says ${AT}`,
    ],
    [
      'time, at which its manifest would have been too old',
      { at: '2010-03-01T10:40:00.001Z' },
      `time: the register says 2010-03-01T10:40:00.001Z, and the log says ${AT}`,
    ],
    ['sealing', { sealedOnArrival: true }, 'sealed on arrival: the register says yes, and the log says no'],
  ]
  it.each(fields)('a row that differs in its %s', (_field, changed, problem) => {
    const found = reconcile([row(1, 1, SEFTON), row(1, 1, YOT, changed)], logged)
    expect(found.misfits).toEqual([{ reference: REFERENCE, entry: 1n, problem }])
  })

  it('a row whose entry could not be read at all', () => {
    const reconciliation = createReconciliation({ settled: 2n, sight: { everything: true } })
    reconciliation.addRow(row(1, 1, YOT))
    expect(reconciliation.end(2n).misfits).toEqual([
      { reference: REFERENCE, entry: 1n, problem: 'the log has no such entry that can be read' },
    ])
  })

  it('counts all and names a thousand', () => {
    const found = reconcile(
      Array.from({ length: 1_500 }, () => row(1, 0, YOT)),
      [],
    )
    expect(found.misfitCount).toBe(1_500)
    expect(found.misfits).toHaveLength(1_000)
  })
})

describe('a liaison officer, who sees what the own agency sent and received', () => {
  const own = (...addresses: string[]): { sight: Sight } => ({
    sight: { everything: false, mailboxes: new Set(addresses) },
  })

  it('sees of other agencies’ disclosures the leaf alone', () => {
    const found = reconcile([], [entry('accepted', null)], own(ASB))
    expect(found).toMatchObject({ withheld: 1, misfits: [] })
  })

  it('sees the own rows beside leaves that are not opened for them', () => {
    const found = reconcile(both(1, 1), [entry('accepted', null)], own(ASB))
    expect(found).toMatchObject({ rows: 2, withheld: 1, misfits: [] })
  })

  it('has no row of a recipient in another agency, unless their own agency sent it', () => {
    const received = [row(1, 1, SEFTON)]
    expect(reconcile(received, [entry('accepted', manifest(1))], own(SEFTON)).misfits).toEqual([])
    expect(reconcile(received, [entry('accepted', manifest(1))], own(ASB)).misfits).toEqual([
      { reference: REFERENCE, entry: 1n, problem: `it went to ${YOT}, of which the register has no row` },
    ])
  })
})
