import { describe, expect, it } from 'vitest'
import { PARTS, planStorm, tellPlan } from './plan.ts'

const SIZE = { submissions: 30, mails: 10, blows: 8 }

describe('the plan of a storm', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planStorm(7, SIZE)).toEqual(planStorm(7, SIZE))
    expect(tellPlan(planStorm(7, SIZE))).not.toBe(tellPlan(planStorm(8, SIZE)))
  })

  it('strikes each part once, in an order that changes, while there is traffic', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const { blows } = planStorm(seed, SIZE)
      expect(blows.flatMap(({ parts }) => parts).toSorted()).toEqual(PARTS.toSorted())
      const times = blows.map(({ at }) => at)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times.at(-1)).toBeLessThan(40)
    }
    const firsts = Array.from({ length: 200 }, (_, seed) => planStorm(seed, SIZE).blows[0]?.parts[0])
    expect(new Set(firsts)).toEqual(new Set(PARTS))
  })

  it('strikes, when it lasts longer, two at once or everything now and then', () => {
    const { blows } = planStorm(7, { submissions: 2000, mails: 500, blows: 200 })
    expect(new Set(blows.map(({ parts }) => parts.length))).toEqual(new Set([1, 2, PARTS.length]))
  })
})
