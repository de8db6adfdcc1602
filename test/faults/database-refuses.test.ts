import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import type { Session } from '../../src/sdk/session.ts'
import { delivered, named, prepared, refusal } from '../services/sending.ts'
import { hurried } from './hurried.ts'
import { bring, encryptedMail, POLICE_RELAY } from './partner-mail.ts'
import { createWorld, type World } from './world.ts'

let world: World
let caseWorker: Session
let yot: Session
let name: string

beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = hurried(await world.session('asb.caseworker'))
  yot = await world.session('yot.officer')
  name = new URL(world.database.runtimeUrl).pathname.slice(1)
})
afterAll(() => world?.end())

/** The faults that an operator meets, the very errors that PostgreSQL has for them, and how they end. */
const FAULTS = {
  'has no connection left': {
    begin: async () => {
      await world.atServer(`alter database ${name} connection limit 0`)
      await world.atServer(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and usename = 'despatch_app'`,
      )
    },
    end: () => world.atServer(`alter database ${name} connection limit -1`),
  },
  'has a full disk': {
    begin: () =>
      world.asSuperuser(`
        create function full_disk() returns trigger language plpgsql as
          $$ begin raise exception using errcode = 'disk_full'; end $$;
        create trigger full_disk before insert on log_staged for each statement execute function full_disk()`),
    end: () => world.asSuperuser('drop trigger full_disk on log_staged; drop function full_disk()'),
  },
}

describe.each(Object.entries(FAULTS))('when the database %s', (_fault, { begin, end }) => {
  let mail: Awaited<ReturnType<typeof encryptedMail>>
  beforeEach(async () => {
    mail = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
  })

  it('answers 503 and when to come again, tells a sending server the same, and loses nothing', async () => {
    const referral = await prepared(caseWorker)
    const bringIt = () =>
      bring(world, {
        from: POLICE_INTELLIGENCE,
        to: ASB_TEAM,
        message: mail.message,
        localAddress: POLICE_RELAY,
      })
    const before = (await caseWorker.client.inbox({})).rows.length
    await begin()
    try {
      const refused = await refusal(caseWorker.client.submit(referral))
      expect(refused).toMatchObject({ type: named('unavailable'), status: 503 })
      expect(await bringIt()).toMatchObject({ outcome: 'retry', code: 451 })
    } finally {
      await end()
    }
    await delivered(yot, (await caseWorker.client.submit(referral)).referral)
    expect(await bringIt()).toMatchObject({ outcome: 'relayed' })
    await expect.poll(async () => (await caseWorker.client.inbox({})).rows.length).toBe(before + 1)
  })
})
