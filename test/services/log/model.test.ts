import { expect, it } from 'vitest'
import { runLogModel } from './model/run-model.ts'

it('the log never forks, loses or doubles anything, whatever happens to its sequencers, database and folder', async () => {
  const { runs } = await runLogModel({ seed: 7, numRuns: 6, maxCommands: 16 })
  expect(runs).toBe(6)
})
