import { v7 as uuidv7 } from 'uuid'
import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { seal } from '../../crypto/seal.ts'
import type { Arrival } from '../../domain/wire/arrival.ts'
import type { Db } from '../db.ts'
import { findJoined, type Joined } from './join.ts'
import type { SendingDomain } from './sending-domain.ts'
import { storeArrival } from './store-arrival.ts'

export type KeepDependencies = {
  db: Db
  clock: () => Date
  service: { domain: string }
  /** signs arrival statements */
  serviceKey: PrivateKey
}

/** Mail as it came, and what its outer header says. */
export type ArrivedMail = {
  raw: Uint8Array
  /** `SameMail` of `raw`: the same bytes again are the same mail */
  sameMail: string
  /** the keys it names as its readers; null for mail that came unsealed, of which no digest is kept */
  keyIds: string[] | null
  sender: SendingDomain
  messageId: string | null
  references: readonly string[]
}

/** A mailbox that mail came for, with the certificate to seal to. */
export type ReceivingMailbox = { id: string; address: string; agencyId: string; certificate: string }

/** One mail for one mailbox, sealed to it, with the statement over it; `joined` is what it answers. */
export type SealedArrival = {
  mailbox: ReceivingMailbox
  joined: Joined | undefined
  sealed: Uint8Array
  arrival: Arrival
}

/**
 * Seals a partner's mail, header included, to each mailbox it came for and commits it: referral, arrival
 * statement, content, local delivery and log entry. When this returns, the 250 may be said (promise 4).
 *
 * Bytes that a mailbox already has are not stored again: the partner never heard our 250.
 */
export async function keepMail(
  dependencies: KeepDependencies,
  mail: ArrivedMail,
  mailboxes: readonly ReceivingMailbox[],
): Promise<void> {
  const { db } = dependencies
  const known = await db
    .selectFrom('inbound_recipient')
    .select('mailbox_id')
    .where('raw_sha256', '=', mail.sameMail)
    .where(
      'mailbox_id',
      'in',
      mailboxes.map(({ id }) => id),
    )
    .execute()
  const fresh = mailboxes.filter(({ id }) => !known.some((row) => row.mailbox_id === id))
  if (fresh.length === 0) return
  const prepared: SealedArrival[] = []
  for (const mailbox of fresh) prepared.push(await prepare(dependencies, mail, mailbox))
  await db.transaction().execute(async (tx) => {
    const inboundId = uuidv7()
    const [answers] = prepared.flatMap(({ joined }) => joined?.deliveryId ?? [])
    await tx
      .insertInto('inbound')
      .values({
        id: inboundId,
        message_id: mail.messageId,
        raw_sha256: mail.sameMail,
        size: mail.raw.byteLength,
        domain: mail.sender.domain,
        authenticated: mail.sender.authenticated,
        state: 'new',
        reason: null,
        answers: answers ?? null,
        at: dependencies.clock(),
      })
      .execute()
    for (const arrival of prepared) await storeArrival(tx, dependencies, { mail, inboundId, arrival })
  })
}

async function prepare(
  { db, clock, service }: KeepDependencies,
  mail: ArrivedMail,
  mailbox: ReceivingMailbox,
): Promise<SealedArrival> {
  const id = uuidv7()
  const { sender } = mail
  const joined = await findJoined(db, { sender, mailboxId: mailbox.id, messageIds: mail.references })
  // Unsigned: the service vouches for how the mail came, in the arrival statement, not for what it says.
  const sealed = await seal({
    entity: mail.raw,
    recipients: [await readCertificate(mailbox.certificate)],
    now: clock(),
  })
  const content = { sha256: await sha256Hex(sealed), size: sealed.byteLength }
  const arrival: Arrival = {
    despatch: 'arrival/1',
    id,
    thread: joined?.thread ?? randomThread(),
    inReplyTo: joined?.referralId ?? null,
    mailbox: mailbox.address,
    domain: sender.domain,
    messageId: mail.messageId ?? `<${id}@${service.domain}>`,
    raw:
      mail.keyIds === null
        ? { sha256: content.sha256, sealedByService: true }
        : { sha256: mail.sameMail, sealedByService: false },
    content: [content],
    authentication: {
      method: 'relay-address',
      result: sender.authenticated ? 'pass' : 'none',
      domain: sender.domain,
    },
    keyIds: mail.keyIds ?? [],
    unproven: true,
    received: clock().toISOString(),
  }
  return { mailbox, joined, sealed, arrival }
}

function randomThread(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')
}
