import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import type { SubmitResponse } from '../../src/domain/wire/referral-response.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import type { ReadyReferral } from '../../src/sdk/prepare.ts'
import { proveReferral } from '../../src/sdk/proof.ts'
import { signReceipt } from '../../src/sdk/receipt.ts'
import type { Session } from '../../src/sdk/session.ts'
import { logRecords, verifyServer } from '../../src/sdk/verify-log.ts'
import { leaseDue } from '../../src/services/deliveries/lease.ts'
import { createSweep } from '../../src/workers/sweep.ts'
import { bring, encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { createWorld, type World } from '../faults/world.ts'
import { delivered, named, prepared, refusal } from '../services/sending.ts'

/** More entries than the log will have. */
const EVERYTHING = 1_000_000n

let world: World
let caseWorker: Session
let yot: Session
let referral: ReadyReferral
let answer: SubmitResponse

beforeAll(async () => {
  world = await createWorld()
  // Once with one: nobody seals anything before the trust log has been published.
  const first = await world.start()
  await (await world.session('asb.caseworker')).trust.state()
  await first.stop()
  await world.start({ logSequencer: false })
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
  referral = await prepared(caseWorker, { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE] })
  answer = await caseWorker.client.submit(referral)
})
afterAll(() => world?.end())

async function deliveryTo(mailbox: string): Promise<string> {
  const { deliveries } = await caseWorker.client.referral(answer.referral)
  return deliveries.find((delivery) => delivery.mailbox === mailbox)?.delivery ?? ''
}

const policeInbox = () => world.partners.officer(POLICE_INTELLIGENCE).inbox()

describe('promise 6, logged before it leaves: while the sequencer does not run', () => {
  it('answers that a referral is accepted, without a proof, and says where the proof will be', async () => {
    expect(answer).toMatchObject({
      referral: referral.fields.id,
      proof: null,
      proofUrl: `/api/v1/referrals/${referral.fields.id}/proof`,
    })
    expect(await caseWorker.client.proof(answer.referral)).toBeNull()
  })

  it('gives a worker nothing to do, and a worker that is sent for it does nothing', async () => {
    const { db } = world.database
    const clock = () => new Date()
    const woken: { id: string }[] = []
    const queue = { wake: async (rows: readonly { id: string }[]) => void woken.push(...rows) }
    const dispatch = {
      look: (domain: string) => void woken.push({ id: domain }),
      goOn: () => false,
      stop: async () => {},
    }
    await createSweep({ db, clock, queue, dispatch })()
    expect(woken).toEqual([])
    // Nor does a worker that was woken all the same get it.
    expect(await leaseDue(db, POLICE_INTELLIGENCE.split('@')[1] ?? '', 10)).toEqual([])
    expect(await policeInbox()).toEqual([])
    const { deliveries } = await caseWorker.client.referral(answer.referral)
    expect(deliveries.map(({ state, attempts }) => ({ state, attempts }))).toEqual([
      { state: 'accepted', attempts: [] },
      { state: 'accepted', attempts: [] },
    ])
  })

  it('shows a reader nothing, takes no receipt from them and releases no content to them', async () => {
    expect((await yot.client.inbox({})).rows).toEqual([])
    const delivery = await deliveryTo(LIVERPOOL_YOT)
    expect((await refusal(yot.client.delivery(delivery))).type).toBe(named('not-found'))
    const statement = {
      origin: 'submitted' as const,
      text: referral.manifest,
      fields: referral.fields,
      signer: caseWorker.key.toPublic(),
    }
    const collected = await signReceipt(
      yot.key,
      { statement, mailbox: LIVERPOOL_YOT },
      { event: 'collected', reason: null, now: new Date() },
    )
    // Whether it does not exist for them yet, or exists and must wait, is not what is promised.
    for (const attempt of [
      () => yot.client.receipt(delivery, collected),
      () => yot.client.deliveryContent(delivery, 10_000_000),
    ])
      expect([named('not-found'), named('not-published')]).toContain((await refusal(attempt())).type)
  })

  it("takes a partner's mail, and shows it to nobody yet", async () => {
    const { message } = await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    const brought = await bring(world, {
      from: POLICE_INTELLIGENCE,
      to: ASB_TEAM,
      message,
      localAddress: POLICE_RELAY,
    })
    expect(brought.outcome).toBe('relayed')
    expect((await caseWorker.client.inbox({})).rows).toEqual([])
  })

  it('says that it is not ready once entries have waited for ten seconds', async () => {
    // As they will be in ten seconds.
    await world.asSuperuser("update log_staged set staged_at = staged_at - interval '10 seconds'")
    const response = await fetch(`${world.config.publicUrl}/readyz`)
    expect(response.status).toBe(503)
    const { ready, checks } = await response.json()
    expect(ready).toBe(false)
    expect(checks.filter(({ state }: { state: string }) => state === 'failed')).toEqual([
      { name: 'log', state: 'failed', says: expect.stringMatching(/^Nothing leaves: \d+ records wait/) },
    ])
  })
})

describe('promise 6, logged before it leaves: when the sequencer starts', () => {
  it('proves that the referral stands in the log', async () => {
    await world.start({ role: 'sequencer' })
    await expect.poll(() => caseWorker.client.proof(answer.referral)).not.toBeNull()
    const { manifest: record } = referral
    const proof = await proveReferral({
      session: caseWorker,
      referral: answer.referral,
      origin: 'submitted',
      record,
    })
    expect(proof.type).toBe('accepted')
    expect((await fetch(`${world.config.publicUrl}/readyz`)).status).toBe(200)
  })

  it('lets everything go its way', async () => {
    const { delivery } = await delivered(yot, answer.referral)
    const opened = await openDelivery({ session: yot, delivery, now: new Date() })
    expect(opened.outcome).toBe('opened')
    await expect.poll(policeInbox).toHaveLength(1)
    await expect
      .poll(async () => (await caseWorker.client.inbox({})).rows.map(({ fromDomain }) => fromDomain))
      .toEqual(['merseyside.pnn.police.test'])
  })

  it('has everything in the log after the acceptance, and the log verifies', async () => {
    const auditor = await world.session('auditor')
    const types = async () => {
      const found: string[] = []
      for await (const { type, record } of logRecords(auditor.client, EVERYTHING)) {
        if (record.includes(answer.referral)) found.push(type)
      }
      return found
    }
    await expect.poll(types).toEqual(expect.arrayContaining(['relayed', 'receipt']))
    expect((await types())[0]).toBe('accepted')
    expect(await verifyServer(auditor, { kept: null, signedIn: true })).toMatchObject({ problems: [] })
  })
})
