import { describe, expect, it } from 'vitest'
import { consentOf } from '../../../src/domain/consents.ts'
import { decide, unmetIn } from '../../../src/domain/decide.ts'
import { asbIncidentExample } from '../../../src/domain/kinds/asb-incident-example.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import type { Consent, ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { CONSENT, depersonalised, directory, lawful, TODAY } from '../partnership.ts'
import { expectOutcome } from './outcome.ts'

type Case = [
  rule: string,
  says: string,
  change: Partial<ReferralFields>,
  outcome: 'allowed' | 'needs' | 'refused',
  rules?: string[],
]

const suspect = { categories: ['suspected-perpetrator' as const] }
const informer = { categories: ['informer' as const, 'suspected-perpetrator' as const] }
const treated = { categories: ['drug-treatment' as const] }
const health = {
  from: 'drug.team@testville.nhs.test',
  guardian: { consented: '2010-02-26', reference: 'CG/2010/31' },
}
const says = (state: Consent['state'], more: Partial<Consent> = {}) => ({ consent: consentOf(state, more) })
const also = (...codes: string[]) => ({ bases: [...lawful.bases, ...codes] })
const written = { on: '2010-02-01', written: true, reviewBy: '2011-02-01' }

const CASES: Case[] = [
  [
    'L11',
    'consent that was not sought, with a reason',
    { ...suspect, ...says('not-sought', { why: 'risk' }) },
    'allowed',
  ],
  ['L11', 'and without any', { ...suspect, ...says('not-sought') }, 'needs', ['L11']],
  ['L11', 'and of nobody who could be asked', { ...depersonalised, ...says('not-sought') }, 'allowed'],
  ['L1', 'consent that the law does not ask for', { ...suspect, ...says('not-needed') }, 'allowed'],
  [
    'F14',
    'and whether they were told all the same',
    { ...suspect, ...says('not-needed', { told: true }) },
    'allowed',
  ],
  [
    'D2',
    'consent that was given on a day',
    { ...suspect, ...says('given', { on: '2010-02-01' }) },
    'allowed',
  ],
  ['D2', 'on that very day', { ...suspect, ...says('given', { on: TODAY }) }, 'allowed'],
  ['D2', 'and nobody knows when', { ...suspect, ...says('given') }, 'needs', ['L11']],
  [
    'L11',
    'consent that was refused, and nobody knows when',
    { ...suspect, ...says('refused') },
    'needs',
    ['L11'],
  ],
  [
    'L11',
    'in words, which is consent',
    { ...suspect, ...says('given', { on: '2010-02-01', written: false }) },
    'allowed',
  ],

  [
    'L11',
    'what a suspect would not have shared was told nobody in confidence',
    { ...suspect, consent: CONSENT.refused },
    'allowed',
  ],
  [
    'L11',
    'what an informer would not have shared was',
    { ...informer, consent: CONSENT.refused },
    'needs',
    ['L11'],
  ],
  [
    'L11',
    'no other basis lifts confidence',
    { ...informer, consent: CONSENT.refused, ...also('hra-1998-art8-crime', 'dpa-1998-s29') },
    'needs',
    ['L11'],
  ],
  ...['required', 'crime', 'public-interest', 'harm', 'public-health', 'own-health', 'own-interest'].map(
    (one): Case => [
      'L11',
      `lifted by common-law-${one}`,
      { ...informer, consent: CONSENT.refused, ...also(`common-law-${one}`) },
      'allowed',
    ],
  ),
  [
    'L11',
    'what an agency of health knows is confidential, whoever it is about',
    { ...suspect, ...health },
    'needs',
    ['L11'],
  ],
  [
    'L11',
    'also where the law does not ask for consent',
    { ...suspect, ...health, consent: CONSENT.notNeeded },
    'needs',
    ['L11'],
  ],
  [
    'L11',
    'and merely personal',
    { ...health, dataClass: 'personal', categories: ['other-subject'] },
    'needs',
    ['L11'],
  ],
  ['L11', 'not where it was given', { ...suspect, ...health, consent: CONSENT.given }, 'allowed'],
  ['L11', 'nor where nobody is identified', { ...depersonalised, from: health.from }, 'allowed'],
  ['L11', 'nor of who receives it', { ...suspect, to: [health.from] }, 'allowed'],
  [
    'L11',
    'nor by the Principles of Caldicott',
    { ...suspect, ...health, ...also('caldicott-1', 'caldicott-7') },
    'needs',
    ['L11'],
  ],
  ...['required', 'crime', 'public-interest', 'harm', 'public-health', 'own-health', 'own-interest'].map(
    (one): Case => [
      'L11',
      `what an agency of health knows is opened by common-law-${one}`,
      { ...suspect, ...health, ...also(`common-law-${one}`) },
      'allowed',
    ],
  ),
  [
    'L11',
    'what an informer told an agency of health is asked of in two ways',
    { ...informer, ...health, consent: CONSENT.refused },
    'needs',
    ['L11', 'L11'],
  ],
  [
    'L11',
    'treatment that an agency of health tells of is asked about once',
    { ...treated, ...health },
    'needs',
    ['BP5'],
  ],

  ['L11', 'an informer who agreed', { ...informer, consent: CONSENT.given }, 'allowed'],
  [
    'D2',
    'no permission is a condition that was refused, confidence lifted or not',
    { ...informer, consent: CONSENT.refused, ...also('common-law-harm', 'dpa-1998-sch2-1') },
    'refused',
    ['D2'],
  ],

  [
    'L11',
    'a reason not to ask who was asked',
    { ...suspect, ...says('given', { on: '2010-02-01', why: 'risk' }) },
    'refused',
    ['L11'],
  ],
  [
    'L11',
    'a day on which nobody was asked',
    { ...suspect, ...says('not-sought', { why: 'risk', on: '2010-02-01' }) },
    'refused',
    ['L11'],
  ],
  [
    'L11',
    'a refusal in writing, which nobody records',
    { ...suspect, ...says('refused', { on: '2010-02-01', written: true }) },
    'refused',
    ['L11'],
  ],
  [
    'L11',
    'a review of what was not given',
    { ...suspect, ...says('not-needed', { reviewBy: '2011-01-01' }) },
    'refused',
    ['L11'],
  ],
  [
    'L11',
    'an answer of tomorrow',
    { ...suspect, ...says('given', { on: '2010-03-02' }) },
    'refused',
    ['L11'],
  ],
  [
    'L11',
    'a review before it was given',
    { ...suspect, ...says('given', { on: '2010-02-01', reviewBy: '2010-01-31' }) },
    'refused',
    ['L11'],
  ],
  [
    'L11',
    'two things that are not so, each by itself',
    { ...depersonalised, ...says('not-needed', { why: 'risk', reviewBy: '2011-01-01' }) },
    'refused',
    ['L11', 'L11'],
  ],

  [
    'BP6',
    'treatment on written consent within its year',
    { ...treated, ...says('given', written) },
    'allowed',
  ],
  ['BP6', 'reviewed by today', { ...treated, ...says('given', { ...written, reviewBy: TODAY }) }, 'allowed'],
  [
    'BP6',
    'to have been reviewed by yesterday',
    { ...treated, ...says('given', { ...written, reviewBy: '2010-02-28' }) },
    'needs',
    ['BP6'],
  ],
  [
    'BP6',
    'given a year ago today',
    { ...treated, ...says('given', { on: '2009-03-01', written: true, reviewBy: '2010-03-01' }) },
    'allowed',
  ],
  [
    'BP6',
    'given longer ago than a year, whatever review it says',
    { ...treated, ...says('given', { on: '2009-02-27', written: true, reviewBy: '2012-01-01' }) },
    'needs',
    ['BP6'],
  ],
  [
    'BP6',
    'without a day of review',
    { ...treated, ...says('given', { ...written, reviewBy: null }) },
    'needs',
    ['BP6'],
  ],
  [
    'BP6',
    'in words alone',
    { ...treated, ...says('given', { ...written, written: false }) },
    'needs',
    ['BP6'],
  ],
  [
    'BP6',
    'of which nothing more is known',
    { ...treated, ...says('given', { on: '2010-02-01' }) },
    'needs',
    ['BP6', 'BP6'],
  ],
  [
    'BP5',
    'treatment of somebody who was not asked',
    { ...treated, ...says('not-sought', { why: 'prejudice' }) },
    'needs',
    ['BP5'],
  ],
  ['BP5', 'or refused', { ...treated, consent: CONSENT.refused }, 'needs', ['BP5']],
  [
    'BP5',
    'or who need not be asked, by no law that is named',
    { ...treated, consent: CONSENT.notNeeded },
    'needs',
    ['BP5'],
  ],
  [
    'BP5',
    'harm to somebody',
    { ...treated, consent: CONSENT.refused, ...also('common-law-harm') },
    'allowed',
  ],
  [
    'BP6',
    'prejudice to prevention, detection or apprehension',
    { ...treated, consent: CONSENT.refused, ...also('common-law-crime') },
    'allowed',
  ],
  [
    'F14',
    'a positive test that the law lets be told',
    { ...treated, ...says('not-needed', { told: true }), ...also('common-law-required') },
    'allowed',
  ],
  [
    'BP6',
    'no other exception breaks the confidence of treatment',
    {
      ...treated,
      consent: CONSENT.refused,
      ...also('common-law-public-interest', 'common-law-own-interest'),
    },
    'needs',
    ['BP5'],
  ],
  [
    'BP6',
    'an informer in treatment is asked about once',
    { categories: ['informer', 'drug-treatment'], consent: CONSENT.refused },
    'needs',
    ['BP5'],
  ],
  [
    'M4',
    'treatment is about health',
    { ...treated, dataClass: 'personal', ...says('given', written) },
    'refused',
    ['M4'],
  ],
]

