import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLimits } from '../../../src/main/limits.ts'
import { freePort } from '../../setup/ports.ts'

const HOST = '127.0.0.1'
const rates = { 'api.perAccount': { points: 3, windowSeconds: 60 } }

let redis: ReturnType<typeof spawn>
let url: string
const logged: string[] = []
const logger = pino({ base: null }, { write: (line: string) => void logged.push(line) })

beforeAll(async () => {
  const port = await freePort(HOST)
  url = `redis://${HOST}:${port}`
  redis = spawn(
    'redis-server',
    ['--port', String(port), '--bind', HOST, '--save', '', '--appendonly', 'no'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  let said = ''
  for await (const text of redis.stdout ?? []) {
    said += String(text)
    if (said.includes('Ready to accept connections')) break
  }
})
afterAll(() => void redis?.kill('SIGKILL'))

const made = () => createLimits({ redis: { url, prefix: 'despatch:test' }, logger, rates })

it('are counted together by all processes that share a Redis, and by each for itself while it is away', async () => {
  const [one, two] = [made(), made()]
  try {
    // The connections are made in the background; until they stand each counts for itself.
    await expect.poll(async () => (await one.limits.api.perAccount.take('who', 0)).limit).toBe(3)
    await expect
      .poll(async () => {
        await one.limits.api.perAccount.take('both', 1)
        return (await two.limits.api.perAccount.look('both')).remaining
      })
      .toBeLessThan(3)
    redis.kill('SIGKILL')
    await once(redis, 'exit')
    const taken = await Promise.all([1, 2, 3, 4].map(() => one.limits.api.perAccount.take('alone')))
    expect(taken.map(({ allowed }) => allowed)).toEqual([true, true, true, false])
    expect(await two.limits.api.perAccount.take('alone')).toMatchObject({ allowed: true, remaining: 2 })
    // Once by each of the two, however often it was asked.
    await expect.poll(() => logged.filter((line) => line.includes('out of reach'))).toHaveLength(2)
    expect(logged.join('')).not.toContain('alone')
  } finally {
    one.close()
    two.close()
  }
})
