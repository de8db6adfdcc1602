import { describe, expect, it } from 'vitest'
import { decide, unmetIn } from '../../src/domain/decide.ts'
import type { ReferralFields } from '../../src/domain/wire/referral-fields.ts'
import { depersonalised, directory, lawful, PRESCRIBED, TODAY } from './partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './rules/modern.ts'
import { expectOutcome } from './rules/outcome.ts'

const gpms = (level: string, ...descriptors: string[]) => ({
  marking: { scheme: 'GPMS' as const, level, descriptors },
})
const GSC = { marking: { scheme: 'GSC' as const, level: 'OFFICIAL', descriptors: [] } }
const NO_AGREEMENT = { agreement: { id: 'other', version: 1 } }
const ENDED = { agreement: { id: 'testville-isp', version: 1 } }
const UNKNOWN = 'nobody@testville.gcsx.test'
const overdue = { handling: { ...lawful.handling, respondBy: '2010-02-28' } }

describe('the explanation names every rule that can be judged', () => {
  it.each<[what: string, change: Partial<ReferralFields>, rules: string[]]>([
    [
      'where there is no such agreement: a date that has passed',
      { ...NO_AGREEMENT, ...overdue },
      ['A9', 'PR3'],
    ],
    [
      'where there is no such agreement: a recipient that nobody is, and one that is closed',
      { ...NO_AGREEMENT, to: [UNKNOWN, 'old@testville.gcsx.test'] },
      ['A9', 'A9', 'A9'],
    ],
    [
      'where there is no such agreement: people in what is declared depersonalised',
      { ...depersonalised, ...NO_AGREEMENT, categories: ['victim'] },
      ['A9', 'M5'],
    ],
    [
      'where there is no such agreement: a witness declared merely personal',
      { ...NO_AGREEMENT, dataClass: 'personal', categories: ['witness'] },
      ['A9', 'M4'],
    ],
    [
      'where there is no such agreement: destruction that has passed',
      { ...NO_AGREEMENT, handling: { ...lawful.handling, respondBy: null, destroyAfter: '2010-01-01' } },
      ['A9', 'D7'],
    ],
    [
      'where the agreement has ended: a marking and the bases',
      { ...ENDED, ...gpms('SECRET'), bases: [] },
      ['A9', 'M6', 'L1', 'D2', 'D3'],
    ],
    ['for an unknown recipient: a marking too high', { to: [UNKNOWN], ...gpms('SECRET') }, ['A9', 'M6']],
    ['for an unknown recipient: what is missing', { to: [UNKNOWN], bases: [] }, ['A9', 'L1', 'D2', 'D3']],
    [
      'for an unknown recipient: another one who may not have it',
      { to: [UNKNOWN, 'chair@shops.test'], bases: [...lawful.bases, 'dpa-1998-s35'] },
      ['A9', 'A7'],
    ],
    [
      'for an unknown sender: the route',
      { from: UNKNOWN, to: ['archive@testshire.lapsed.test'] },
      ['A9', 'M6'],
    ],
    [
      'for an agency that has not signed: what is missing',
      { to: ['team@elsewhere.gcsx.test'], bases: ['cda-1998-s115'] },
      ['A9', 'D2', 'D3'],
    ],
    [
      'with a marking of another scheme: a route that carries none',
      { ...GSC, to: ['archive@testshire.lapsed.test'] },
      ['M6', 'M6'],
    ],
    ['with a marking of another scheme: what is missing', { ...GSC, bases: [] }, ['M6', 'L1', 'D2', 'D3']],
    [
      'with a marking above the ceiling: a descriptor there is none of',
      gpms('SECRET', 'INTERESTING'),
      ['M6', 'M6'],
    ],
    [
      'with a marking that does not exist: a descriptor there is none of',
      gpms('VERY SECRET', 'INTERESTING'),
      ['M6', 'M6'],
    ],
    [
      'with a marking above the ceiling: a route that carries none',
      { ...gpms('SECRET'), to: ['archive@testshire.lapsed.test'] },
      ['M6', 'M6'],
    ],
    [
      'with a basis that there is not: the conditions',
      { bases: ['cda-1998-s115', 'magna-carta-39'] },
      ['L13', 'D2', 'D3'],
    ],
    [
      'with the duty of section 17A: what personal data need',
      { bases: ['cda-1998-s17a'] },
      ['L2', 'L1', 'D2', 'D3'],
    ],
    [
      'of a wrong class: the power for whom nothing else reaches',
      { dataClass: 'personal', categories: ['witness'], to: ['listing@testville.cjsm.test'] },
      ['M4', 'L1'],
    ],
  ])('%s', (_, change, rules) => {
    expectOutcome('refused', decide({ ...lawful, ...change }, directory, TODAY), rules)
  })

  it('a group 2 agency at a domain it was not given is told both', () => {
    const astray = {
      ...directory,
      agreements: directory.agreements.map((agreement) => ({
        ...agreement,
        signatories: agreement.signatories.map((one) =>
          one.agency === 'shops' ? { ...one, domains: ['shop.test'] } : one,
        ),
      })),
    }
    const bases = [...lawful.bases, 'dpa-1998-s35']
    expectOutcome('refused', decide({ ...lawful, bases, to: ['chair@shops.test'] }, astray, TODAY), [
      'A9',
      'A7',
    ])
  })

  it('of mixed regimes, what is missing whichever is kept, in words for each', () => {
    const mixed = { ...modern, bases: ['cda-1998-s115', 'dpa-2018-s35-2b', 'uk-gdpr-art9-2f'] }
    const decision = decide(mixed, modernDirectory, MODERN_DAY)
    expectOutcome('refused', decision, ['D1', 'D3'])
    expect(unmetIn(decision).at(-1)?.sentence).toMatch(
      /^If you keep those of the UK GDPR: .+dpa-2018-sch1-10.* If you keep those of law-enforcement processing: .+dpa-2018-sch8-1/,
    )
  })
})

