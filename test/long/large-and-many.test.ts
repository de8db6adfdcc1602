import { afterAll, beforeAll, expect, it } from 'vitest'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { verifyServer } from '../../src/sdk/verify-log.ts'
import { delivered, deliveryOnce, prepared } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

/** Attachments as large as a sealed referral of 25 MiB has room for, once they are in base64. */
const LARGE = 17 * 1024 * 1024
const MANY = 300
const TO_BOTH = { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE] }

let service: TestService
let sender: Session
let reader: Session
beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  reader = await service.session('yot.officer')
})
afterAll(() => service?.stop())

it('carries a referral that is almost as large as may be, to a local reader and by mail', async () => {
  const bytes = new Uint8Array(LARGE)
  for (let at = 0; at < LARGE; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  const attachments = [{ name: 'camera.bin', type: 'application/octet-stream', bytes }]
  const began = performance.now()
  const { referral } = await send({
    session: sender,
    prepared: await prepared(sender, { ...TO_BOTH, attachments }),
  })
  const { delivery } = await delivered(reader, referral)
  const opened = await openDelivery({ session: reader, delivery, referral, now: new Date() })
  expect(opened.outcome).toBe('opened')
  const [attachment] = opened.outcome === 'opened' ? opened.attachments : []
  expect(await sha256Hex(attachment?.bytes ?? new Uint8Array())).toBe(await sha256Hex(bytes))
  await deliveryOnce(sender, { referral, to: POLICE_INTELLIGENCE }, ({ state }) => state === 'delivered')
  console.info(`17 MiB sealed, sent, opened and relayed in ${Math.round(performance.now() - began)} ms`)
})

it('carries many, each once to the local reader and delivered by mail, and the log verifies', async () => {
  const began = performance.now()
  const sent: string[] = []
  for (let n = 0; n < MANY; n += 1) {
    const { referral } = await send({ session: sender, prepared: await prepared(sender, TO_BOTH) })
    sent.push(referral)
  }
  for (const referral of sent) {
    await deliveryOnce(sender, { referral, to: POLICE_INTELLIGENCE }, ({ state }) => state === 'delivered')
  }
  console.info(
    `${MANY} referrals sealed, sent and delivered both ways in ${Math.round(performance.now() - began)} ms`,
  )
  const found = (await wholeInbox()).filter((referral) => sent.includes(referral))
  expect(found.toSorted()).toEqual(sent.toSorted())
  const verdict = await verifyServer(sender, { kept: null, signedIn: true })
  expect(verdict.problems).toEqual([])
  console.info(`the log of ${verdict.size} entries verifies`)
})

async function wholeInbox(): Promise<string[]> {
  const referrals: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof reader.client.inbox>> = await reader.client.inbox(
      cursor ? { cursor } : {},
    )
    referrals.push(...page.rows.map(({ referral }) => referral))
    cursor = page.next
  } while (cursor !== null)
  return referrals
}
