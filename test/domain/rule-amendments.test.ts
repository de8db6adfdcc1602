import fc from 'fast-check'
import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/domain/day.ts'
import { decide, unmetIn } from '../../src/domain/decide.ts'
import { isKnownMarking } from '../../src/domain/marking.ts'
import { type Amendment, amendedOn, faultIn } from '../../src/domain/rule-amendments.ts'
import { RULE_SETS, ruleSet } from '../../src/domain/rule-sets.ts'
import type { Directory } from '../../src/domain/wire/directory.ts'
import { LegalBasisRow } from '../../src/domain/wire/legal-basis.ts'
import type { Marking } from '../../src/domain/wire/referral-fields.ts'
import type { ListedAmendment, Row, RuleChange } from '../../src/domain/wire/trust/rules.ts'
import { directory, lawful, TODAY } from './partnership.ts'

const listed = (from: string, ...changes: RuleChange[]): ListedAmendment => ({
  edition: 2,
  from,
  by: 'Testville Council',
  reason: 'Invented Act 2010, section 9, repeals it',
  changes,
  sha256: 'c'.repeat(64),
})
const under = (...amendments: ListedAmendment[]): Directory => ({
  ...directory,
  agreements: directory.agreements.map((one) => ({ ...one, amendments })),
})
const end = (row: Row['row'], name: string): RuleChange => ({ change: 'end', what: { row, name } })
const sentences = (fields: typeof lawful, of: Directory, day = TODAY) =>
  unmetIn(decide(fields, of, day)).map(({ sentence }) => sentence)

describe('a referral', () => {
  const POWER: RuleChange = {
    change: 'add-basis',
    basis: {
      code: 'ia-2010-s4',
      rule: 'L1',
      name: 'Invented power',
      statute: 'Invented Act 2010, section 4',
      sentence: 'Invented for a test.',
      effect: { type: 'power', recipients: ['relevant'] },
    },
  }

  it('may rest on a basis that was added, from its day', () => {
    const fields = { ...lawful, bases: ['ia-2010-s4', ...lawful.bases.slice(1)] }
    expect(sentences(fields, under(listed(TODAY, POWER)))).toEqual([])
    expect(sentences(fields, under(listed('2010-03-02', POWER)))[0]).toContain(
      'ia-2010-s4 is not a legal basis under this agreement',
    )
  })

  it('may not rest on one that has ended, and is told by which amendment', () => {
    const ended = under(listed('2010-03-01', end('basis', 'cda-1998-s115')))
    expect(sentences(lawful, ended, '2010-02-28')).toEqual([])
    expect(sentences(lawful, ended)[0]).toMatch(
      /^cda-1998-s115 ended on 2010-03-01, by edition 2 of the rules of testville-isp: Invented Act 2010, section 9, repeals it\. /,
    )
  })

  it('bears descriptors and levels that are in force', () => {
    const marked = (level: string, ...descriptors: string[]) => ({
      ...lawful,
      marking: { scheme: 'GPMS', level, descriptors } satisfies Marking,
    })
    const amended = under(
      listed(
        TODAY,
        { change: 'add-descriptor', descriptor: 'FAMILY' },
        end('descriptor', 'BUDGET'),
        end('level', 'PROTECT'),
      ),
    )
    expect(sentences(marked('RESTRICTED', 'FAMILY'), amended)).toEqual([])
    expect(sentences(marked('RESTRICTED', 'FAMILY'), directory)[0]).toContain('FAMILY is not a descriptor')
    expect(sentences(marked('RESTRICTED', 'BUDGET'), amended)[0]).toContain(
      'BUDGET ended on 2010-03-01, by edition 2',
    )
    expect(sentences(marked('PROTECT', 'PERSONAL'), amended)[0]).toContain(
      'PROTECT ended on 2010-03-01, by edition 2',
    )
  })

  it('of another area as well rests on what is a basis under the rules of both', () => {
    const [first, second] = directory.agreements
    if (!first || !second) throw new Error('the partnership has agreements')
    const other = { ...second, id: 'other-isp', areas: ['Otherville'], amendments: [] }
    const both = {
      ...directory,
      agreements: [{ ...second, amendments: [listed(TODAY, POWER)] }, other],
    }
    const fields = {
      ...lawful,
      bases: ['ia-2010-s4', ...lawful.bases.slice(1)],
      otherAgreements: [{ id: 'other-isp', version: 2 }],
    }
    expect(sentences(fields, both)).toEqual([
      'ia-2010-s4 is not a legal basis under the rules of other-isp as amended there. Name one that is under both.',
    ])
  })

  it('of another area as well is marked as the rules of both have it', () => {
    const [, second] = directory.agreements
    if (!second) throw new Error('the partnership has agreements')
    const ends = listed(TODAY, end('descriptor', 'MEDICAL'), end('level', 'PROTECT'))
    const other = { ...second, id: 'other-isp', areas: ['Otherville'], amendments: [ends] }
    const both = { ...directory, agreements: [second, other] }
    const marked = (level: string, descriptor: string) => {
      const marking: Marking = { scheme: 'GPMS', level, descriptors: [descriptor] }
      return sentences({ ...lawful, marking, otherAgreements: [{ id: 'other-isp', version: 2 }] }, both)
    }
    expect(marked('RESTRICTED', 'PERSONAL')).toEqual([])
    expect(marked('RESTRICTED', 'MEDICAL')[0]).toContain(
      'MEDICAL is not a descriptor under the rules of other-isp as amended there.',
    )
    expect(marked('PROTECT', 'PERSONAL')[0]).toContain(
      'PROTECT is not a marking under the rules of other-isp',
    )
  })
})

