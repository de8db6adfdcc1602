import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { verifyServer } from '../../src/sdk/verify-log.ts'
import { logJournal } from '../../src/services/log/log-journal.ts'
import { holdInserts } from '../faults/held-inserts.ts'
import { bring, encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import type { ServiceProcess } from '../faults/start-service-process.ts'
import { createWorld, type World } from '../faults/world.ts'
import { delivered, prepared } from '../services/sending.ts'

let world: World
let service: ServiceProcess
let caseWorker: Session
let yot: Session

beforeAll(async () => {
  world = await createWorld()
  service = await world.startProcess()
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
})
afterAll(() => world?.end())

const TO_BOTH = { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE] }

/** Starts the service again on what the killed one left. */
async function startAgain(): Promise<void> {
  service = await world.startProcess()
}

/**
 * The killed process held its lease on the delivery, and another waits for two minutes before it takes it over,
 * since it may be alive: the test lets these two minutes be over.
 */
async function endLeases(): Promise<void> {
  await world.asSuperuser('update delivery set lease_until = now() where lease_until is not null')
}

async function statesOf(referral: string): Promise<Record<string, string>> {
  const { deliveries } = await caseWorker.client.referral(referral)
  return Object.fromEntries(deliveries.map(({ mailbox, state }) => [mailbox, state]))
}

async function arrivesEverywhere(referral: string): Promise<void> {
  await expect
    .poll(() => statesOf(referral))
    .toEqual({ [LIVERPOOL_YOT]: 'delivered', [POLICE_INTELLIGENCE]: 'delivered' })
  await expectOnceInInbox(yot, referral)
}

async function expectOnceInInbox(reader: Session, referral: string): Promise<void> {
  const { rows } = await reader.client.inbox({})
  expect(rows.filter((row) => row.referral === referral)).toHaveLength(1)
}

/** The Message-IDs of what the police's own server took for a referral, each time it took it. */
async function atPolice(referral: string): Promise<(string | null)[]> {
  const mails = await world.partners.officer(POLICE_INTELLIGENCE).inbox()
  return mails.map(({ messageId }) => messageId).filter((id) => id?.includes(referral))
}

async function expectLogVerifies(): Promise<void> {
  const auditor = await world.session('auditor')
  const verdict = await verifyServer(auditor, { kept: null, signedIn: true })
  expect(verdict.problems).toEqual([])
  expect(verdict.opened).toBe(verdict.size)
}

