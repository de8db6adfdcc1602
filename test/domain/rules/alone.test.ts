import { describe, expect, it } from 'vitest'
import { RULES } from '../../../src/domain/decide.ts'
import { ruleSet } from '../../../src/domain/rule-sets.ts'
import type { Case } from '../../../src/domain/rules/case.ts'
import { mixedRegimes } from '../../../src/domain/rules/regime.ts'
import { CONSENT, depersonalised, directory, lawful, TODAY } from '../partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './modern.ts'
import { theCase } from './the-case.ts'

const HEALTH = { from: 'drug.team@testville.nhs.test', to: ['yot@testville.gcsx.test'] }
const guardian = { consented: '2010-02-26', reference: 'CG/2010/31' }
const at2010 = (change: Partial<Case['fields']>) => theCase({ ...lawful, ...change }, directory, TODAY)
const at2026 = (change: Partial<Case['fields']>) =>
  theCase({ ...modern, ...change }, modernDirectory, MODERN_DAY)

describe('each rule alone', () => {
  it.each<[says: string, that: Case]>([
    ['of the lawful referral of 2010 (L1, D2, D3)', at2010({})],
    ['of the lawful referral of 2026 (L1, D2, D3)', at2026({})],
    ['of one about nobody (L14)', at2010(depersonalised)],
    [
      'of one with its Guardian’s consent (U8)',
      at2010({ ...HEALTH, bases: [...lawful.bases, 'common-law-crime'], guardian }),
    ],
    ['of one about nobody, from health (U8)', at2010({ ...depersonalised, ...HEALTH })],
    [
      'of one from a voluntary body, which has no class (D2)',
      at2026({
        from: 'help@support.test',
        bases: ['cda-1998-s115', 'uk-gdpr-art6-1f', 'dpa-2018-sch1-18'],
      }),
    ],
    [
      'of one that rests on consent (D2, D3)',
      at2010({ bases: ['cda-1998-s115', 'dpa-1998-sch2-1', 'dpa-1998-sch3-1'], consent: CONSENT.given }),
    ],
    [
      'of one whose consent was refused, with the exception named (L11)',
      at2010({ bases: [...lawful.bases, 'common-law-crime'], consent: CONSENT.refused }),
    ],
    [
      'of treatment, weighed in this case (BP6)',
      at2010({ categories: ['drug-treatment'], bases: [...lawful.bases, 'common-law-harm'] }),
    ],
    [
      'of one that answers what is marked as it is (M11)',
      { ...at2010({}), answers: { marking: lawful.marking, dataClass: lawful.dataClass } },
    ],
    [
      'of one that answers what another scheme marks (M11)',
      {
        ...at2010({}),
        answers: {
          marking: { scheme: 'GSC', level: 'OFFICIAL-SENSITIVE', descriptors: [] },
          dataClass: lawful.dataClass,
        },
      },
    ],
    [
      'of one under an agreement that has ended, of which the decision tells (A9)',
      at2010({ agreement: { id: 'testville-isp', version: 1 }, to: ['team@elsewhere.gcsx.test'] }),
    ],
  ])('finds nothing %s', (_says, that) => {
    expect(RULES.map((rule) => rule(that))).toEqual(RULES.map(() => []))
  })

  it.each<[says: string, that: Case]>([
    ['an agency that has not signed (A9)', at2010({ to: ['team@elsewhere.gcsx.test'] })],
    ['a sender that has not signed (A9)', at2010({ from: 'team@elsewhere.gcsx.test' })],
    [
      'a marking above the ceiling (M6)',
      at2010({ marking: { scheme: 'GPMS', level: 'SECRET', descriptors: [] } }),
    ],
    ['a marking of another scheme (M6)', at2010({ marking: modern.marking })],
    ['a closed mailbox (A9)', at2010({ to: ['old@testville.gcsx.test'] })],
    [
      'consent that contradicts itself (L11)',
      at2010({ consent: { ...CONSENT.notSought, on: '2010-02-01' } }),
    ],
    ['bases of nowhere (L13)', at2010({ bases: ['magna-carta-39'] })],
    ['a court without a ground for it (L1)', at2010({ to: ['listing@testville.cjsm.test'] })],
    ['regimes that are mixed (D1)', at2026({ bases: [...modern.bases, 'dpa-2018-sch8-1'] })],
    ['people in what is about nobody (M5)', at2010({ dataClass: 'depersonalised' })],
  ])('says of %s only findings, each with its law and a sentence', (_says, that) => {
    const found = RULES.flatMap((rule) => rule(that))
    expect(found).not.toEqual([])
    expect(found).toEqual(
      found.map(() => ({
        outcome: expect.stringMatching(/^(?:needs|refused)$/),
        reason: {
          rule: expect.stringMatching(/^[A-Z]{1,2}\d{1,2}$/),
          statute: expect.stringMatching(/\S/),
          sentence: expect.stringMatching(/^\S.+\.$/),
        },
      })),
    )
  })

  it('finds no mixture where one regime is named, or none (D1)', () => {
    expect(mixedRegimes([], ruleSet('uk-2026'))).toBeNull()
    expect(mixedRegimes(ruleSet('uk-2010').bases, ruleSet('uk-2010'))).toBeNull()
  })
})
