import type { Insertable, Transaction } from 'kysely'
import { sha256Hex } from '../../crypto/digest.ts'
import { signStatement } from '../../crypto/statement.ts'
import { referenceCore } from '../../domain/reference.ts'
import { Arrival } from '../../domain/wire/arrival.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import type { Database } from '../../store/tables.ts'
import { newDelivery } from '../deliveries/new-delivery.ts'
import { stageOne } from '../log/stage.ts'
import { storeContent } from '../referrals/content.ts'
import { CHUNK_BYTES } from '../referrals/incoming-content.ts'
import { addThreadParties } from '../referrals/store-referral.ts'
import { recordDisclosures } from '../register/record-disclosures.ts'
import type { ArrivedMail, KeepDependencies, SealedArrival } from './keep-mail.ts'

/** Stores one sealed arrival: statement and log entry, referral, content, delivery, and its row in the register. */
export async function storeArrival(
  tx: Transaction<Database>,
  { clock, serviceKey }: Pick<KeepDependencies, 'clock' | 'serviceKey'>,
  {
    mail,
    inboundId,
    arrival: { mailbox, sealed, arrival },
  }: { mail: ArrivedMail; inboundId: string; arrival: SealedArrival },
): Promise<void> {
  const { id } = arrival
  const now = clock()
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
      signature: await signStatement(statement, serviceKey, now),
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
      accepted_at: now,
    })
    .execute()
  const [content] = arrival.content
  if (!content) throw new Error('an arrival names its content')
  await storeContent(tx, { ...content, referralId: id, chunks: inChunks(sealed) })
  const delivery = newDelivery({ referralId: id, mailboxId: mailbox.id, now })
  await tx.insertInto('delivery').values(delivery).execute()
  const ids = { delivery: delivery.id, stagedId }
  await recordDisclosures(tx, [disclosureOf({ mail, mailbox, arrival, ids, now })])
  await tx
    .insertInto('inbound_recipient')
    .values({ inbound_id: inboundId, mailbox_id: mailbox.id, raw_sha256: mail.sameMail, referral_id: id })
    .execute()
  await addThreadParties(tx, arrival.thread, [mailbox.id])
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
}

/** What the register has of mail that nobody has opened: whence, whereto and when. Its reader files the rest. */
function disclosureOf({
  mail,
  mailbox,
  arrival,
  ids,
  now,
}: Pick<SealedArrival, 'mailbox' | 'arrival'> & {
  mail: ArrivedMail
  ids: { delivery: string; stagedId: bigint }
  now: Date
}): Insertable<Database['disclosure']> {
  return {
    delivery_id: ids.delivery,
    referral_id: arrival.id,
    reference: referenceCore(arrival.id),
    kind: 'mail',
    from_agency: mail.sender.network?.agencyId ?? null,
    from_mailbox: null,
    from_domain: arrival.domain,
    to_agency: mailbox.agencyId,
    to_mailbox: mailbox.address,
    marking: null,
    data_class: null,
    purpose: null,
    consent: null,
    agreement_id: null,
    agreement_version: null,
    sealed_on_arrival: arrival.raw.sealedByService,
    staged_id: ids.stagedId,
    at: now,
  }
}
