import { createMessage, encrypt } from 'openpgp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import type { PublicKey } from '../../src/crypto/keys.ts'
import { seal } from '../../src/crypto/seal.ts'
import { ASB_TEAM, COURT_LISTING, LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import type { ReadyReferral } from '../../src/sdk/prepare.ts'
import { checkReceipts } from '../../src/sdk/receipts.ts'
import type { Session } from '../../src/sdk/session.ts'
import { altered, delivered, named, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

let service: TestService
let sender: Session
let referral: ReadyReferral
let asb: PublicKey
let yot: PublicKey
let court: PublicKey
const entity = new TextEncoder().encode('Subject: RESTRICTED\r\n\r\nRESTRICTED\r\n')

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  referral = await prepared(sender)
  const certificateOf = async (mailbox: string) =>
    readCertificate((await sender.client.certificates({ mailbox }))[0]?.armored ?? '')
  asb = await certificateOf(ASB_TEAM)
  yot = await certificateOf(LIVERPOOL_YOT)
  court = await certificateOf(COURT_LISTING)
})
afterAll(() => service?.stop())

const sealed = (...recipients: PublicKey[]) => seal({ entity, recipients, now: new Date() })

/** Sealed by a program that asks for more than ours does: a password beside the keys. */
async function withPassword(): Promise<Uint8Array> {
  const message = await createMessage({ binary: entity })
  const passwords = ['plainly a password']
  return encrypt({ message, encryptionKeys: [asb, yot], passwords, format: 'binary' })
}

/** The packets of a message whose lengths are whole (RFC 9580 §4.2.1); the encrypted data is the last. */
function packetsOf(message: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = []
  for (let at = 0; at < message.length; ) {
    // The session keys are shorter than 192 bytes, so their length is one octet; what follows them is the data.
    const isSessionKey = message[at] === 0xc1
    const end = isSessionKey ? at + 2 + (message[at + 1] ?? 0) : message.length
    packets.push(message.slice(at, end))
    at = end
  }
  return packets
}

/** Version 3 PKESK (RFC 9580 §5.1.1): tag, length, version, then eight octets of key id. */
function withKeyId(pkesk: Uint8Array, keyId: string): Uint8Array {
  const changed = pkesk.slice()
  changed.set(Buffer.from(keyId, 'hex'), 3)
  return changed
}
const keyIdOf = (pkesk: Uint8Array): string => Buffer.from(pkesk.slice(3, 11)).toString('hex')

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

async function everythingStored(): Promise<Record<string, number>> {
  const { db } = service.database
  const counts: Record<string, number> = {}
  for (const table of ['referral', 'content', 'content_chunk', 'delivery', 'log_staged'] as const) {
    counts[table] = (await db.selectFrom(table).selectAll().execute()).length
  }
  return counts
}

describe('the service refuses a sealed referral that anybody else could open, and stores nothing of it', () => {
  it.each<[what: string, reason: string, content: () => Promise<Uint8Array>]>([
    ['is sealed to one mailbox more', 'unexpected-recipient', () => sealed(asb, yot, court)],
    ['is sealed to another mailbox instead', 'unexpected-recipient', () => sealed(asb, court)],
    ['leaves its recipient out', 'missing-recipient', () => sealed(asb)],
    ['leaves its sender out', 'missing-recipient', () => sealed(yot)],
    [
      'hides for whom one of its session keys is',
      'wildcard-recipient',
      async () => {
        const [first = entity, ...rest] = packetsOf(await sealed(court, asb, yot))
        return joined(withKeyId(first, '0'.repeat(16)), ...rest)
      },
    ],
    [
      'has two session keys for one reader',
      'duplicate-recipient',
      async () => {
        const [first = entity, ...rest] = packetsOf(await sealed(asb, yot))
        return joined(first, first, ...rest)
      },
    ],
    ['could be opened by a password', 'password-packet', withPassword],
    [
      'carries a second message behind the first',
      'trailing-data',
      async () => joined(await sealed(asb, yot), await sealed(court)),
    ],
    [
      'carries a stray packet at its end',
      'trailing-data',
      async () => joined(await sealed(asb, yot), new Uint8Array([0xca, 3, 0x50, 0x47, 0x50])),
    ],
    ['is cut short', 'truncated', async () => (await sealed(asb, yot)).slice(0, -1)],
    [
      'ends after the session keys',
      'truncated',
      async () => joined(...packetsOf(await sealed(asb, yot)).slice(0, -1)),
    ],
    ['is not sealed at all', 'unknown-packet', async () => (await createMessage({ binary: entity })).write()],
    ['is not OpenPGP', 'malformed-packet', async () => entity],
  ])('one that %s', async (_what, reason, content) => {
    const before = await everythingStored()
    const refused = await refusal(
      sender.client.submit(await altered(sender, referral, { content: await content() })),
    )
    expect({ status: refused.status, type: refused.type, reason: refused.extra.reason }).toEqual({
      status: 422,
      type: named('sealed-object-refused'),
      reason,
    })
    expect(await everythingStored()).toEqual(before)
  })
})

describe('a session key that lies about whose it is', () => {
  it('cannot be seen by the service, and its reader says so with a signed receipt that the sender sees', async () => {
    const [forAsb = entity, forCourt = entity, data = entity] = packetsOf(await sealed(asb, court))
    const [, forYot = entity] = packetsOf(await sealed(asb, yot))
    const content = joined(forAsb, withKeyId(forCourt, keyIdOf(forYot)), data)
    const submission = await altered(sender, referral, { content })
    const { referral: id } = await sender.client.submit(submission)

    const reader = await service.session('yot.officer')
    const { delivery } = await delivered(reader, id)
    const opened = await openDelivery({ session: reader, delivery, now: new Date() })
    expect(opened.outcome).toBe('unreadable')

    const view = await sender.client.referral(id)
    const { trust } = sender
    const receipts = await checkReceipts(view, submission.manifest, { trust })
    expect(receipts.map(({ event, mailbox, problem }) => ({ event, mailbox, problem }))).toEqual([
      { event: 'collected', mailbox: LIVERPOOL_YOT, problem: null },
      { event: 'unreadable', mailbox: LIVERPOOL_YOT, problem: null },
    ])
    expect(receipts[1]?.signer).toBe(reader.key.getFingerprint())
    expect(view.deliveries[0]?.answer).toBe('collected')
  })
})
