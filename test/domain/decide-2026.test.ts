import { describe, expect, it } from 'vitest'
import { decide, unmetIn } from '../../src/domain/decide.ts'
import type { ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { CONSENT } from './partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './rules/modern.ts'
import { expectOutcome, type Row } from './rules/outcome.ts'

const named = (...bases: string[]) => ({ bases: ['cda-1998-s115', ...bases] })
const gdpr = (...further: string[]) => named('uk-gdpr-art6-1e', ...further)
const given = { consent: CONSENT.given }
/** About a victim: sensitive, and no allegation against anybody. */
const victim = { categories: ['victim' as const] }
const fromSupport = { from: 'help@support.test' }
const fromHealth = {
  from: 'drug.team@testville.nhs.test',
  guardian: { consented: '2026-02-27', reference: 'CG/2026/7' },
}
const toCourt = { to: ['listing@testville.cjsm.test'] }
const judge = (change: Partial<ReferralFields>) =>
  decide({ ...modern, ...change }, modernDirectory, MODERN_DAY)

describe('under the law of 2026 the rules allow', () => {
  it.each<Row>([
    ['the UK GDPR: Article 6 with a condition of Schedule 1 (D2, D3)', {}],
    [
      'a Schedule 1 condition that names its point of Article 9 too (D3)',
      gdpr('uk-gdpr-art9-2g', 'dpa-2018-sch1-18'),
    ],
    ['a point of Article 9 that needs no Schedule 1 (D3)', { ...victim, ...gdpr('uk-gdpr-art9-2f') }],
    [
      'health care with the condition for it (D3)',
      { ...victim, ...fromHealth, ...gdpr('uk-gdpr-art9-2h', 'dpa-2018-sch1-2', 'common-law-own-health') },
    ],
    ['offences under official authority (D3)', gdpr('uk-gdpr-art10-official')],
    [
      'offences authorised by law, with a condition of Part 3 (D3)',
      gdpr('uk-gdpr-art10-law', 'dpa-2018-sch1-33'),
    ],
    [
      'explicit consent, given (D2, D3)',
      { ...victim, ...given, ...named('uk-gdpr-art6-1a', 'uk-gdpr-art9-2a') },
    ],
    [
      'merely personal data without any further condition (D2)',
      { dataClass: 'personal', categories: ['informer'], ...gdpr() },
    ],
    ['law enforcement: section 35(2)(b) with Schedule 8 (D1)', named('dpa-2018-s35-2b', 'dpa-2018-sch8-1')],
    [
      'law enforcement that names section 35(5) too (D3)',
      named('dpa-2018-s35-2b', 'dpa-2018-s35-5', 'dpa-2018-sch8-4'),
    ],
    [
      'a court as sender, which is a competent authority (D1)',
      { from: 'listing@testville.cjsm.test', ...named('dpa-2018-s35-2b', 'dpa-2018-sch8-2') },
    ],
    ['law enforcement by consent (D1)', { ...given, ...named('dpa-2018-s35-2a', 'dpa-2018-s35-4') }],
    [
      'a court as recipient of law enforcement, where the law authorises it (L1)',
      { ...toCourt, ...named('dpa-2018-s35-2b', 'dpa-2018-sch8-2', 'dpa-2018-s36') },
    ],
    [
      'a court as recipient where the law requires it (L1)',
      { ...toCourt, ...gdpr('dpa-2018-sch1-7', 'dpa-2018-sch2-5') },
    ],
    [
      'legitimate interests of a voluntary body (D2)',
      { ...fromSupport, ...named('uk-gdpr-art6-1f', 'dpa-2018-sch1-18') },
    ],
    [
      'a duty of risk management beside the power (L7)',
      { to: ['intelligence@testshire.pnn.test'], ...gdpr('dpa-2018-sch1-10', 'cja-2003-s325') },
    ],
    [
      'depersonalised information without any basis (L14)',
      { dataClass: 'depersonalised', categories: [], bases: [] },
    ],
  ])('%s', (_, change) => {
    expectOutcome('allowed', judge(change))
  })
})

describe('under the law of 2026 the rules ask for', () => {
  it.each<Row>([
    ['Schedule 1 beside Article 9(2)(g)', gdpr('uk-gdpr-art9-2g'), ['D3']],
    [
      'Part 2 of it, and not Part 1, beside Article 9(2)(g)',
      gdpr('uk-gdpr-art9-2g', 'dpa-2018-sch1-2'),
      ['D3'],
    ],
    [
      'Part 2 of it, and not Part 3, beside Article 9(2)(g)',
      gdpr('uk-gdpr-art9-2g', 'dpa-2018-sch1-33'),
      ['D3'],
    ],
    ...['2b', '2h', '2i', '2j'].flatMap((point): Row[] => [
      [`Schedule 1 beside Article 9(${point})`, gdpr(`uk-gdpr-art9-${point}`), ['D3']],
      [
        `Part 1 of it, and not Part 2, beside Article 9(${point})`,
        gdpr(`uk-gdpr-art9-${point}`, 'dpa-2018-sch1-10'),
        ['D3'],
      ],
    ]),
    ['Schedule 1 beside Article 10 and section 10(5)', gdpr('uk-gdpr-art10-law'), ['D3']],
    ['the condition that paragraph 36 extends', gdpr('dpa-2018-sch1-36'), ['D3']],
    ['a condition for the allegation, which Article 9 does not reach', gdpr('uk-gdpr-art9-2c'), ['D3']],
    [
      'a condition for the order, which Article 9 does not reach',
      { categories: ['subject-of-order'], ...gdpr('uk-gdpr-art9-2f') },
      ['D3'],
    ],
    ['a further condition for sensitive data', gdpr(), ['D3']],
    ['Article 6 beside Schedule 1', named('dpa-2018-sch1-10'), ['D2']],
    ['Article 6 beside Article 9', { ...victim, ...named('uk-gdpr-art9-2f') }, ['D2']],
    ['Schedule 8 in law enforcement', named('dpa-2018-s35-2b'), ['D3']],
    [
      'a condition for special categories, where nobody is said to have offended',
      { categories: ['other-subject'], ...gdpr('uk-gdpr-art10-official') },
      ['D3'],
    ],
    ['Schedule 8 beside section 35(5)', named('dpa-2018-s35-2b', 'dpa-2018-s35-5'), ['D3']],
    ['section 35(2) beside Schedule 8', named('dpa-2018-sch8-1'), ['D2']],
    [
      'the consent of section 35(2)(a) beside section 35(4)',
      { ...given, ...named('dpa-2018-s35-2b', 'dpa-2018-s35-4') },
      ['D3'],
    ],
    ['the consent that section 35(2)(a) rests on', named('dpa-2018-s35-2a', 'dpa-2018-sch8-1'), ['D2']],
    [
      'a ground for a court in law enforcement',
      { ...toCourt, ...named('dpa-2018-s35-2b', 'dpa-2018-sch8-2') },
      ['L1'],
    ],
    ['a power', { bases: ['dpa-2018-s35-2b', 'dpa-2018-sch8-1'] }, ['L1']],
    [
      'a power beside the duty of risk management',
      { to: ['intelligence@testshire.pnn.test'], bases: [...modern.bases.slice(1), 'cja-2003-s325'] },
      ['L1'],
    ],
    ['the conditions although an exemption is named', named('dpa-2018-sch2-2'), ['D2', 'D3']],
  ])('%s', (_, change, rules) => {
    expectOutcome('needs', judge(change), rules)
  })
})

describe('under the law of 2026 the rules refuse', () => {
  it.each<Row>([
    ['Article 6 with Schedule 8', gdpr('dpa-2018-sch8-1'), ['D1']],
    ['section 35 with Schedule 1', named('dpa-2018-s35-2b', 'dpa-2018-sch1-10'), ['D1']],
    ['section 35 with Article 9', named('dpa-2018-s35-2b', 'uk-gdpr-art9-2f'), ['D1', 'D3']],
    [
      'section 35 with an exemption from the UK GDPR',
      named('dpa-2018-s35-2b', 'dpa-2018-sch8-2', 'dpa-2018-sch2-5'),
      ['D1'],
    ],
    ['both regimes, each complete', gdpr('dpa-2018-sch1-10', 'dpa-2018-s35-2b', 'dpa-2018-sch8-1'), ['D1']],
    [
      'law enforcement by a body that is no competent authority',
      { ...fromSupport, ...named('dpa-2018-s35-2b', 'dpa-2018-sch8-1') },
      ['D2'],
    ],
    [
      'official authority that a voluntary body does not have',
      { ...fromSupport, ...gdpr('uk-gdpr-art10-official') },
      ['D3'],
    ],
    ['legitimate interests of a public authority', named('uk-gdpr-art6-1f', 'dpa-2018-sch1-10'), ['D2']],
    [
      'recognised legitimate interests of a public authority',
      named('uk-gdpr-art6-1ea', 'dpa-2018-sch1-10'),
      ['D2'],
    ],
    [
      'explicit consent that was refused',
      {
        consent: CONSENT.refused,
        categories: ['suspected-perpetrator'],
        ...gdpr('dpa-2018-sch1-10', 'uk-gdpr-art9-2a'),
      },
      ['D3'],
    ],
    [
      'a duty of risk management towards a court',
      { ...toCourt, ...gdpr('dpa-2018-sch1-10', 'cja-2003-s325') },
      ['L7', 'L1'],
    ],
    ['a basis of the law of 2010', gdpr('dpa-2018-sch1-10', 'dpa-1998-sch2-5'), ['L13']],
  ])('%s', (_, change, rules) => {
    expectOutcome('refused', judge(change), rules)
  })
})

describe('a refusal of mixed regimes', () => {
  it('says which belongs where, and how to mend it', () => {
    expect(unmetIn(judge(named('dpa-2018-s35-2b', 'dpa-2018-sch1-10')))).toEqual([
      {
        rule: 'D1',
        statute: 'UK GDPR; Data Protection Act 2018, Part 2; Data Protection Act 2018, Part 3',
        sentence:
          'A disclosure is made under one regime, whole, and these belong to several: dpa-2018-sch1-10 to the UK GDPR, dpa-2018-s35-2b to law-enforcement processing. Keep those of one and leave out the others; name for the UK GDPR conditions such as uk-gdpr-art6-1e with dpa-2018-sch1-6, or for law-enforcement processing conditions such as dpa-2018-s35-2b with dpa-2018-sch8-1. What else may be missing depends on which is kept.',
      },
    ])
  })

  it('is mended either way (D1)', () => {
    expectOutcome('allowed', judge(gdpr('dpa-2018-sch1-6')))
    expectOutcome('allowed', judge(named('dpa-2018-s35-2b', 'dpa-2018-sch8-1')))
  })
})
