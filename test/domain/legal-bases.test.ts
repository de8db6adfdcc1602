import { describe, expect, it } from 'vitest'
import { formatMarking, isWithin } from '../../src/domain/marking.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'
import { RULE_SETS } from '../../src/domain/wire/agreement.ts'
import { check } from '../../src/domain/wire/check.ts'
import { BasisCode } from '../../src/domain/wire/referral-fields.ts'

const LEVELS = ['NOT PROTECTIVELY MARKED', 'PROTECT', 'RESTRICTED', 'OFFICIAL', 'OFFICIAL-SENSITIVE']

describe.each(RULE_SETS)('the legal bases of %s', (id) => {
  const { bases, examples, marking } = ruleSet(id)

  it('have codes that the wire carries, each once', () => {
    expect(bases.flatMap(({ code }) => check(BasisCode, code))).toEqual([])
    expect(new Set(bases.map(({ code }) => code)).size).toBe(bases.length)
  })

  it('each say their statute and what they allow in a sentence', () => {
    for (const { statute, sentence, name, rule } of bases) {
      expect(statute).toMatch(/Act|GDPR/)
      expect(sentence).toMatch(/^[A-Z].*\.$/)
      expect(`${rule} ${name}`).toMatch(/^[LD]\d+ [A-Z]/)
    }
  })

  it('include the examples that a person is offered', () => {
    const codes = bases.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(Object.values(examples)))
  })

  it('stand beside descriptors that fit on a marking line of 78 columns', () => {
    const longest = [...marking.descriptors].sort((a, b) => b.length - a.length).slice(0, 4)
    const { scheme, ceiling } = marking
    const levels = LEVELS.filter((level) => isWithin({ scheme, level }, { scheme, level: ceiling }))
    expect(levels.length).toBeGreaterThan(1)
    for (const level of levels) {
      expect(formatMarking({ scheme, level, descriptors: longest }).length).toBeLessThanOrEqual(78)
    }
  })
})

describe('the codes of the Data Protection Act 1998', () => {
  const statutes = new Map(ruleSet('uk-2010').bases.map(({ code, statute }) => [code, statute]))

  it.each([
    ['dpa-1998-sch2-5', 'Data Protection Act 1998, Schedule 2, paragraph 5'],
    ['dpa-1998-sch3-7', 'Data Protection Act 1998, Schedule 3, paragraph 7'],
    ['dpa-1998-sch3-3b', 'Data Protection Act 1998, Schedule 3, paragraph 3(b)'],
    ['dpa-1998-sch3-7a', 'Data Protection Act 1998, Schedule 3, paragraph 7A'],
    ['dpa-1998-s29', 'Data Protection Act 1998, section 29'],
  ])('%s is %s', (code, statute) => {
    expect(statutes.get(code)).toBe(statute)
  })

  it('are the six conditions of Schedule 2 and the eleven of Schedule 3 in the guidance (D2, D3)', () => {
    const codes = [...statutes.keys()]
    expect(codes.filter((code) => code.startsWith('dpa-1998-sch2-'))).toHaveLength(6)
    expect(codes.filter((code) => code.startsWith('dpa-1998-sch3-'))).toHaveLength(11)
  })
})
