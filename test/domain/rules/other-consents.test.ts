import { describe, expect, it } from 'vitest'
import { consentGroups, consentOf, consentsInWords } from '../../../src/domain/consents.ts'
import { type Decision, decide, unmetIn } from '../../../src/domain/decide.ts'
import type { Category, Consent, ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { CONSENT, depersonalised, directory, lawful, TODAY } from '../partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './modern.ts'
import { expectOutcome } from './outcome.ts'

/** A victim who agreed, and a suspect whom nobody asked, unless told. */
const both: ReferralFields = {
  ...lawful,
  categories: ['suspected-perpetrator', 'victim'],
  consent: CONSENT.notSought,
  otherConsents: [{ who: 'victim', consent: CONSENT.given }],
}
const of = (...consents: [who: Category, consent: Consent][]) => ({
  otherConsents: consents.map(([who, consent]) => ({ who, consent })),
})
const about = (...categories: Category[]) => ({ categories })
const resting = (...codes: string[]) => ({ bases: ['cda-1998-s115', ...codes] })
const written = consentOf('given', { on: '2010-02-01', written: true, reviewBy: '2011-02-01' })
const health = {
  from: 'drug.team@testville.nhs.test',
  guardian: { consented: '2010-02-26', reference: 'CG/2010/31' },
}

type Row = [says: string, change: Partial<ReferralFields>, outcome: Decision['outcome'], rules?: string[]]

describe('consent of some of the people apart (L11)', () => {
  it.each<Row>([
    ['is recorded beside that of the others', {}, 'allowed'],
    ['is asked of each why nobody was asked', { consent: consentOf('not-sought') }, 'needs', ['L11']],
    ['is asked of each when it was given', of(['victim', consentOf('given')]), 'needs', ['L11']],
    [
      'is asked of both, each by itself',
      { consent: consentOf('not-sought'), ...of(['victim', consentOf('given')]) },
      'needs',
      ['L11', 'L11'],
    ],
    [
      'contradicts itself in neither',
      of(['victim', consentOf('not-needed', { why: 'risk' })]),
      'refused',
      ['L11'],
    ],
    ['is of nobody whom it is not about', of(['witness', CONSENT.given]), 'refused', ['L11']],
    [
      'is said once of the same people',
      of(['victim', CONSENT.given], ['victim', CONSENT.refused]),
      'refused',
      ['L11'],
    ],
    [
      'leaves somebody for what is said of the others',
      of(['victim', CONSENT.given], ['suspected-perpetrator', CONSENT.refused]),
      'refused',
      ['L11'],
    ],
    [
      'is of nobody where nobody is identified',
      { ...depersonalised, ...of(['victim', CONSENT.given]) },
      'refused',
      ['L11'],
    ],
    [
      'of an informer who refused asks for an exception',
      { ...about('informer', 'suspected-perpetrator'), ...of(['informer', CONSENT.refused]) },
      'needs',
      ['L11'],
    ],
    [
      'of a suspect who refused asks for none for the informer who agreed',
      {
        ...about('informer', 'suspected-perpetrator'),
        consent: CONSENT.given,
        ...of(['suspected-perpetrator', CONSENT.refused]),
      },
      'allowed',
    ],
    ['does not open what an agency of health knows of the others', { ...health }, 'needs', ['L11']],
    [
      'opens it where each agreed',
      { ...health, consent: CONSENT.given, ...of(['victim', written]) },
      'allowed',
    ],
  ])('%s', (_says, change, outcome, rules = []) => {
    expectOutcome(outcome, decide({ ...both, ...change }, directory, TODAY), rules)
  })

  it('is named with what is lacking', () => {
    const sentences = unmetIn(decide({ ...both, consent: consentOf('not-sought') }, directory, TODAY)).map(
      ({ sentence }) => sentence,
    )
    expect(sentences).toEqual([
      expect.stringMatching(
        /^Of suspected perpetrator, whose consent is not sought: Consent is normally sought/,
      ),
    ])
  })
})

describe('written consent to share treatment (BP5, BP6)', () => {
  const treated: ReferralFields = {
    ...lawful,
    categories: ['suspected-perpetrator', 'drug-treatment'],
    consent: CONSENT.notSought,
    otherConsents: [{ who: 'drug-treatment', consent: written }],
  }
  it.each<Row>([
    ['is that of whoever is in treatment', {}, 'allowed'],
    [
      'is not that of the others',
      { consent: written, ...of(['drug-treatment', CONSENT.notSought]) },
      'needs',
      ['BP5'],
    ],
    ['is asked of them in writing', of(['drug-treatment', { ...written, written: false }]), 'needs', ['BP6']],
    ['is not asked of the others', { consent: CONSENT.refused }, 'allowed'],
  ])('%s', (_says, change, outcome, rules = []) => {
    expectOutcome(outcome, decide({ ...treated, ...change }, directory, TODAY), rules)
  })
})

describe('a condition that rests on consent (D2, D3)', () => {
  it.each<Row>([
    [
      'covers those who gave it, and another the others',
      resting('dpa-1998-sch2-1', 'dpa-1998-sch2-5', 'dpa-1998-sch3-1', 'dpa-1998-sch3-7'),
      'allowed',
    ],
    [
      'does not cover those who were not asked',
      resting('dpa-1998-sch2-1', 'dpa-1998-sch3-1'),
      'needs',
      ['D2', 'D3'],
    ],
    [
      'for personal data alone leaves the others without one',
      resting('dpa-1998-sch2-1', 'dpa-1998-sch3-7'),
      'needs',
      ['D2'],
    ],
    [
      'leaves nobody without one whose data are not sensitive',
      {
        ...resting('dpa-1998-sch2-5', 'dpa-1998-sch3-1'),
        ...about('victim', 'other-subject'),
      },
      'allowed',
    ],
    [
      'is named of nobody where none gave it',
      {
        ...resting('dpa-1998-sch2-1', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7'),
        ...of(['victim', consentOf('not-needed')]),
      },
      'needs',
      ['D2'],
    ],
    [
      'is refused where all refused',
      {
        ...resting('dpa-1998-sch2-1', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7'),
        consent: CONSENT.refused,
        ...of(['victim', CONSENT.refused]),
      },
      'refused',
      ['D2'],
    ],
    [
      'of consent unreasonably withheld is of the one who withheld it',
      {
        ...resting('dpa-1998-sch2-5', 'dpa-1998-sch3-3b', 'dpa-1998-sch3-1'),
        consent: CONSENT.refused,
      },
      'allowed',
    ],
  ])('%s', (_says, change, outcome, rules = []) => {
    expectOutcome(outcome, decide({ ...both, ...change }, directory, TODAY), rules)
  })

  it('is told of whom another is lacking', () => {
    const decision = decide({ ...both, ...resting('dpa-1998-sch2-1', 'dpa-1998-sch3-1') }, directory, TODAY)
    for (const { sentence } of unmetIn(decision)) {
      expect(sentence).toMatch(/^Of suspected perpetrator, whose consent is not sought: .*needs/)
    }
  })

  it('is judged so under the law of 2026, and offences of whom they are told', () => {
    const people = { categories: both.categories, otherConsents: both.otherConsents }
    const named = (...codes: string[]) => ({ ...modern, ...people, bases: ['cda-1998-s115', ...codes] })
    const judged = (fields: ReferralFields) => decide(fields, modernDirectory, MODERN_DAY)
    expectOutcome('needs', judged(named('uk-gdpr-art6-1a', 'uk-gdpr-art9-2a', 'dpa-2018-sch1-10')), ['D2'])
    expectOutcome('allowed', judged(named('uk-gdpr-art6-1e', 'uk-gdpr-art9-2a', 'dpa-2018-sch1-10')))
    expectOutcome('needs', judged(named('uk-gdpr-art6-1e', 'uk-gdpr-art9-2a', 'uk-gdpr-art9-2f')), ['D3'])
  })

  it('completes no condition for those who did not give it', () => {
    const bases = ['cda-1998-s115', 'uk-gdpr-art6-1e', 'uk-gdpr-art10-law', 'dpa-2018-sch1-29']
    const judged = (change: Partial<ReferralFields>) =>
      decide({ ...modern, categories: both.categories, bases, ...change }, modernDirectory, MODERN_DAY)
    expectOutcome('allowed', judged({ consent: CONSENT.given }))
    const decision = judged({ otherConsents: both.otherConsents, consent: CONSENT.notSought })
    expectOutcome('needs', decision, ['D3'])
    expect(unmetIn(decision)[0]?.sentence).toContain('Of suspected perpetrator, whose consent is not sought:')
  })
})

describe('who has which consent (L11)', () => {
  it('is everybody once, those of whom nothing else is said first', () => {
    expect(consentGroups(both)).toEqual([
      { who: ['suspected-perpetrator'], consent: CONSENT.notSought },
      { who: ['victim'], consent: CONSENT.given },
    ])
    expect(consentGroups(lawful)).toEqual([{ who: lawful.categories, consent: lawful.consent }])
  })

  it('is read in a line', () => {
    expect(consentsInWords(both)).toBe('not-sought (prejudice); of victim: given on 2010-02-01')
  })
})
