import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis as RedisClient } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { delivered, deliveryOnce, prepared } from '../services/sending.ts'
import { createRedis, type Redis } from './storm/redis.ts'
import { createWorld, type World } from './world.ts'

let folder: string
let redis: Redis
let world: World
let caseWorker: Session
let yot: Session

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redis-'))
  redis = await createRedis(folder)
  await redis.start()
  world = await createWorld({ REDIS_URL: redis.url })
  await world.start()
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
})
afterAll(async () => {
  await world?.end()
  await redis?.kill()
  await rm(folder, { recursive: true, force: true })
})

async function sendToBoth(): Promise<string> {
  const to = [LIVERPOOL_YOT, POLICE_INTELLIGENCE]
  return (await send({ session: caseWorker, prepared: await prepared(caseWorker, { to }) })).referral
}

async function arrives(referral: string): Promise<void> {
  await delivered(yot, referral)
  await deliveryOnce(caseWorker, { referral, to: POLICE_INTELLIGENCE }, ({ state }) => state === 'delivered')
}

/** What the partner has had more than once. */
async function twice(): Promise<(string | null)[]> {
  const ids = (await world.partners.officer(POLICE_INTELLIGENCE).inbox()).map(({ messageId }) => messageId)
  return ids.filter((id, at) => ids.indexOf(id) !== at)
}

describe('a Redis that is lost', () => {
  it('with all that it held holds nothing up, and makes nothing go twice: the sweep finds the rows again', async () => {
    const client = new RedisClient(redis.url)
    const sent: string[] = []
    for (let n = 0; n < 6; n += 1) {
      sent.push(await sendToBoth())
      await client.flushall()
    }
    client.disconnect()
    for (const referral of sent) await arrives(referral)
    expect(await twice()).toEqual([])
  })
})
