import { measureMemory } from '../memory-scenario.ts'
import { lessIsBetter, type Row } from '../row.ts'

const MB = 1_000_000

const row: Row = {
  name: 'memory',
  about:
    'The most memory that the one process has held under everything at once, and what large things add; peer: the budget.',
  async measure({ seconds, quick, progress }) {
    const { steps, load } = await measureMemory({ seconds: quick ? 1 : seconds * 3, progress })
    const peak = Math.max(load, ...steps.map((step) => step.peak))
    return [
      lessIsBetter({ name: 'memory, peak', value: peak / MB, unit: 'MB', peer: 'budget', peerValue: 300 }),
      ...steps.map(({ what, raise }) =>
        // Less than a megabyte is nothing, and nothing cannot be divided by.
        lessIsBetter({
          name: `memory, ${what}`,
          value: Math.max(1, raise / MB),
          unit: 'MB more',
          peer: 'budget',
          peerValue: 60,
        }),
      ),
    ]
  },
}

export default row
