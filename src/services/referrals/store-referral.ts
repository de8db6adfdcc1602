import type { Transaction } from 'kysely'
import { sha256Hex } from '../../crypto/digest.ts'
import { formatMarking } from '../../domain/marking.ts'
import { referenceCore } from '../../domain/reference.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import { messageIdOf } from '../../mail/message-id.ts'
import type { Database } from '../../store/tables.ts'
import type { Caller, CallerMailbox } from '../caller.ts'
import type { Db } from '../db.ts'
import { newDelivery } from '../deliveries/new-delivery.ts'
import { stageOne } from '../log/stage.ts'
import type { Signer } from '../own-signature.ts'
import { recordDisclosures } from '../register/record-disclosures.ts'
import { storeContent } from './content.ts'
import type { IncomingContent } from './incoming-content.ts'

export type ReferralToStore = {
  caller: Caller
  signer: Signer
  manifest: Manifest
  from: CallerMailbox
  submission: { statement: string; signature: string }
  content: IncomingContent
}

/**
 * Commits an accepted referral in one transaction: staged log entry, referral, content, deliveries, thread
 * parties. After it, the 201 may be said: whatever dies next, the deliveries are there to be made.
 *
 * @returns the staged id of its `accepted` entry
 */
export async function storeReferral(
  { db, clock, service }: { db: Db; clock: () => Date; service: { domain: string } },
  { caller, signer, manifest, from, submission, content }: ReferralToStore,
): Promise<bigint> {
  const { statement, signature } = submission
  const digest = await sha256Hex(statement)
  return db.transaction().execute(async (tx) => {
    const recipients = await tx
      .selectFrom('mailbox')
      .select(['id', 'address', 'agency_id'])
      .where('address', 'in', manifest.to)
      .execute()
    const stagedId = await stageOne(tx, { type: 'accepted', record: statement, referralId: manifest.id })
    await tx
      .insertInto('referral')
      .values({
        id: manifest.id,
        reference: referenceCore(manifest.id),
        thread: manifest.thread,
        origin: 'submitted',
        kind: manifest.kind,
        from_mailbox: from.id,
        from_domain: null,
        in_reply_to: manifest.inReplyTo,
        statement,
        statement_sha256: digest,
        signature,
        signer_fpr: signer,
        submitted_by: caller.personId,
        marking: formatMarking(manifest.marking),
        data_class: manifest.dataClass,
        agreement_id: manifest.agreement.id,
        agreement_version: manifest.agreement.version,
        respond_by: manifest.handling.respondBy,
        destroy_after: manifest.handling.destroyAfter,
        message_id: messageIdOf(manifest.id, service.domain),
        staged_id: stagedId,
        accepted_at: clock(),
      })
      .execute()
    await storeContent(tx, { ...content, referralId: manifest.id, chunks: content.chunks() })
    const deliveries = recipients.map((mailbox) => ({
      mailbox,
      row: newDelivery({ referralId: manifest.id, mailboxId: mailbox.id, now: clock() }),
    }))
    await tx
      .insertInto('delivery')
      .values(deliveries.map(({ row }) => row))
      .execute()
    await recordDisclosures(
      tx,
      deliveries.map(({ mailbox, row }) => ({
        delivery_id: row.id,
        referral_id: manifest.id,
        reference: referenceCore(manifest.id),
        kind: manifest.kind,
        from_agency: from.agencyId,
        from_mailbox: from.address,
        from_domain: null,
        to_agency: mailbox.agency_id,
        to_mailbox: mailbox.address,
        marking: formatMarking(manifest.marking),
        data_class: manifest.dataClass,
        categories: manifest.categories,
        purpose: manifest.purpose,
        consent: manifest.consent,
        bases: manifest.bases,
        agreement_id: manifest.agreement.id,
        agreement_version: manifest.agreement.version,
        sealed_on_arrival: false,
        staged_id: stagedId,
        at: clock(),
      })),
    )
    await addThreadParties(tx, manifest.thread, [from.id, ...recipients.map(({ id }) => id)])
    return stagedId
  })
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
