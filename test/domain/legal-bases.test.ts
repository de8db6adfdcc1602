import { describe, expect, it } from 'vitest'
import { formatMarking, isWithin } from '../../src/domain/marking.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'
import { RULE_SETS } from '../../src/domain/wire/agreement.ts'
import { check } from '../../src/domain/wire/check.ts'
import { BasisCode } from '../../src/domain/wire/referral-fields.ts'

const LEVELS = ['NOT PROTECTIVELY MARKED', 'PROTECT', 'RESTRICTED', 'OFFICIAL', 'OFFICIAL-SENSITIVE']

describe.each(RULE_SETS)('the legal bases of %s', (id) => {
  const { bases, marking, orders, principles, regimes, sources } = ruleSet(id)

  it('have codes that the wire carries, each once', () => {
    expect(bases.flatMap(({ code }) => check(BasisCode, code))).toEqual([])
    expect(new Set(bases.map(({ code }) => code)).size).toBe(bases.length)
  })

  it('each say their statute and what they allow in a sentence', () => {
    for (const { statute, sentence, name, rule } of bases) {
      expect(statute).toMatch(/\bAct \d{4}|UK GDPR|Regulations \d{4}|Caldicott|Common law/)
      expect(sentence).toMatch(/^[A-Z].*[a-z0-9)]\.$/)
      expect(sentence).not.toMatch(/ {2}|\n|\.\./)
      expect(`${rule} ${name}`).toMatch(/^[LD]\d+ [A-Z]/)
    }
  })

  it('include the examples that a person is offered', () => {
    const codes = bases.map(({ code }) => code)
    const offered = regimes.flatMap(({ examples, offences }) => [
      ...Object.values(examples),
      ...(offences ? [offences.example] : []),
    ])
    expect(codes).toEqual(expect.arrayContaining([...offered, sources.power.example]))
  })

  it('rest only on bases that there are, of the same regime', () => {
    const effects = new Map(bases.map(({ code, effect }) => [code, effect]))
    const conditions = bases.map(({ effect }) => effect).filter((effect) => effect.type === 'condition')
    expect(conditions.length).toBeGreaterThan(15)
    for (const { regime, with: others } of conditions) {
      expect(regimes.map((one) => one.id)).toContain(regime)
      for (const code of others ? [...others.codes, others.example] : []) {
        expect(effects.get(code)).toMatchObject({ type: 'condition', regime })
      }
    }
  })

  it('stand beside principles and orders that say their law', () => {
    expect(principles.length).toBeGreaterThan(7)
    for (const { rule, statute, sentence } of principles) {
      expect(rule).toMatch(/^D[14]$/)
      expect(statute).toMatch(/Act 1998|UK GDPR/)
      expect(sentence).toMatch(/^[A-Z].*\.$/)
    }
    expect(orders.filter(({ code, title, statute }) => !code || !title || !statute)).toEqual([])
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

describe('the codes of uk-2026', () => {
  const bases = ruleSet('uk-2026').bases.map(({ code }) => code)
  const numbered = (prefix: string) =>
    bases.filter((code) => code.startsWith(prefix)).map((code) => code.slice(prefix.length))

  it('are every point of Article 6, every point of Article 9(2), and Article 10', () => {
    expect(numbered('uk-gdpr-art6-')).toEqual(['1a', '1b', '1c', '1d', '1e', '1ea', '1f'])
    expect(numbered('uk-gdpr-art9-')).toEqual([...'abcdefghij'].map((point) => `2${point}`))
    expect(numbered('uk-gdpr-art10-')).toEqual(['official', 'law'])
  })

  it('are every paragraph of Schedule 1 that is a condition, and the nine of Schedule 8', () => {
    const paragraphs = Array.from({ length: 37 }, (_, at) => at + 1).filter((paragraph) => paragraph !== 5)
    expect(numbered('dpa-2018-sch1-')).toEqual(paragraphs.map(String))
    expect(numbered('dpa-2018-sch8-')).toEqual([...'123456789'])
  })

  it('are the two ways of section 35(2) and the two of section 35(3)', () => {
    expect(numbered('dpa-2018-s35-')).toEqual(['2a', '2b', '4', '5'])
  })
})
