import type { Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { ArmorError, dearmorMessage } from '../../crypto/armor.ts'
import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { seal } from '../../crypto/seal.ts'
import { recipientKeyIds, SealedObjectError } from '../../crypto/sealed-object.ts'
import { signStatement } from '../../crypto/statement.ts'
import { referenceCore } from '../../domain/reference.ts'
import { Arrival } from '../../domain/wire/arrival.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { newDelivery } from '../deliveries/new-delivery.ts'
import { stageOne } from '../log/stage.ts'
import { storeContent } from '../referrals/content.ts'
import { CHUNK_BYTES } from '../referrals/incoming-content.ts'
import { addThreadParties } from '../referrals/store-referral.ts'
import { findJoined, type Joined } from './join.ts'
import type { SendingDomain } from './sending-domain.ts'

/** Key ids that an arrival statement names at most; a reply is encrypted to a handful. */
const MOST_KEY_IDS = 50

export type KeepDependencies = {
  db: Db
  clock: () => Date
  service: { domain: string }
  /** signs arrival statements */
  serviceKey: PrivateKey
}

/** Encrypted mail as it came, and what its outer header says. */
export type EncryptedMail = {
  raw: Uint8Array
  /** digest of `raw`: the same bytes again are the same mail */
  rawSha256: string
  armored: string
  sender: SendingDomain
  messageId: string | null
  references: readonly string[]
}

type MailboxRow = { id: string; address: string; certificate: string }
type Prepared = {
  mailbox: MailboxRow
  id: string
  joined: Joined | undefined
  sealed: Uint8Array
  arrival: Arrival
}

/**
 * Seals a partner's mail, header included, to each mailbox it came for and commits it: referral, arrival
 * statement, content, local delivery and log entry. When this returns, the 250 may be said (promise 4).
 *
 * Bytes that a mailbox already has are not stored again: the partner never heard our 250.
 *
 * @returns false when it is not encrypted to any key, however it looks from outside: nothing is kept
 */
export async function keepMail(
  dependencies: KeepDependencies,
  mail: EncryptedMail,
  mailboxes: readonly MailboxRow[],
): Promise<boolean> {
  const { db } = dependencies
  const known = await db
    .selectFrom('inbound_recipient')
    .select('mailbox_id')
    .where('raw_sha256', '=', mail.rawSha256)
    .where(
      'mailbox_id',
      'in',
      mailboxes.map(({ id }) => id),
    )
    .execute()
  const fresh = mailboxes.filter(({ id }) => !known.some((row) => row.mailbox_id === id))
  if (fresh.length === 0) return true
  const keyIds = await namedKeyIds(mail.armored)
  if (keyIds === null) return false
  const prepared: Prepared[] = []
  for (const mailbox of fresh) prepared.push(await prepare(dependencies, mail, mailbox, keyIds))
  await db.transaction().execute(async (tx) => {
    const inboundId = uuidv7()
    const [answers] = prepared.flatMap(({ joined }) => joined?.deliveryId ?? [])
    await tx
      .insertInto('inbound')
      .values({
        id: inboundId,
        message_id: mail.messageId,
        raw_sha256: mail.rawSha256,
        size: mail.raw.byteLength,
        domain: mail.sender.domain,
        authenticated: mail.sender.authenticated,
        state: 'new',
        reason: null,
        answers: answers ?? null,
        at: dependencies.clock(),
      })
      .execute()
    for (const arrival of prepared) await store(tx, dependencies, mail, inboundId, arrival)
  })
  return true
}

/** The keys that the mail says it is encrypted to; null when there are none, or the armor is not in order. */
async function namedKeyIds(armored: string): Promise<string[] | null> {
  try {
    const named = recipientKeyIds(await dearmorMessage(armored)).slice(0, MOST_KEY_IDS)
    // Armor is no encryption: what is only signed is `PGP MESSAGE`, too, and anybody can read it.
    return named.length === 0 ? null : named
  } catch (error) {
    if (error instanceof ArmorError || error instanceof SealedObjectError) return null
    throw error
  }
}

async function prepare(
  { db, clock, service }: KeepDependencies,
  mail: EncryptedMail,
  mailbox: MailboxRow,
  keyIds: string[],
): Promise<Prepared> {
  const id = uuidv7()
  const { sender } = mail
  const joined = await findJoined(db, { sender, mailboxId: mailbox.id, messageIds: mail.references })
  // Unsigned: the service vouches for how the mail came, in the arrival statement, not for what it says.
  const sealed = await seal({
    entity: mail.raw,
    recipients: [await readCertificate(mailbox.certificate)],
    now: clock(),
  })
  const arrival: Arrival = {
    despatch: 'arrival/1',
    id,
    thread: joined?.thread ?? randomThread(),
    inReplyTo: joined?.referralId ?? null,
    mailbox: mailbox.address,
    domain: sender.domain,
    messageId: mail.messageId ?? `<${id}@${service.domain}>`,
    raw: { sha256: mail.rawSha256, sealedByService: false },
    content: [{ sha256: await sha256Hex(sealed), size: sealed.byteLength }],
    authentication: {
      method: 'relay-address',
      result: sender.authenticated ? 'pass' : 'none',
      domain: sender.domain,
    },
    keyIds,
    unproven: true,
    received: clock().toISOString(),
  }
  return { mailbox, id, joined, sealed, arrival }
}

async function store(
  tx: Transaction<Database>,
  { clock, serviceKey }: KeepDependencies,
  mail: EncryptedMail,
  inboundId: string,
  { mailbox, id, sealed, arrival }: Prepared,
): Promise<void> {
  const statement = writeStatement(Arrival, arrival)
  const stagedId = await stageOne(tx, { type: 'arrived', record: statement, referralId: id })
  await tx
    .insertInto('referral')
    .values({
      id,
      reference: referenceCore(id),
      thread: arrival.thread,
      origin: 'mail',
      kind: 'mail',
      from_mailbox: null,
      from_domain: arrival.domain,
      in_reply_to: arrival.inReplyTo,
      statement,
      statement_sha256: await sha256Hex(statement),
      signature: await signStatement(statement, serviceKey, clock()),
      signer_fpr: serviceKey.getFingerprint(),
      submitted_by: null,
      marking: null,
      data_class: null,
      agreement_id: null,
      agreement_version: null,
      respond_by: null,
      destroy_after: null,
      message_id: arrival.messageId,
      staged_id: stagedId,
      accepted_at: clock(),
    })
    .execute()
  const [content] = arrival.content
  if (!content) throw new Error('an arrival names its content')
  await storeContent(tx, { ...content, referralId: id, chunks: inChunks(sealed) })
  await tx
    .insertInto('delivery')
    .values(newDelivery({ referralId: id, mailboxId: mailbox.id, now: clock() }))
    .execute()
  await tx
    .insertInto('inbound_recipient')
    .values({ inbound_id: inboundId, mailbox_id: mailbox.id, raw_sha256: mail.rawSha256, referral_id: id })
    .execute()
  await addThreadParties(tx, arrival.thread, [mailbox.id])
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
}

function randomThread(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')
}
