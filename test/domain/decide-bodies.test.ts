import { describe, expect, it } from 'vitest'
import type { Body } from '../../src/domain/bodies.ts'
import { type Decision, decide, unmetIn } from '../../src/domain/decide.ts'
import type { LegalClass } from '../../src/domain/wire/agreement.ts'
import type { Directory } from '../../src/domain/wire/directory.ts'
import type { ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { depersonalised, directory, lawful, PRESCRIBED, TODAY } from './partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './rules/modern.ts'
import { expectOutcome } from './rules/outcome.ts'

/** Whom a duty binds and reaches, and who may use a condition: by what the agreement says that each agency is. */

const POLICE = 'intelligence@testshire.pnn.test'
const PROBATION = 'risk@probation.test'
const PRISON = 'releases@prison.test'
const COUNCIL = 'asb.team@testville.gcsx.test'
const YOT = 'yot@testville.gcsx.test'
const COURT = 'listing@testville.cjsm.test'
const COMMITTEE = 'committee@testborough.gcsx.test'
const VOLUNTARY = 'help@voluntary.test'

type Line = [says: string, from: string, to: string[], outcome: Decision['outcome'], rules?: string[]]
const under2010 = (from: string, to: string[], ...more: string[]): ReferralFields => ({
  ...lawful,
  from,
  to,
  bases: [...lawful.bases, 'dpa-1998-s35', ...more],
})
const under2026 = (from: string, to: string[], ...more: string[]): ReferralFields => ({
  ...modern,
  from,
  to,
  bases: [...modern.bases, 'dpa-2018-sch2-5', ...more],
})
/** The partnership in which one agency is something else. */
const where = (
  partnership: Directory,
  agency: string,
  bodies: Body[],
  legalClasses?: LegalClass[],
): Directory => ({
  ...partnership,
  agreements: partnership.agreements.map((agreement) => ({
    ...agreement,
    signatories: agreement.signatories.map((one) =>
      one.agency === agency ? { ...one, bodies, legalClasses: legalClasses ?? one.legalClasses } : one,
    ),
  })),
})

describe('the duty to manage risk together (L7), as the guidance names it', () => {
  it.each<Line>([
    ['binds police towards probation', POLICE, [PROBATION], 'allowed'],
    ['binds probation towards police', PROBATION, [POLICE], 'allowed'],
    ['binds prisons, which the guidance names beside them (BP3)', PRISON, [POLICE], 'allowed'],
    ['reaches prisons', POLICE, [PRISON, PROBATION], 'allowed'],
    ['does not bind a council towards its own YOT', COUNCIL, [YOT], 'refused', ['L7', 'L7']],
    ['does not bind a council towards the police', COUNCIL, [POLICE], 'refused', ['L7']],
    ['does not reach a council', POLICE, [COUNCIL], 'refused', ['L7']],
    ['does not bind a court', COURT, [POLICE], 'refused', ['L7']],
    ['does not reach a court', POLICE, [COURT], 'refused', ['L7']],
    [
      'reaches nobody else for being sent to one whom it reaches',
      POLICE,
      [PROBATION, YOT],
      'refused',
      ['L7'],
    ],
  ])('%s', (_says, from, to, outcome, rules = []) => {
    expectOutcome(outcome, decide(under2010(from, to, 'cjcsa-2000-s67'), directory, TODAY), rules)
  })

  it('says whom it binds and that a council and its YOT are not they', () => {
    const decision = decide(under2010(COUNCIL, [YOT], 'cjcsa-2000-s67'), directory, TODAY)
    expect(unmetIn(decision).map(({ sentence }) => sentence)).toEqual([
      'Criminal Justice and Court Services Act 2000, sections 67 and 68 is a duty of police, probation and prisons towards each other, and does not bind Testville Council. Leave it out: name the power to disclose instead.',
      'Criminal Justice and Court Services Act 2000, sections 67 and 68 is a duty of police, probation and prisons towards each other, and does not reach Testville Council from Testville Council. Leave it out: name the power to disclose instead.',
    ])
  })
})

describe('the duty to co-operate in managing risk (L7, BP3), of 2003', () => {
  it.each<Line>([
    ['binds police towards probation and prisons', POLICE, [PROBATION, PRISON], 'allowed'],
    ['reaches a council from the police', POLICE, [COUNCIL, YOT], 'allowed'],
    ['binds a council towards probation', COUNCIL, [PROBATION], 'allowed'],
    ['does not bind a council towards its own YOT', COUNCIL, [YOT], 'refused', ['L7']],
    ['does not bind a council towards another council', COUNCIL, [COMMITTEE], 'refused', ['L7']],
    [
      'binds nobody among those who co-operate, even beside the police',
      COUNCIL,
      [POLICE, COMMITTEE],
      'refused',
      ['L7'],
    ],
    ['does not bind a voluntary body', VOLUNTARY, [POLICE], 'refused', ['L7']],
    ['does not reach a voluntary body', POLICE, [VOLUNTARY], 'refused', ['L7']],
    ['does not reach a court', POLICE, [COURT], 'refused', ['L7']],
  ])('%s', (_says, from, to, outcome, rules = []) => {
    const fields = { ...under2026(from, to, 'cja-2003-s325') }
    expectOutcome(outcome, decide(fields, modernDirectory, MODERN_DAY), rules)
  })

  it.each<[what: string, body: Body, outcome: Decision['outcome']]>([
    ['a landlord of social housing', 'social-landlord', 'allowed'],
    ['an NHS trust', 'nhs-trust', 'allowed'],
    ['a social care service', 'social-care', 'allowed'],
    ['a fire authority', 'fire', 'refused'],
    ['a school', 'school', 'refused'],
    ['a business', 'business', 'refused'],
  ])('has to be co-operated in by those whom section 325(6) lists: %s (%s)', (_what, body, outcome) => {
    const partnership = where(modernDirectory, 'voluntary', [body], [])
    const fields = under2026(POLICE, [VOLUNTARY], 'cja-2003-s325')
    expect(decide(fields, partnership, MODERN_DAY).outcome).toBe(outcome)
  })
})

describe('the duty towards a crime and disorder committee (L6)', () => {
  const asked = (from: string, to: string[]): ReferralFields => ({
    ...depersonalised,
    from,
    to,
    bases: ['pja-2006-s19'],
  })
  it.each<Line>([
    ['binds a responsible authority', COUNCIL, [COMMITTEE], 'allowed'],
    ['binds the police', POLICE, [COMMITTEE], 'allowed'],
    ['does not reach the police', COUNCIL, [POLICE], 'refused', ['L6']],
    ['does not reach a council that takes part without its committee', POLICE, [COUNCIL], 'refused', ['L6']],
    ['does not bind a court', COURT, [COMMITTEE], 'refused', ['L6']],
    ['does not bind a voluntary body', VOLUNTARY, [COMMITTEE], 'refused', ['L6']],
  ])('%s', (_says, from, to, outcome, rules = []) => {
    expectOutcome(outcome, decide(asked(from, to), directory, TODAY), rules)
  })

  it("reaches a council that says that its committee takes part, from the council's own team", () => {
    const partnership = where(directory, 'council', ['council', 'scrutiny-committee'])
    expectOutcome('allowed', decide(asked(COUNCIL, [YOT]), partnership, TODAY))
  })
})

describe('the duty between relevant authorities (L2)', () => {
  it.each<Line>([
    ['binds a council towards the police', COUNCIL, [POLICE], 'allowed'],
    ['does not reach a prison', COUNCIL, [PRISON], 'refused', ['L2']],
    ['does not bind a prison, whose information it is not', PRISON, [COUNCIL], 'refused', ['L2', 'L3']],
  ])('%s', (_says, from, to, outcome, rules = []) => {
    expectOutcome(
      outcome,
      decide(
        { ...depersonalised, from, to, bases: ['cda-1998-s17a'], prescribed: PRESCRIBED },
        directory,
        TODAY,
      ),
      rules,
    )
  })
})

describe('the condition for medical purposes (D3)', () => {
  const medical = { ...lawful, bases: ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-8'], to: [POLICE] }
  it.each<[what: string, from: string, outcome: Decision['outcome']]>([
    ['is for no police force', POLICE, 'refused'],
    ['is for no court', COURT, 'refused'],
    ['is for no probation trust', PROBATION, 'refused'],
    ['is for a council with a YOT, which has a health worker', COUNCIL, 'allowed'],
  ])('%s', (_what, from, outcome) => {
    const rules = outcome === 'refused' ? ['D3'] : []
    expectOutcome(outcome, decide({ ...medical, from, to: [YOT] }, directory, TODAY), rules)
  })

  it('says for whom it is', () => {
    const decision = decide({ ...medical, from: PROBATION }, directory, TODAY)
    expect(unmetIn(decision).map(({ sentence }) => sentence)).toEqual([
      'Data Protection Act 1998, Schedule 3, paragraph 8 is for agencies that treat or care for people, and the directory does not list Testshire Probation Trust as one. Choose another condition.',
    ])
  })

  it.each<Body>(['social-care', 'voluntary-specialist'])('is for an agency that is a %s', (body) => {
    const partnership = where(directory, 'probation', [body], ['relevant'])
    const decision = decide({ ...medical, from: PROBATION }, partnership, TODAY)
    expect(unmetIn(decision).filter(({ rule }) => rule === 'D3')).toEqual([])
  })

  it('has its counterpart in 2026', () => {
    const fields = under2026(POLICE, [YOT], 'dpa-2018-sch1-2')
    expectOutcome('refused', decide(fields, modernDirectory, MODERN_DAY), ['D3'])
  })

  it('and that of preventing fraud is for whoever is a member of such an organisation, a council as well', () => {
    const bases = ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7a']
    expectOutcome('allowed', decide({ ...lawful, bases }, directory, TODAY))
  })
})