it('a descriptor is known where an amendment has added it, and a name in its place is not', () => {
  const marking: Marking = { scheme: 'GPMS', level: 'RESTRICTED', descriptors: ['FAMILY'] }
  expect(isKnownMarking(marking)).toBe(false)
  expect(isKnownMarking(marking, ['FAMILY'])).toBe(true)
})

it.each(RULE_SETS)('every basis of $id can stand in a record as it is', ({ bases }) => {
  for (const basis of bases) {
    const row: unknown = JSON.parse(JSON.stringify(basis))
    expect(Value.Check(LegalBasisRow, row), basis.code).toBe(true)
  }
})

describe('of whatever is amended, day after day', () => {
  const SET = ruleSet('uk-2010')
  const names = ['new-one', 'new-two', ...SET.bases.slice(0, 3).map(({ code }) => code)]
  const what: fc.Arbitrary<Row> = fc.oneof(
    fc.record({ row: fc.constant('basis' as const), name: fc.constantFrom(...names) }),
    fc.record({ row: fc.constant('descriptor' as const), name: fc.constantFrom('BUDGET', 'FAMILY') }),
    fc.record({ row: fc.constant('level' as const), name: fc.constantFrom('PROTECT', 'RESTRICTED') }),
  )
  const basis = fc.constantFrom('new-one', 'new-two').map((code) => ({
    code,
    rule: 'L1',
    name: 'Invented',
    statute: 'Invented Act 2010',
    sentence: 'Invented.',
    effect: { type: 'supporting' as const },
  }))
  const words = { name: fc.constant('Other'), statute: fc.constant('Other Act'), sentence: fc.string() }
  const change: fc.Arbitrary<RuleChange> = fc.oneof(
    fc.record({ change: fc.constant('add-basis' as const), basis }),
    fc.record({ change: fc.constant('add-descriptor' as const), descriptor: fc.constant('FAMILY') }),
    fc.record({ change: fc.constant('reword' as const), code: fc.constantFrom(...names), ...words }),
    fc.record({ change: fc.constant('end' as const), what }),
    fc.record({ change: fc.constant('resume' as const), what }),
  )
  /** How many days pass before it is entered, and how many more before it begins. */
  const proposal = fc.record({
    wait: fc.nat(3),
    ahead: fc.nat(5),
    changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  })

  it('what was in force on a day that is over does not change', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.array(proposal, { maxLength: 12 }), (proposals) => {
        let [day, entered] = ['2010-01-01', [] as Amendment[]]
        const past = new Map<string, string>()
        const inForce = (on: string) => JSON.stringify(amendedOn(SET, on, entered))
        for (const { wait, ahead, changes } of proposals) {
          for (const over of Array.from({ length: wait }, (_, at) => addDays(day, at)))
            past.set(over, inForce(over))
          day = addDays(day, wait)
          const next = {
            edition: entered.length + 2,
            from: addDays(day, ahead),
            reason: 'Invented.',
            changes,
          }
          if (faultIn(SET, [...entered, next], RULE_SETS) !== null) continue
          entered = [...entered, next]
          taken += 1
          for (const [over, was] of past) expect(inForce(over)).toBe(was)
        }
      }),
      { numRuns: 200 },
    )
    expect(taken).toBeGreaterThan(100)
  })
})
