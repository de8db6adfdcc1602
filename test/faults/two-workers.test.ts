import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import type { Seams } from '../../src/main/compose.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { leaseDue } from '../../src/services/deliveries/lease.ts'
import { mendTimes } from '../../src/services/deliveries/mend-times.ts'
import { deliveryOnce, prepared } from '../services/sending.ts'
import { createWorld, type World } from './world.ts'

const POLICE_DOMAIN = POLICE_INTELLIGENCE.slice(POLICE_INTELLIGENCE.indexOf('@') + 1)
const MANY = 12

let world: World
let caseWorker: Session
/** What left, by whichever worker. */
const left: string[] = []
const seams: Seams = {
  relay: (request) => {
    left.push(request.envelope.envid ?? '')
    return relay(request)
  },
}

beforeAll(async () => {
  world = await createWorld()
  await world.start({ role: 'api' })
  await world.start({ role: 'sequencer' })
  caseWorker = await world.session('asb.caseworker')
})
afterAll(() => world?.end())

async function sendToPolice(): Promise<string> {
  const referral = await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] })
  return (await send({ session: caseWorker, prepared: referral })).referral
}

const leased = async () =>
  (await leaseDue(world.database.db, POLICE_DOMAIN, MANY)).map(({ attempt }) => attempt)

describe('the lease on a delivery', () => {
  it('is had by one worker until it ends, and then by another', async () => {
    await sendToPolice()
    await expect.poll(leased).toEqual([1])
    expect(await leased()).toEqual([])
    // The worker died, and its two minutes are over.
    await world.asSuperuser("update delivery set lease_until = now() - interval '1 second'")
    expect(await leased()).toEqual([2])
    expect(await leased()).toEqual([])
  })

  it('does not outlast a clock of the database that is set back', async () => {
    // As it is after an hour was taken from the clock.
    await world.asSuperuser("update delivery set lease_until = now() + interval '1 hour'")
    expect(await leased()).toEqual([])
    await mendTimes(world.database.db)
    expect(await leased()).toEqual([3])
    await mendTimes(world.database.db)
    expect(await leased()).toEqual([])
    await world.asSuperuser('update delivery set lease_until = null')
  })
})

describe('two workers', () => {
  it('that are both told of everything send it once', async () => {
    const sent = [await sendToPolice(), await sendToPolice()]
    await world.start({ role: 'worker', seams })
    await world.start({ role: 'worker', seams })
    for (let n = sent.length; n < MANY; n += 1) sent.push(await sendToPolice())
    for (const referral of sent) {
      await deliveryOnce(
        caseWorker,
        { referral, to: POLICE_INTELLIGENCE },
        ({ state }) => state === 'relayed',
      )
    }
    // All of these, and the one above.
    expect(left).toHaveLength(MANY + 1)
    expect(new Set(left).size).toBe(MANY + 1)
    expect(await world.partners.officer(POLICE_INTELLIGENCE).inbox()).toHaveLength(MANY + 1)
  })
})
