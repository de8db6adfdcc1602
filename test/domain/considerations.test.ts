import { describe, expect, it } from 'vitest'
import { considerationsOf } from '../../src/domain/considerations.ts'
import { decide } from '../../src/domain/decide.ts'
import type { ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { CONSENT, depersonalised, directory, lawful, TODAY } from './partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './rules/modern.ts'

/** The step between the legal basis and the conditions (L13). */

const HEALTH = { from: 'drug.team@testville.nhs.test' }
const noon = (day: string) => new Date(`${day}T12:00:00Z`)
const told = (fields: ReferralFields) => considerationsOf(fields, directory, noon(TODAY))
const rulesOf = (change: Partial<ReferralFields>) => told({ ...lawful, ...change }).map(({ rule }) => rule)

describe('what is to be weighed before something is shared (L13)', () => {
  it.each<[says: string, change: Partial<ReferralFields>, rules: string[]]>([
    ['is asked of personal data', {}, ['L9', 'L11']],
    ['is asked of health with the Caldicott Principles besides', HEALTH, ['L9', 'L10', 'L11']],
    [
      'is not asked again of the right that was named',
      { bases: [...lawful.bases, 'hra-1998-art8-rights'] },
      ['L11'],
    ],
    [
      'is not asked again of the confidence that was named',
      { bases: [...lawful.bases, 'common-law-harm'] },
      ['L9'],
    ],
    [
      'is not asked again of the principle that was named',
      { ...HEALTH, bases: [...lawful.bases, 'caldicott-3'] },
      ['L9', 'L11'],
    ],
    ['asks nothing of confidence where all agreed', { consent: CONSENT.given }, ['L9']],
    [
      'asks of confidence where one of them did not',
      { consent: CONSENT.given, otherConsents: [{ consent: CONSENT.refused, who: 'witness' }] },
      ['L9', 'L11'],
    ],
    ['is nothing where the agreement is unknown', { agreement: { id: 'none', version: 1 } }, []],
  ])('%s', (_, change, rules) => {
    expect(rulesOf(change)).toEqual(rules)
  })

  it('is nothing of what identifies nobody', () => {
    expect(told(depersonalised)).toEqual([])
  })

  it('names the law, a question and what to name, and stops nothing', () => {
    expect(decide(lawful, directory, TODAY)).toEqual({ outcome: 'allowed' })
    expect(told(lawful)[0]).toEqual({
      rule: 'L9',
      statute: expect.stringMatching(
        /^Human Rights Act 1998, Schedule 1, Article 8\(2\); .*section 2\.4\.2$/,
      ),
      sentence: expect.stringMatching(
        /^Sharing interferes with private life: is it necessary here, .*hra-1998-art8-crime\.$/,
      ),
    })
  })

  it('is asked under the law of today as well', () => {
    expect(considerationsOf(modern, modernDirectory, noon(MODERN_DAY)).map(({ rule }) => rule)).toContain(
      'L9',
    )
  })
})
