import { expect, it } from 'vitest'
import { runLogModel } from '../services/log/model/run-model.ts'

/** LOG_MODEL_SEED tells a run again; LOG_MODEL_RUNS asks for more of them, or fewer. */
const seed = Number(process.env.LOG_MODEL_SEED ?? Date.now() % 2 ** 31)
const numRuns = Number(process.env.LOG_MODEL_RUNS ?? 2000)

it('two thousand stories of a log with deaths, takeovers and restores: never a fork, nothing lost, nothing double', async () => {
  console.info(`seed ${seed}`)
  const { runs, entries, refusals } = await runLogModel({ seed, numRuns, maxCommands: 40 })
  console.info(`${runs} stories, ${entries} entries, ${refusals} refusals after both were put back`)
  expect(runs).toBe(numRuns)
})
