import { describe, expect, it } from 'vitest'
import { decide, unmetIn } from '../../../src/domain/decide.ts'
import type { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'
import { MODERN_DAY, modern, modernDirectory } from './modern.ts'

/** What a person is told under the law of 2026, word for word: by the rule that says it. */

type Line = [rule: string, says: string, change: Partial<ReferralFields>, sentence: string]

const named = (...bases: string[]) => ({ bases: ['cda-1998-s115', ...bases] })
const COURT = { to: ['listing@testville.cjsm.test'] }
const ASK =
  'If you are uncertain which legal basis there is, ask your Designated Liaison Officer before you share.'

describe('what is said in 2026', () => {
  it.each<Line>([
    [
      'D2',
      'of legitimate interests of a public authority',
      named('uk-gdpr-art6-1f', 'dpa-2018-sch1-10'),
      'UK GDPR, Article 6(1)(f) is not for public authorities in their tasks, and the directory lists Testville Council as one. Name uk-gdpr-art6-1e instead where it is such a task.',
    ],
    [
      'D2',
      'of law enforcement without section 35',
      named('dpa-2018-sch8-1'),
      `Personal data needs at least one condition for processing: name one of law-enforcement processing, such as dpa-2018-s35-2b. ${ASK}`,
    ],
    [
      'D3',
      'of law enforcement without Schedule 8',
      named('dpa-2018-s35-2b'),
      `Sensitive personal data needs a further condition: name one of law-enforcement processing, such as dpa-2018-sch8-1. ${ASK}`,
    ],
    [
      'D3',
      'of an allegation that Article 9 does not reach',
      named('uk-gdpr-art6-1e', 'uk-gdpr-art9-2c', 'uk-gdpr-art9-2f'),
      'It says that somebody may have committed an offence, which uk-gdpr-art9-2c, uk-gdpr-art9-2f does not reach: name a condition for offences as well, such as dpa-2018-sch1-10.',
    ],
    [
      'D3',
      'of a condition for offences where there is none',
      { categories: ['other-subject'], ...named('uk-gdpr-art6-1e', 'uk-gdpr-art10-official') },
      'It says of nobody that they may have committed an offence, and uk-gdpr-art10-official reaches nothing else: name a condition for what makes it sensitive, such as dpa-2018-sch1-6.',
    ],
    [
      'L1',
      'of law enforcement without a power',
      { bases: ['dpa-2018-s35-2b', 'dpa-2018-sch8-1'] },
      `Personal data is shared under a legal power: name cda-1998-s115 where it is necessary or expedient for the Act, or dpa-2018-s36 where the law, a court order or legal proceedings require it. ${ASK}`,
    ],
    [
      'L1',
      'of law enforcement towards a court',
      { ...COURT, ...named('dpa-2018-s35-2b', 'dpa-2018-sch8-1') },
      'Crime and Disorder Act 1998, section 115 allows disclosure to relevant authorities, and Testville Magistrates is not one: name dpa-2018-s36 as well if the law, a court order or legal proceedings require it, or leave Testville Magistrates out.',
    ],
    [
      'D1',
      'of two regimes, with the bases of each',
      named('uk-gdpr-art6-1e', 'dpa-2018-sch1-10', 'dpa-2018-s35-2b'),
      'A disclosure is made under one regime, whole, and these belong to several: uk-gdpr-art6-1e, dpa-2018-sch1-10 to the UK GDPR, dpa-2018-s35-2b to law-enforcement processing. Keep those of one and leave out the others; name for the UK GDPR conditions such as uk-gdpr-art6-1e with dpa-2018-sch1-6, or for law-enforcement processing conditions such as dpa-2018-s35-2b with dpa-2018-sch8-1. What else may be missing depends on which is kept.',
    ],
  ])('%s: %s', (rule, _says, change, sentence) => {
    const reasons = unmetIn(decide({ ...modern, ...change }, modernDirectory, MODERN_DAY))
    expect(reasons.map((one) => [one.rule, one.sentence])).toEqual([[rule, sentence]])
  })

  it('D3: nothing of a condition for offences beside one for the rest', () => {
    const both = named('uk-gdpr-art6-1e', 'uk-gdpr-art10-official', 'uk-gdpr-art9-2c')
    expect(
      decide({ ...modern, categories: ['other-subject'], ...both }, modernDirectory, MODERN_DAY),
    ).toEqual({
      outcome: 'allowed',
    })
  })
})
