import { describe, expect, it } from 'vitest'
import { type Decision, decide, unmetIn } from '../../src/domain/decide.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import type { Directory, ListedAgreement, ListedSignatory } from '../../src/domain/wire/directory.ts'
import type { AgreementReference, ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { referralFieldsOf } from '../../src/sdk/referral-request.ts'
import { depersonalised, directory, lawful, TODAY } from './partnership.ts'
import { expectOutcome } from './rules/outcome.ts'

/** Sharing with agencies of other areas (F18, S4 §2.2.4), and agreements that span several (I3). */

const BOROUGH = { to: ['committee@testborough.gcsx.test'] }
const POLICE = { to: ['intelligence@testshire.pnn.test'] }
const TESTVILLE: AgreementReference = { id: 'testville-isp', version: 2 }
const TESTBOROUGH: AgreementReference = { id: 'testborough-isp', version: 1 }

/** Who is of which area; everybody else is of Testville. */
const AREAS: Readonly<Record<string, string>> = { borough: 'Testborough', police: 'Testshire' }
const inAreas = (agreement: ListedAgreement): ListedAgreement => ({
  ...agreement,
  signatories: agreement.signatories.map((one) => ({ ...one, area: AREAS[one.agency] ?? one.area })),
})
const [first] = directory.agreements.filter(({ version }) => version === 2)
if (!first) throw new Error('the partnership has an agreement')
/** The agreement of Testville, in which the borough and the police of the shire are guests. */
const testville = inAreas({ ...first, areas: ['Testville', 'Testshire'] })
const among = (...agencies: string[]): ListedSignatory[] =>
  testville.signatories.filter(({ agency }) => agencies.includes(agency))
const testborough = (change: Partial<ListedAgreement> = {}): ListedAgreement => ({
  ...testville,
  ...TESTBOROUGH,
  areas: ['Testborough', 'Testshire'],
  signatories: among('council', 'borough', 'police'),
  ...change,
})
const having = (...agreements: ListedAgreement[]): Directory => ({ ...directory, agreements })
const both = having(testville, testborough())
const group2 = among('council', 'borough', 'police').map((one) =>
  one.agency === 'borough' ? { ...one, group: 2 as const } : one,
)
const elsewhere = among('council', 'borough').map((one) =>
  one.agency === 'borough' ? { ...one, domains: ['elsewhere.test'] } : one,
)

type Line = [
  says: string,
  change: Partial<ReferralFields>,
  outcome: Decision['outcome'],
  rules?: string[],
  partnership?: Directory,
]

describe('what is shared with another area (F18)', () => {
  it.each<Line>([
    ['needs an agreement of that area as well', BOROUGH, 'needs', ['F18']],
    [
      'is allowed under the agreements of both areas',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'allowed',
    ],
    ['needs one for depersonalised information, too', { ...depersonalised, ...BOROUGH }, 'needs', ['F18']],
    ['needs nothing more where the agreement is made for both areas (I3)', POLICE, 'allowed'],
    [
      'needs none of its own area for what stays in the agency',
      { to: ['yot@testville.gcsx.test'] },
      'allowed',
    ],
    ['needs it for one recipient among several', { to: [...POLICE.to, ...BOROUGH.to] }, 'needs', ['F18']],
    [
      'needs it of a sender who is of another area',
      { from: BOROUGH.to[0] ?? '', to: ['yot@testville.gcsx.test'] },
      'needs',
      ['F18'],
    ],
    [
      'goes the other way round under the agreement of the sender',
      { ...BOROUGH, agreement: TESTBOROUGH, otherAgreements: [TESTVILLE] },
      'allowed',
    ],
    [
      'is told of only once for two mailboxes of one agency',
      { from: BOROUGH.to[0] ?? '', to: ['asb.team@testville.gcsx.test', 'yot@testville.gcsx.test'] },
      'needs',
      ['F18'],
    ],
    [
      'is told of for each agency',
      { from: BOROUGH.to[0] ?? '', to: ['asb.team@testville.gcsx.test', ...POLICE.to] },
      'needs',
      ['F18', 'F18'],
    ],
    [
      'is not allowed under one that the recipient has not signed',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'needs',
      ['F18'],
      having(testville, testborough({ signatories: among('council', 'police') })),
    ],
    [
      'is not allowed under one that is made for a third area',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'needs',
      ['F18'],
      having(testville, testborough({ areas: ['Testhampton'] })),
    ],
    [
      'is not allowed under one that the sender has not signed',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'refused',
      ['F18', 'F18'],
      having(testville, testborough({ signatories: among('borough', 'police') })),
    ],
    [
      'keeps to the group that the other agreement gives the recipient',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'refused',
      ['F18'],
      having(testville, testborough({ signatories: group2 })),
    ],
    [
      'keeps to that group, which may be given depersonalised information',
      { ...depersonalised, ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'allowed',
      [],
      having(testville, testborough({ signatories: group2 })),
    ],
    [
      'keeps to the mail domains that the other agreement gives',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'refused',
      ['F18'],
      having(testville, testborough({ signatories: elsewhere })),
    ],
    [
      'is not allowed under one that has ended',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'refused',
      ['A9', 'F18'],
      having(testville, testborough({ until: '2010-02-28' })),
    ],
    [
      'is not allowed under one that a later version has replaced',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'refused',
      ['A9', 'F18'],
      having(testville, testborough(), testborough({ version: 2 })),
    ],
    [
      'is not allowed under one that there is not',
      { ...BOROUGH, otherAgreements: [{ id: 'no-such', version: 1 }] },
      'refused',
      ['A9', 'F18'],
    ],
    [
      'is not allowed under one of another law',
      { ...BOROUGH, otherAgreements: [TESTBOROUGH] },
      'refused',
      ['F18'],
      having(testville, testborough({ ruleSet: 'uk-2026' })),
    ],
    [
      'is not allowed with the same agreement named twice',
      { ...POLICE, otherAgreements: [TESTVILLE] },
      'refused',
      ['F18'],
    ],
    [
      'may name an agreement that it would not need',
      { ...POLICE, otherAgreements: [TESTBOROUGH] },
      'allowed',
    ],
  ])('%s', (_says, change, outcome, rules = [], partnership = both) => {
    const decision = decide({ ...lawful, ...change }, partnership, TODAY)
    expectOutcome(outcome, decision, rules)
  })

  it('is told in words which area is left out, between whom, and what to do', () => {
    expect(unmetIn(decide({ ...lawful, ...BOROUGH }, both, TODAY)).map(({ sentence }) => sentence)).toEqual([
      'The agreement testville-isp is not made for Testborough, so what Testville Council shares with Testborough Council keeps to an agreement of that area as well: name one that both have signed. Where there is none, ask the CSP Co-ordinator.',
    ])
  })
})

describe('the client names the agreements of other areas itself (F18)', () => {
  const made = (to: string[], partnership: Directory) =>
    referralFieldsOf(
      { from: lawful.from, to, kind: 'asb-incident', data: kindOf('asb-incident').example },
      partnership,
      new Date(`${TODAY}T10:00:00.000Z`),
    )

  it('those that both have signed, and none where they are not needed', () => {
    expect(made(BOROUGH.to, both)).toMatchObject({ agreement: TESTVILLE, otherAgreements: [TESTBOROUGH] })
    expect(made(POLICE.to, both)).toMatchObject({ agreement: TESTVILLE, otherAgreements: [] })
    expect(made([...POLICE.to, ...BOROUGH.to], both).otherAgreements).toEqual([TESTBOROUGH])
  })

  it('or goes under one that is made for the areas of all, where there is one', () => {
    const spanning = testborough({ id: 'region-isp', areas: ['Testville', 'Testborough', 'Testshire'] })
    expect(made(BOROUGH.to, having(testville, testborough(), spanning))).toMatchObject({
      agreement: { id: 'region-isp', version: 1 },
      otherAgreements: [],
    })
  })

  it('and none of another law, or of agencies that have not signed it', () => {
    expect(made(BOROUGH.to, having(testville, testborough({ ruleSet: 'uk-2026' }))).otherAgreements).toEqual(
      [],
    )
    const without = testborough({ signatories: among('borough', 'police') })
    expect(made(BOROUGH.to, having(testville, without)).otherAgreements).toEqual([])
  })
})
