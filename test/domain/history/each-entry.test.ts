import { describe, expect, it } from 'vitest'
import { createEachEntry, recordWords } from '../../../src/domain/history/each-entry.ts'
import { Destroyed, type DestructionReason } from '../../../src/domain/wire/destroyed.ts'
import { writeStatement } from '../../../src/domain/wire/statement.ts'
import { accepted, idOf, type LifeRecord, TIME } from '../../log/lives.ts'

const closed = { type: 'accepted', record: null }
const receipt = { type: 'receipt', record: null }

const destroyed = (entries: readonly number[], reason: DestructionReason = 'retention-over') => ({
  type: 'destroyed',
  record: writeStatement(Destroyed, {
    ...{ despatch: 'destroyed/1', entries: entries.map(String), reason },
    ...{ decided: { by: 'schedule' }, time: TIME },
  }),
})

type Told = { type: string; record: string | null } | LifeRecord

const read = (records: readonly Told[]) => {
  const each = createEachEntry()
  for (const [at, { type, record }] of records.entries()) each.see({ index: BigInt(at), type, record })
  return each
}

const states = (records: readonly Told[], everything = false) =>
  read(records).list({ most: records.length, from: 0n }, everything).entries.map(recordWords)

describe('each entry of a log', () => {
  it('is opened, with the referral that it is about, erased by the entry that says so, or withheld', () => {
    const records = [accepted(0), closed, receipt, destroyed([1], 'court-order')]
    expect(read(records).list({ most: 9 }, false)).toEqual({
      entries: [
        { index: 0n, type: 'accepted', record: 'opened', referral: idOf(1, 0), destruction: null },
        {
          ...{ index: 1n, type: 'accepted', record: 'erased', referral: null },
          destruction: { entry: 3n, reason: 'court-order' },
        },
        { index: 2n, type: 'receipt', record: 'withheld', referral: null, destruction: null },
        { index: 3n, type: 'destroyed', record: 'opened', referral: null, destruction: null },
      ],
      more: 0,
    })
    expect(states(records)).toEqual(['opened', 'erased, as entry 3 says (court-order)', 'withheld', 'opened'])
  })

  it('is missing where whoever reads may open everything, and nothing says why', () => {
    expect(states([closed, closed, destroyed([0])], true)).toEqual([
      'erased, as entry 2 says (retention-over)',
      'missing',
      'opened',
    ])
  })

  it('is erased by the first that says so, by none before it, and not at all while it is there', () => {
    expect(
      states([closed, destroyed([0, 2]), closed, destroyed([0], 'court-order'), accepted(1), destroyed([4])]),
    ).toEqual([
      'erased, as entry 1 says (retention-over)',
      'opened',
      'withheld',
      ...['opened', 'opened', 'opened'],
    ])
  })

  it('is erased though it was opened, where it was read before it was destroyed: in this run, or in one before', () => {
    const each = read([accepted(0), accepted(1)])
    each.goOn()
    each.see({ index: 2n, ...destroyed([0]) })
    const kept = structuredClone(each.keep())
    const next = createEachEntry(kept)
    next.see({ index: 3n, ...accepted(3) })
    next.see({ index: 4n, ...destroyed([1, 3], 'subject-request') })
    const words = (of: typeof each) => of.list({ most: 9, from: 0n }, true).entries.map(recordWords)
    const first = 'erased, as entry 2 says (retention-over)'
    expect(words(each)).toEqual([first, 'opened', 'opened'])
    expect(words(next)).toEqual([
      ...[first, 'erased, as entry 4 says (subject-request)', 'opened', 'opened', 'opened'],
    ])
    expect(next.list({ most: 1, type: 'accepted' }, true).entries[0]?.referral).toBe(idOf(1, 3))
  })

  it('is told of a destruction that cannot be read as of none', () => {
    expect(states([closed, { type: 'destroyed', record: '{"entries":["0"]}' }])).toEqual([
      'withheld',
      'opened',
    ])
  })

  it('is listed from a place on, or as the last that fit, with how many others fit', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => (at % 1_000 === 7 ? accepted(at) : receipt))
    const each = read(many)
    const of = (asked: object, everything = false) => {
      const { entries, more } = each.list({ most: 2, ...asked }, everything)
      return [entries.map(({ index }) => Number(index)), more]
    }
    expect(of({})).toEqual([[9_998, 9_999], 9_998])
    expect(of({ from: 9_000n })).toEqual([[9_000, 9_001], 998])
    expect(of({ record: 'opened' })).toEqual([[8_007, 9_007], 8])
    expect(of({ type: 'accepted', from: 1_008n })).toEqual([[2_007, 3_007], 6])
    expect(of({ record: 'erased' })).toEqual([[], 0])
    expect(of({ from: 10_000n })).toEqual([[], 0])
    expect(each.list({ most: 1, from: 9_007n }, false).entries[0]?.referral).toBe(idOf(1, 9_007))
  })
})