describe('consent', () => {
  it.each(CASES)('%s: %s', (_rule, _says, change, outcome, rules) => {
    expectOutcome(outcome, decide({ ...lawful, ...change }, directory, TODAY), rules)
  })

  it('that nobody spoke of is asked for, and not taken as not sought for some reason', () => {
    const [reason] = unmetIn(decide({ ...lawful, ...says('not-sought') }, directory, TODAY))
    expect(reason).toMatchObject({ rule: 'L11', sentence: expect.stringMatching(/say why nobody was asked/) })
    expect(
      ['asb-incident', 'information-request', 'reply'].map(
        (kind) => kindOf(kind as 'reply').defaults.consent,
      ),
    ).toEqual([null, null, null])
  })
})

it('treatment that is told of a person makes the referral one about treatment (BP6)', () => {
  const [person, ...others] = asbIncidentExample.suspectedPerpetrators
  const data = {
    ...asbIncidentExample,
    suspectedPerpetrators: [
      { ...person, sensitive: [{ type: 'drug-treatment', text: 'Attends the clinic on Mondays.' }] },
      ...others,
    ],
  }
  const { dataClass, categories } = kindOf('asb-incident').classify(data)
  expect(dataClass).toBe('sensitive-personal')
  expect(categories).toContain('drug-treatment')
})
