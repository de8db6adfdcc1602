import { hash } from 'node:crypto'
import type { Transaction } from 'kysely'
import { formatMarking } from '../../domain/marking.ts'
import { referenceCore } from '../../domain/reference.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import type { Database } from '../../store/tables.ts'
import type { CallerMailbox } from '../caller.ts'
import type { Db } from '../db.ts'
import { newDelivery } from '../deliveries/new-delivery.ts'
import { saySlow } from '../log/say-slow.ts'
import type { Signer } from '../own-signature.ts'
import { togetherOrAlone } from '../together.ts'
import { storeChunks } from './content.ts'
import type { IncomingContent } from './incoming-content.ts'
import { insertReferrals, type ReferralRows } from './insert-referrals.ts'
import type { Recipient } from './standing.ts'

export type ReferralToStore = {
  /** id of the person */
  submittedBy: string
  signer: Signer
  manifest: Manifest
  from: CallerMailbox
  recipients: readonly Recipient[]
  submission: { statement: string; signature: string }
  content: IncomingContent
  messageId: string
  now: Date
}

/**
 * Commits an accepted referral: staged log entry, referral, content, deliveries, register, thread parties, all in one
 * transaction. After it, the 201 may be said: whatever dies next, the deliveries are there to be made.
 *
 * @returns the staged id of its `accepted` entry
 */
export type Store = (referral: ReferralToStore) => Promise<bigint>

/** Referrals of one transaction. */
const MOST_TOGETHER = 32
/** What is larger is committed by itself, a chunk at a time, so that a lot of many is small in memory. */
const SMALL_BYTES = 64 * 1024

/**
 * Commits referrals. Small ones that come while others are being committed are committed together, so that a busy
 * hour does not cost a transaction for each. What is wrong with one of them does not keep back the others.
 */
export function createStore(db: Db, tidy: (bytes: number) => void): Store {
  const inLot = togetherOrAlone<ReferralRows, bigint>((lot) => insertReferrals(db, lot), {
    most: MOST_TOGETHER,
  })
  return async (referral) => {
    if (referral.content.size > SMALL_BYTES) return storeLarge(db, referral, tidy)
    return inLot({ ...rowsOf(referral), bytes: await wholeOf(referral.content) })
  }
}

async function storeLarge(db: Db, referral: ReferralToStore, tidy: (bytes: number) => void): Promise<bigint> {
  const rows = rowsOf(referral)
  return db.transaction().execute(async (tx) => {
    await saySlow(tx)
    const stagedId = await insertOne(tx, { ...rows, bytes: null })
    await storeChunks(tx, { sha256: referral.content.sha256, chunks: referral.content.chunks(), tidy })
    return stagedId
  })
}

async function insertOne(db: Db | Transaction<Database>, rows: ReferralRows): Promise<bigint> {
  const [stagedId] = await insertReferrals(db, [rows])
  if (stagedId === undefined) throw new Error('each referral is staged')
  return stagedId
}

function rowsOf({
  submittedBy,
  signer,
  manifest,
  from,
  recipients,
  submission: { statement, signature },
  content,
  messageId,
  now,
}: ReferralToStore): Omit<ReferralRows, 'bytes'> {
  return {
    referral: {
      id: manifest.id,
      reference: referenceCore(manifest.id),
      thread: manifest.thread,
      kind: manifest.kind,
      from_mailbox: from.id,
      from_address: from.address,
      from_agency: from.agencyId,
      in_reply_to: manifest.inReplyTo,
      statement,
      statement_sha256: hash('sha256', statement),
      signature,
      signer_fpr: signer,
      submitted_by: submittedBy,
      marking: formatMarking(manifest.marking),
      data_class: manifest.dataClass,
      categories: manifest.categories,
      purpose: manifest.purpose,
      consent: manifest.consent.state,
      bases: manifest.bases,
      agreement_id: manifest.agreement.id,
      agreement_version: manifest.agreement.version,
      respond_by: manifest.handling.respondBy,
      urgency: manifest.handling.urgency,
      destroy_after: manifest.handling.destroyAfter,
      message_id: messageId,
      accepted_at: now,
      sha256: content.sha256,
      size: content.size,
    },
    deliveries: recipients.map(({ id, address, agencyId }) => ({
      ...newDelivery({ referralId: manifest.id, mailboxId: id, now }),
      to_mailbox: address,
      to_agency: agencyId,
    })),
  }
}

async function wholeOf(content: IncomingContent): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of content.chunks()) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Makes the mailboxes parties of the thread; those who are stay so. */
export async function addThreadParties(
  tx: Transaction<Database>,
  thread: string,
  mailboxIds: readonly string[],
): Promise<void> {
  await tx
    .insertInto('thread_party')
    .values([...new Set(mailboxIds)].map((mailbox_id) => ({ thread, mailbox_id })))
    .onConflict((at) => at.columns(['thread', 'mailbox_id']).doNothing())
    .execute()
}
