import { describe, expect, it } from 'vitest'
import { BODY_NAMES, type Body } from '../../src/domain/bodies.ts'
import { standingFaults } from '../../src/domain/classes-of-bodies.ts'
import type { LegalClass, RuleSetId } from '../../src/domain/wire/agreement.ts'

const faults = (bodies: Body[], legalClasses: LegalClass[], ruleSet: RuleSetId = 'uk-2010') =>
  standingFaults({ agency: 'Example Agency', bodies, legalClasses }, ruleSet)
const bodiesOf = (legalClass: LegalClass) =>
  BODY_NAMES.filter((body) => faults([body], [legalClass]).length === 0)

describe('what an agency is decides of which class it can be', () => {
  it.each<[what: string, bodies: Body[], classes: LegalClass[]]>([
    [
      'a council is a responsible and a relevant authority (A1, A4)',
      ['council'],
      ['responsible', 'relevant'],
    ],
    [
      'a police force is both, and a competent authority',
      ['police'],
      ['responsible', 'relevant', 'competent'],
    ],
    ['a primary care trust is both', ['primary-care'], ['responsible', 'relevant']],
    ['a fire authority is both', ['fire'], ['responsible', 'relevant']],
    ['a probation trust is both', ['probation'], ['responsible', 'relevant']],
    ['a police authority is both', ['police-authority'], ['responsible', 'relevant']],
    [
      'an NHS trust is a co-operating body and a relevant authority (A2, A4)',
      ['nhs-trust'],
      ['co-operating', 'relevant'],
    ],
    ['a housing association is both', ['social-landlord'], ['co-operating', 'relevant']],
    ['a school is a co-operating body', ['school'], ['co-operating']],
    [
      'a parish council is a co-operating body, and may claim to be a relevant authority',
      ['parish-council'],
      ['co-operating', 'relevant'],
    ],
    ['a strategic health authority is a relevant authority', ['health-authority'], ['relevant']],
    ['a transport authority is a relevant authority', ['transport'], ['relevant']],
    ['a YOT counts through its council', ['youth-offending', 'council'], ['responsible', 'relevant']],
    [
      'a drug action team counts through its trust',
      ['drug-action', 'primary-care'],
      ['responsible', 'relevant'],
    ],
    ['a court is a competent authority', ['court'], ['competent']],
    ['a contractor with statutory functions may be a competent authority', ['business'], ['competent']],
    ['a business of no class', ['business'], []],
  ])('%s', (_what, bodies, classes) => {
    expect(faults(bodies, classes)).toEqual([])
  })

  it.each<[what: string, bodies: Body[], classes: LegalClass[], said: string]>([
    ['a business is no responsible authority', ['business'], ['responsible'], '(A1)'],
    ['nor a relevant one', ['business'], ['relevant'], '(A4)'],
    ['nor a co-operating body (A3)', ['business'], ['co-operating'], '(A2)'],
    ['a community group is no co-operating body (A3)', ['voluntary'], ['co-operating'], '(A2)'],
    ['a court is no relevant authority', ['court'], ['relevant'], '(A4)'],
    ['nor a responsible one', ['court'], ['responsible'], '(A1)'],
    ['the prosecution is no relevant authority', ['prosecution'], ['relevant'], '(A4)'],
    ['a prison is no responsible authority', ['prison'], ['responsible'], '(A1)'],
    ['victim support is no relevant authority', ['victim-support'], ['relevant'], '(A4)'],
    ['a school is no relevant authority', ['school'], ['relevant'], '(A4)'],
    ['a YOT by itself is no responsible authority', ['youth-offending'], ['responsible'], '(A1)'],
    ['a housing association is no responsible authority', ['social-landlord'], ['responsible'], '(A1)'],
    ['the office of the partnership is of no class', ['partnership-office'], ['relevant'], '(A4)'],
  ])('%s', (_what, bodies, classes, said) => {
    expect(faults(bodies, classes)).toEqual([expect.stringContaining(said)])
  })

  it('lists the responsible authorities of the guidance, and no other (A1)', () => {
    expect(bodiesOf('responsible').sort()).toEqual(
      ['council', 'fire', 'police', 'police-authority', 'primary-care', 'probation'].sort(),
    )
  })

  it('says whose claim it is, what it is named as, and what to do', () => {
    expect(faults(['business', 'voluntary'], ['responsible', 'relevant'])).toEqual([
      'Example Agency (business, or group of businesses; voluntary or community group) cannot be a responsible authority (A1): leave the class out, or name the body that it is one as.',
      'Example Agency (business, or group of businesses; voluntary or community group) cannot be a relevant authority (A4): leave the class out, or name the body that it is one as.',
    ])
  })
})

describe('a body that was abolished', () => {
  it.each<Body>(['police-authority', 'health-authority'])('%s is in no agreement of 2026', (body) => {
    expect(faults([body], [], 'uk-2010')).toEqual([])
    expect(faults([body], [], 'uk-2026')).toEqual([expect.stringContaining('there is none')])
  })

  it('says by which Act', () => {
    expect(faults(['police', 'police-authority'], ['responsible'], 'uk-2026')).toEqual([
      'Example Agency is named as a police authority, and under uk-2026 there is none (Police Reform and Social Responsibility Act 2011, section 1): name what took its place.',
    ])
  })

  it('is no other body: the rest stand in both', () => {
    expect(BODY_NAMES.filter((body) => faults([body], [], 'uk-2026').length > 0)).toHaveLength(2)
  })
})
