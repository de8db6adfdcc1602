import { hash, randomFillSync } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { referenceCore } from '../../domain/reference.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { newDelivery } from '../deliveries/new-delivery.ts'
import type { SealedArrival, SealedMail } from './keep-mail.ts'

/** A sealed mail for one mailbox, as it is inserted. */
export type ArrivalToInsert = SealedArrival & {
  /** the mail that it is of, one object for all its mailboxes */
  of: SealedMail
  /** the whole ciphertext; null when the caller stores it in chunks, in the same transaction */
  bytes: Uint8Array | null
}

/** Bytes of the salt of an entry in the log. */
const SALT = 32

/**
 * Inserts arrivals with everything that belongs to them, in one statement: each with its staged entry, and its row in
 * the register, which are committed with it or not at all (promise 6). What its mailbox has already is left out; no
 * mailbox may be given the same mail twice.
 *
 * What the register has of mail that nobody has opened is whence, whereto and when. Its reader files the rest.
 *
 * @returns the ids of those that were inserted
 */
export async function insertArrivals(
  db: Db | Transaction<Database>,
  arrivals: readonly ArrivalToInsert[],
): Promise<Set<string>> {
  const { rows } = await sql<{ referral_id: string }>`/* prepared: arrive */
    with arrived as materialized (
      select a.* from json_to_recordset(${JSON.stringify(rowsOf(arrivals))}::json) as a (
        at integer, id uuid, inbound_id uuid, delivery_id uuid, return_token text, mailbox_id uuid, mailbox text,
        agency uuid, from_agency uuid, from_domain text, authenticated boolean, reference text, thread text,
        in_reply_to uuid, answers uuid, statement text, statement_sha256 text, signature text, signer_fpr text,
        mail_id text, message_id text, raw_sha256 text, raw_size integer, received timestamptz,
        sealed_on_arrival boolean, salt bytea, sha256 text, size integer, starts integer, held text,
        same_message text)
      -- By the index for each, however many there are: hence the offset, which makes it no join.
      where not exists (
        select from inbound_recipient known
          where known.mailbox_id = a.mailbox_id and known.raw_sha256 = a.raw_sha256 offset 0)
        and not exists (
          select from inbound_recipient known
            where known.mailbox_id = a.mailbox_id and known.same_message = a.same_message offset 0)
    ), staged as (
      insert into log_staged (type, record, salt, referral_id)
        select 'arrived', statement, salt, id from arrived order by at
        returning id, referral_id
    ), came as (
      insert into inbound (id, message_id, raw_sha256, size, domain, authenticated, state, answers, at)
        select distinct on (inbound_id) inbound_id, mail_id, raw_sha256, raw_size, from_domain, authenticated,
            case when held is null then 'new' else 'quarantined' end, answers, received
          from arrived
          order by inbound_id, held is not null, answers is null, at
    ), accepted as (
      insert into referral (id, reference, thread, origin, kind, from_domain, in_reply_to, statement,
          statement_sha256, signature, signer_fpr, message_id, staged_id, accepted_at)
        select a.id, a.reference, a.thread, 'mail', 'mail', a.from_domain, a.in_reply_to, a.statement,
            a.statement_sha256, a.signature, a.signer_fpr, a.message_id, staged.id, a.received
          from arrived a join staged on staged.referral_id = a.id
          order by a.at
    ), sealed as (
      insert into content (sha256, referral_id, size) select sha256, id, size from arrived
    ), kept as (
      insert into content_chunk (sha256, n, bytes)
        select sha256, 0, substr(${Buffer.concat(arrivals.flatMap(({ bytes }) => bytes ?? []))}::bytea, starts, size)
          from arrived where starts is not null
    ), delivered as (
      insert into delivery (id, referral_id, mailbox_id, state, next_attempt_at, return_token, changed_at)
        select delivery_id, id, mailbox_id, case when held is null then 'accepted' else 'quarantined' end,
            case when held is null then now() end, return_token, received
          from arrived
    ), quarantined as (
      insert into quarantine (delivery_id, mailbox_id, reason, at)
        select delivery_id, mailbox_id, held, received from arrived where held is not null
    ), disclosed as (
      insert into disclosure (delivery_id, referral_id, reference, kind, from_agency, from_domain, to_agency,
          to_mailbox, sealed_on_arrival, staged_id, at)
        select a.delivery_id, a.id, a.reference, 'mail', a.from_agency, a.from_domain, a.agency, a.mailbox,
            a.sealed_on_arrival, staged.id, a.received
          from arrived a join staged on staged.referral_id = a.id
          order by a.at
    ), received as (
      insert into inbound_recipient (inbound_id, mailbox_id, raw_sha256, referral_id, same_message)
        select inbound_id, mailbox_id, raw_sha256, id, same_message from arrived
    ), met as (
      insert into thread_party (thread, mailbox_id)
        select distinct thread, mailbox_id from arrived
        -- Always in the same order, so that two who write to the same threads do not wait for each other.
        order by 1, 2
        on conflict (thread, mailbox_id) do nothing
    )
    select referral_id from staged`.execute(db)
  return new Set(rows.map(({ referral_id }) => referral_id))
}

function rowsOf(arrivals: readonly ArrivalToInsert[]) {
  const salts = randomFillSync(Buffer.allocUnsafe(arrivals.length * SALT)).toString('hex')
  const inboundIds = new Map<SealedMail, string>()
  let starts = 1
  return arrivals.map(
    ({ of, mailbox, held, joined, content, arrival, statement, signature, signer, bytes }, at) => {
      const { mail, received } = of
      const inboundId = inboundIds.get(of) ?? uuidv7()
      inboundIds.set(of, inboundId)
      const delivery = newDelivery({ referralId: arrival.id, mailboxId: mailbox.id, now: received })
      const row = {
        at,
        id: arrival.id,
        inbound_id: inboundId,
        delivery_id: delivery.id,
        return_token: delivery.return_token,
        mailbox_id: mailbox.id,
        mailbox: mailbox.address,
        agency: mailbox.agencyId,
        from_agency: mail.sender.network?.agencyId ?? null,
        from_domain: arrival.domain,
        authenticated: mail.sender.authenticated,
        reference: referenceCore(arrival.id),
        thread: arrival.thread,
        in_reply_to: arrival.inReplyTo,
        answers: joined?.deliveryId ?? null,
        statement,
        statement_sha256: hash('sha256', statement),
        signature,
        signer_fpr: signer,
        mail_id: mail.messageId,
        message_id: arrival.messageId,
        raw_sha256: mail.sameMail,
        raw_size: mail.size,
        received,
        sealed_on_arrival: arrival.raw.sealedByService,
        salt: `\\x${salts.slice(2 * SALT * at, 2 * SALT * (at + 1))}`,
        sha256: content.sha256,
        size: content.size,
        starts: bytes === null ? null : starts,
        held,
        same_message: mail.sameMessage,
      }
      starts += bytes?.byteLength ?? 0
      return row
    },
  )
}
