import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINK_REASON_NAMES } from '../../../src/domain/cases/case-text.ts'
import { type CaseChange, newCase } from '../../../src/domain/cases/change.ts'
import { linksOf, linkTo, missingEnds, unlinkFrom } from '../../../src/domain/cases/links.ts'

const [ONE, TWO] = ['0198f3a2-7c4e-7b1d-9a55-000000000001', '0198f3a2-7c4e-7b1d-9a55-000000000002']
const at = (second: number, by = 'asb.caseworker') => ({
  at: new Date(Date.UTC(2010, 2, 1, 9, 0, second)).toISOString(),
  by,
})
const begun = (id: string, mailbox = 'asb.team@liverpool.gcsx.gov.test') =>
  newCase({ id, mailbox, title: 'Example Road', number: null }, at(0))

describe('a link between two cases', () => {
  it('is mended where only one of them has it, and its ending too', () => {
    const half = [linkTo(TWO, 'same-person', at(1))(begun(ONE)), begun(TWO)] as const
    const [missing, ...others] = missingEnds(half)
    expect(others).toEqual([])
    expect(missing?.id).toBe(TWO)
    const whole = [half[0], missing?.change(half[1]) ?? half[1]] as const
    expect(linksOf(whole[1])).toEqual([{ case: ONE, why: ['same-person'], ended: false, ...at(1) }])
    expect(missingEnds(whole)).toEqual([])
    const ended = [whole[0], unlinkFrom(ONE, at(2))(whole[1])] as const
    const [ending] = missingEnds(ended)
    expect(ending?.id).toBe(ONE)
    expect(linksOf(ending?.change(ended[0]) ?? ended[0])).toEqual([])
  })

  it('gathers its reasons, and begins anew after it was ended', () => {
    const both = linkTo(TWO, 'escalation', at(2))(linkTo(TWO, 'same-person', at(1))(begun(ONE)))
    expect(linksOf(both).map(({ why }) => why)).toEqual([['same-person', 'escalation']])
    const anew = linkTo(TWO, 'same-place', at(4))(unlinkFrom(TWO, at(3))(both))
    expect(linksOf(anew).map(({ why }) => why)).toEqual([['same-place']])
  })

  it('is none to itself, nor to a case of another mailbox', () => {
    expect(() => linkTo(ONE, 'other', at(1))(begun(ONE))).toThrow('itself')
    const planted = [linkTo(TWO, 'other', at(1))(begun(ONE)), begun(TWO, 'yot@liverpool.gcsx.gov.test')]
    expect(missingEnds(planted)).toEqual([])
  })

  it('comes to the same in both, whatever was written into which, by whom and with whichever clock', () => {
    const change = fc.record({
      here: fc.boolean(),
      second: fc.integer({ min: 1, max: 4 }),
      by: fc.constantFrom('a', 'b'),
      why: fc.option(fc.constantFrom(...LINK_REASON_NAMES), { nil: null }),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        let [one, two] = [begun(ONE), begun(TWO)]
        for (const { here, second, by, why } of changes) {
          const made = (other: string): CaseChange =>
            why === null ? unlinkFrom(other, at(second, by)) : linkTo(other, why, at(second, by))
          if (here) one = made(TWO)(one)
          else two = made(ONE)(two)
        }
        for (const { id, change } of missingEnds([one, two])) {
          if (id === ONE) one = change(one)
          else two = change(two)
        }
        expect(missingEnds([one, two])).toEqual([])
        const ends = [one, two].map(({ links }) => links.map(({ case: _other, ...rest }) => rest))
        expect(ends[0]).toEqual(ends[1])
      }),
    )
  })

  it('comes to the same in both where the same reasons were written in another order in one moment', () => {
    const one = linkTo(TWO, 'same-order', at(2))(linkTo(TWO, 'same-person', at(1))(begun(ONE)))
    const two = linkTo(ONE, 'same-person', at(2))(linkTo(ONE, 'same-order', at(1))(begun(TWO)))
    const [missing, ...others] = missingEnds([one, two])
    expect(others).toEqual([])
    const mended = missing?.id === ONE ? [missing.change(one), two] : [one, missing?.change(two)]
    expect(mended[0]?.links.map(({ why }) => why)).toEqual(mended[1]?.links.map(({ why }) => why))
  })
})
