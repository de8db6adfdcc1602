import { expect, it } from 'vitest'
import { runLogModel } from '../services/log/model/run-model.ts'

/** LOG_MODEL_SEED tells a run again; LOG_MODEL_RUNS asks for more of them, or fewer. */
const seed = Number(process.env.LOG_MODEL_SEED ?? Date.now() % 2 ** 31)
const numRuns = Number(process.env.LOG_MODEL_RUNS ?? 2000)

it('two thousand stories of a log with deaths, takeovers and restores: never a fork, nothing lost, nothing double', async () => {
  console.info(`seed ${seed}`)
  const { runs, entries } = await runLogModel({ seed, numRuns, maxCommands: 15 })
  console.info(`${runs} stories, ${entries} entries`)
  expect(runs).toBe(numRuns)
})