it('tells whom to ask where a basis is missing (D8)', () => {
  const sentences = unmetIn(decide({ ...lawful, bases: [] }, directory, TODAY)).map(
    ({ sentence }) => sentence,
  )
  expect(sentences).toHaveLength(3)
  for (const sentence of sentences) expect(sentence).toContain('ask your Designated Liaison Officer')
})

it('asks of whom sensitive data tell (M4)', () => {
  const bare = { ...lawful, categories: [] }
  expectOutcome('needs', decide(bare, directory, TODAY), ['M4'])
  expectOutcome('refused', decide({ ...bare, ...NO_AGREEMENT }, directory, TODAY), ['A9', 'M4'])
})

describe('what cannot be judged', () => {
  it.each<[what: string, change: Partial<ReferralFields>, says: RegExp]>([
    [
      'an agreement that is not (A9)',
      NO_AGREEMENT,
      /Until then nobody can say who may share under it, how it is marked or on which legal bases\./,
    ],
    ['an agreement that has ended (A9)', ENDED, /Who may share, the one that you choose says\./],
    [
      'a marking of another scheme (M6)',
      GSC,
      /Until it has one, nobody can say who may be sent it so marked\./,
    ],
    [
      'a marking that does not exist (M6)',
      gpms('VERY SECRET'),
      /Until it has one, nobody can say who may be sent it so marked\./,
    ],
  ])('is said with the reason that stands in its way: %s', (_, change, says) => {
    const [first] = unmetIn(decide({ ...lawful, ...change }, directory, TODAY))
    expect(first?.sentence).toMatch(says)
  })

  it.each<[what: string, change: Partial<ReferralFields>]>([
    ['of which class an agency is that has not signed', { to: ['team@elsewhere.gcsx.test'] }],
    [
      'whether a duty binds it',
      {
        ...depersonalised,
        to: ['team@elsewhere.gcsx.test'],
        bases: ['cda-1998-s17a'],
        prescribed: PRESCRIBED,
      },
    ],
    ['who signed an agreement that has ended', ENDED],
    ['what an unknown sender may do', { from: UNKNOWN }],
    ['whether the Commissioner knows who has not signed', { from: 'team@elsewhere.gcsx.test' }],
  ])('is not guessed (A9): %s', (_, change) => {
    expectOutcome('refused', decide({ ...lawful, ...change }, directory, TODAY), ['A9'])
  })
})