describe('promise 4, never lost: what was answered with 201 survives kill -9', () => {
  it('between the acceptance and the relaying', async () => {
    const { held } = await service.holdAt('before-relay')
    const { referral } = await send({ session: caseWorker, prepared: await prepared(caseWorker, TO_BOTH) })
    await held
    await service.kill()
    expect(await atPolice(referral)).toEqual([])

    await startAgain()
    await endLeases()
    await arrivesEverywhere(referral)
    expect(await atPolice(referral)).toHaveLength(1)
    await expectLogVerifies()
  })

  it('after the partner took it and before that was recorded: it goes again, with the same Message-ID', async () => {
    world.behaviour.reports = false
    const { held } = await service.holdAt('after-relay')
    const { referral } = await send({ session: caseWorker, prepared: await prepared(caseWorker, TO_BOTH) })
    await held
    await service.kill()
    const first = await atPolice(referral)
    expect(first).toHaveLength(1)

    world.behaviour.reports = true
    await startAgain()
    await endLeases()
    await arrivesEverywhere(referral)
    expect(await atPolice(referral)).toEqual([first[0], first[0]])
    await expectLogVerifies()
  })

  it('between the signing of a checkpoint and its publication: the same checkpoint is published', async () => {
    const { held } = await service.holdAt('after-journal')
    const { referral, proof } = await send({
      session: caseWorker,
      prepared: await prepared(caseWorker, TO_BOTH),
    })
    expect(proof).toBeNull()
    await held
    await service.kill()
    const signed = await logJournal(join(world.config.dataDir, 'log')).last()
    expect(await atPolice(referral)).toEqual([])

    await startAgain()
    await arrivesEverywhere(referral)
    const published = await world.asSuperuser('select note from checkpoint where size = $1', [
      signed?.newSize,
    ])
    expect(published).toEqual([{ note: signed?.checkpoint }])
    await expectLogVerifies()
  })

  it('and of what was not answered nothing is half-stored, so that it can be sent again', async () => {
    const referral = await prepared(caseWorker, TO_BOTH)
    const { id } = referral.fields
    const hold = await holdInserts(world, 'delivery')
    // The client sends it again by itself when it is told that the database is away for a moment.
    const sent = send({ session: caseWorker, prepared: referral })
    await hold.held()
    await world.asSuperuser(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
      and not granted and database = (select oid from pg_database where datname = current_database())`)
    expect(await rowsOf(id)).toEqual({
      referral: 0,
      content: 0,
      content_chunk: 0,
      delivery: 0,
      log_staged: 0,
    })

    await hold.release()
    expect((await sent).referral).toBe(id)
    await arrivesEverywhere(id)
  })

  it('nor when the service dies in the middle of it: the database ends what it was told, as a whole', async () => {
    const referral = await prepared(caseWorker, TO_BOTH)
    const { id } = referral.fields
    const hold = await holdInserts(world, 'delivery')
    const submitted = caseWorker.client.submit(referral).catch((error: Error) => error)
    await hold.held()
    await service.kill()
    expect(await submitted).toBeInstanceOf(Error)
    await hold.release()
    expect(await rowsOf(id)).toEqual({
      referral: 1,
      content: 1,
      content_chunk: 1,
      delivery: 2,
      log_staged: 1,
    })

    await startAgain()
    expect((await send({ session: caseWorker, prepared: referral })).referral).toBe(id)
    await arrivesEverywhere(id)
    await expectLogVerifies()
  })
})

/** How many rows of each table a referral has. */
async function rowsOf(id: string): Promise<unknown> {
  const [counted] = await world.asSuperuser(
    `select
      (select count(*)::int from referral where id = $1) as referral,
      (select count(*)::int from content where referral_id = $1) as content,
      (select count(*)::int from content_chunk join content using (sha256) where referral_id = $1) as content_chunk,
      (select count(*)::int from delivery where referral_id = $1) as delivery,
      (select count(*)::int from log_staged where referral_id = $1 and type = 'accepted') as log_staged`,
    [id],
  )
  return counted
}

describe('promise 4, never lost: what was answered with 250 survives kill -9', () => {
  const mail = () => encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
  const bringIt = (message: Uint8Array) =>
    bring(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM, message, localAddress: POLICE_RELAY })

  /** The arrivals of a mail in the inbox of the ASB team. */
  async function arrivals(messageId: string): Promise<string[]> {
    const { rows } = await caseWorker.client.inbox({ mailbox: ASB_TEAM })
    const found = await Promise.all(
      rows.map(async ({ delivery }) => {
        const { statement } = await caseWorker.client.delivery(delivery)
        return statement.includes(JSON.stringify(messageId)) ? [delivery] : []
      }),
    )
    return found.flat()
  }

  async function arrivesOnce(messageId: string): Promise<void> {
    await expect.poll(() => arrivals(messageId)).toHaveLength(1)
    const [delivery = ''] = await arrivals(messageId)
    const opened = await openDelivery({ session: caseWorker, delivery, now: new Date() })
    expect(opened.outcome).toBe('opened')
    await expectLogVerifies()
  }

  it('between the storing and the 250: the sending server tries again, and the mailbox has it once', async () => {
    const { messageId, message } = await mail()
    const { held } = await service.holdAt('before-250')
    const first = bringIt(message)
    await held
    await service.kill()
    expect(await first).toMatchObject({ outcome: 'retry', code: null })

    await startAgain()
    expect(await bringIt(message)).toMatchObject({ outcome: 'relayed', code: 250 })
    await arrivesOnce(messageId)
  })

  it('just after the 250', async () => {
    const { messageId, message } = await mail()
    expect(await bringIt(message)).toMatchObject({ outcome: 'relayed', code: 250 })
    await service.kill()

    await startAgain()
    await arrivesOnce(messageId)
  })

  it('just after a 201', async () => {
    const { referral } = await send({ session: caseWorker, prepared: await prepared(caseWorker) })
    await service.kill()

    await startAgain()
    await delivered(yot, referral)
    await expectOnceInInbox(yot, referral)
  })
})
