import { describe, expect, it } from 'vitest'
import { together, togetherOrAlone } from '../../src/services/together.ts'

const refusal = (code: string) => Object.assign(new Error('refused'), { code })

describe('what is asked for while the last lot is worked on', () => {
  it('makes the next lot, and each who asked gets their own answer', async () => {
    const lots: number[] = []
    const double = together<number, number>(
      async (items) => {
        lots.push(items.length)
        await new Promise(setImmediate)
        return items.map((item) => item * 2)
      },
      { most: 3 },
    )
    const answers = await Promise.all([1, 2, 3, 4, 5].map(double))
    expect(answers).toEqual([2, 4, 6, 8, 10])
    expect(lots).toEqual([3, 2])
  })
})

describe('a lot that the database refuses', () => {
  it.each([
    ['a broken constraint', '23505'],
    ['bad data', '22P05'],
    ['a deadlock with another process', '40P01'],
  ])('for %s is written one by one, so that only what is wrong fails', async (_what, code) => {
    const lots: string[][] = []
    const write = togetherOrAlone<string, string>(
      async (items) => {
        lots.push([...items])
        if (items.includes('wrong')) throw refusal(code)
        return items.map((item) => `${item} is written`)
      },
      { most: 10 },
    )
    const settled = await Promise.allSettled(['one', 'wrong', 'other'].map(write))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(settled[0]).toMatchObject({ value: 'one is written' })
    expect(lots).toEqual([['one', 'wrong', 'other'], ['one'], ['wrong'], ['other']])
  })

  it('because it is away fails as a whole, and is not asked again for each', async () => {
    let asked = 0
    const write = togetherOrAlone<string, string>(
      async () => {
        asked += 1
        throw refusal('08006')
      },
      { most: 10 },
    )
    const settled = await Promise.allSettled(['one', 'other'].map(write))
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(asked).toBe(1)
  })
})
