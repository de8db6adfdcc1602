import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis as Connection } from 'ioredis'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openQueue, openWorker, type QueueWorker, type WakeQueue } from '../../src/workers/queue.ts'
import { createRedis, type Redis } from '../faults/storm/redis.ts'

let folder: string
let redis: Redis
let queue: WakeQueue
let worker: QueueWorker
let woken: string[]
let logged: string[]
let hold: Promise<void> | null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'despatch-queue-'))
  redis = await createRedis(folder)
  woken = []
  logged = []
  hold = null
})
afterEach(async () => {
  await Promise.all([worker.close(), queue.close()])
  await redis.kill()
  await rm(folder, { recursive: true, force: true })
})

function open(): void {
  const logger = pino({ base: null }, { write: (line: string) => void logged.push(JSON.parse(line).msg) })
  const backend = { kind: 'redis', url: redis.url, prefix: 'despatch:one' } as const
  queue = openQueue('deliver', backend, logger)
  worker = openWorker('deliver', { backend, concurrency: 20, logger }, async (id) => {
    woken.push(id)
    await hold
  })
}

/** Asks as the sweep does, again and again, until it was done. */
async function wakes(id: string): Promise<void> {
  let turn = 0
  await expect
    .poll(
      async () => {
        turn += 1
        if (!woken.includes(id)) await queue.wake([{ id, turn }])
        return woken
      },
      { timeout: 15_000 },
    )
    .toContain(id)
}

describe('the queue on Redis', () => {
  it('wakes each row once a turn, under keys of its own', async () => {
    await redis.start()
    open()
    await wakes('one.example.test')
    woken = []
    let release = () => {}
    hold = new Promise((resolve) => {
      release = resolve
    })
    await queue.wake([{ id: 'two', turn: 1 }])
    await queue.wake([{ id: 'two', turn: 1 }])
    await wakes('three')
    expect(woken.filter((id) => id === 'two')).toEqual(['two'])
    release()
    const connection = new Connection(redis.url)
    const keys = await connection.keys('*')
    connection.disconnect()
    expect(keys.filter((key) => !key.startsWith('despatch:one:'))).toEqual([])
  })

  it('starts without Redis, says once that it is away, and works when it is there, and again after it was lost', async () => {
    open()
    await queue.wake([{ id: 'nobody', turn: 1 }])
    await expect.poll(() => logged.filter((said) => said.includes('lost its Redis')).length).toBe(2)
    await redis.start()
    await wakes('one')
    await redis.kill()
    await redis.start()
    await wakes('two')
    expect(woken).not.toContain('nobody')
    expect(logged.filter((said) => said.includes('lost its Redis')).length).toBeLessThanOrEqual(4)
  })

  it('closes while Redis is away, after what is in hand', async () => {
    await redis.start()
    open()
    let release = () => {}
    hold = new Promise((resolve) => {
      release = resolve
    })
    await wakes('one')
    await redis.kill()
    let closed = false
    const closing = worker.close().then(() => {
      closed = true
    })
    await queue.wake([{ id: 'two', turn: 1 }])
    expect(closed).toBe(false)
    release()
    await closing
  })
})
