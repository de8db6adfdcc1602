import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { dkimRecord } from '../../src/mail/gateway/dkim.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { logRecords } from '../../src/sdk/verify-log.ts'
import { createWorld, type World } from '../faults/world.ts'
import { prepared } from '../services/sending.ts'
import { type PartnerServer, standInForPolice } from './partner-server.ts'

/** More entries than the log will have. */
const EVERYTHING = 1_000_000n

let world: World
let caseWorker: Session
let police: PartnerServer

beforeAll(async () => {
  world = await createWorld({ DKIM_SELECTOR: 'despatch-2026' })
  await world.start()
  caseWorker = await world.session('asb.caseworker')
})
beforeEach(async () => {
  police = await standInForPolice(world)
  return () => police.close()
})
afterAll(() => world?.end())

async function sendToPolice(): Promise<string> {
  const { referral } = await send({
    session: caseWorker,
    prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }),
  })
  return referral
}

async function delivery(referral: string) {
  const [found] = (await caseWorker.client.referral(referral)).deliveries
  if (!found) throw new Error('it has no delivery')
  return found
}

async function attempted(referral: string, times: number): Promise<void> {
  await expect.poll(async () => (await delivery(referral)).attempts).toHaveLength(times)
}

/** Lets the time until the next attempt be over. */
const letTimePass = () =>
  world.asSuperuser("update delivery set next_attempt_at = now() where state = 'accepted'")

/** Keeps the next attempt from coming while the test prepares for it. */
const letNoTimePass = () =>
  world.asSuperuser(
    "update delivery set next_attempt_at = now() + interval '1 hour' where state = 'accepted'",
  )

async function entriesAbout(referral: string): Promise<string[]> {
  const types: string[] = []
  for await (const { type, record } of logRecords(caseWorker.client, EVERYTHING))
    if (record.includes(referral)) types.push(type)
  return types
}

describe('a delivery by mail', () => {
  it('is tried again after 4xx and after a refused connection, until it is taken', async () => {
    police.answer = { code: 451, text: '4.3.0 Try again later' }
    const referral = await sendToPolice()
    await attempted(referral, 1)
    const first = await delivery(referral)
    expect(first).toMatchObject({
      state: 'accepted',
      evidence: [{ kind: 'smtp-reply', says: '451 4.3.0 Try again later' }],
    })
    expect(Date.parse(first.nextAttemptAt ?? '')).toBeGreaterThan(Date.parse(first.attempts[0]?.at ?? ''))

    await letNoTimePass()
    await police.close()
    await letTimePass()
    await attempted(referral, 2)
    expect(await delivery(referral)).toMatchObject({ state: 'accepted' })
    expect(await entriesAbout(referral)).toEqual(['accepted'])

    police = await standInForPolice(world)
    await letTimePass()
    await attempted(referral, 3)
    const { state, nextAttemptAt, attempts, evidence } = await delivery(referral)
    expect({ state, nextAttemptAt }).toEqual({ state: 'relayed', nextAttemptAt: null })
    expect(attempts.map(({ n, code, tls }) => ({ n, code, tls: tls !== null }))).toEqual([
      { n: 1, code: 451, tls: true },
      { n: 2, code: null, tls: false },
      { n: 3, code: 250, tls: true },
    ])
    // A connection that was refused is an attempt, and evidence of nothing.
    expect(evidence.map(({ says, strength }) => `${says}, ${strength}`)).toEqual([
      '451 4.3.0 Try again later, authenticated',
      '250 2.0.0 Taken, authenticated',
    ])
    expect(police.taken).toEqual([messageIdOf(referral, caseWorker.service.serviceDomain)])
    await expect.poll(() => entriesAbout(referral)).toEqual(['accepted', 'relayed'])
  })

  it('is signed for the domain of its author and for that of the service', async () => {
    const referral = await sendToPolice()
    await attempted(referral, 1)
    const key = await readFile(join(world.config.dataDir, 'keys', 'worker', 'dkim-despatch-2026.pem'), 'utf8')
    const asked: string[] = []
    const { results } = await dkimVerify(police.last, {
      resolver: async (name) => {
        asked.push(name)
        return [[dkimRecord({ key })]]
      },
    })
    expect(results.map(({ status }) => status.result)).toEqual(['pass', 'pass'])
    expect(asked.sort()).toEqual([
      `despatch-2026._domainkey.${caseWorker.service.serviceDomain}`,
      `despatch-2026._domainkey.${ASB_TEAM.slice(ASB_TEAM.indexOf('@') + 1)}`,
    ])
  })

  it('fails at once after 5xx, with the reply as evidence, and is not tried again', async () => {
    police.answer = { code: 552, text: '5.3.4 Too large for us' }
    const referral = await sendToPolice()
    await attempted(referral, 1)
    expect(await delivery(referral)).toMatchObject({
      state: 'failed',
      nextAttemptAt: null,
      attempts: [{ n: 1, code: 552, reply: '552 5.3.4 Too large for us' }],
      evidence: [{ kind: 'smtp-reply', says: '552 5.3.4 Too large for us', strength: 'authenticated' }],
    })
    await expect.poll(() => entriesAbout(referral)).toEqual(['accepted', 'failed'])
  })

  it('expires when it could not be relayed by the day that it is given up', async () => {
    police.answer = { code: 451, text: '4.3.0 Try again later' }
    const referral = await sendToPolice()
    await attempted(referral, 1)
    // As it will be in five days.
    await world.asSuperuser("update delivery set give_up_at = now() where state = 'accepted'")
    await letTimePass()
    await attempted(referral, 2)
    expect(await delivery(referral)).toMatchObject({ state: 'expired', nextAttemptAt: null })
    await expect.poll(() => entriesAbout(referral)).toEqual(['accepted', 'expired'])
  })

  it('shows its certificate or gets nothing: a server with another one is tried again later', async () => {
    await world.asSuperuser(
      "update network set tls_certificate = $1 where domain = 'merseyside.pnn.police.test'",
      [world.keys.tls.cert],
    )
    const referral = await sendToPolice()
    await attempted(referral, 1)
    expect(await delivery(referral)).toMatchObject({
      state: 'accepted',
      attempts: [{ code: null, reply: expect.stringMatching(/certificate that is not the agreed one/) }],
      evidence: [],
    })
    expect(police.taken).toEqual([])
  })
})
