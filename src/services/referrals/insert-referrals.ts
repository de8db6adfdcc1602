import { randomBytes } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { Urgency } from '../../domain/wire/referral-fields.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { giveUpAt } from '../deliveries/give-up.ts'
import type { newDelivery } from '../deliveries/new-delivery.ts'

/** An accepted referral as rows. What stands in several tables is said once. */
export type ReferralRows = {
  referral: {
    id: string
    reference: string
    thread: string
    kind: string
    from_mailbox: string
    from_address: string
    from_agency: string
    in_reply_to: string | null
    statement: string
    statement_sha256: string
    signature: string
    signer_fpr: string
    submitted_by: string
    marking: string
    data_class: string
    categories: readonly string[]
    purpose: string
    consent: string
    bases: readonly string[]
    agreement_id: string
    agreement_version: number
    respond_by: string | null
    urgency: Urgency
    destroy_after: string | null
    message_id: string
    accepted_at: Date
    /** of the ciphertext */
    sha256: string
    size: number
  }
  deliveries: readonly (ReturnType<typeof newDelivery> & { to_mailbox: string; to_agency: string })[]
  /** the whole ciphertext; null when the caller stores it in chunks, in the same transaction */
  bytes: Uint8Array | null
}

/**
 * Inserts accepted referrals with everything that belongs to them, in one statement: each with its staged entry, which
 * is committed with it or not at all (promise 6). One for many, since the way to the database and back, the parsing and
 * the commit cost more than the rows.
 *
 * @returns the staged id of each, in the order given
 */
export async function insertReferrals(
  db: Db | Transaction<Database>,
  lot: readonly ReferralRows[],
): Promise<bigint[]> {
  let starts = 1
  const referrals = lot.map(({ referral, bytes }) => {
    const row = {
      ...referral,
      salt: `\\x${randomBytes(32).toString('hex')}`,
      starts: bytes === null ? null : starts,
    }
    starts += bytes?.byteLength ?? 0
    return row
  })
  const { rows } = await sql<{ id: bigint; referral_id: string }>`/* prepared: accept */
    with submitted as materialized (
      select * from json_to_recordset(${JSON.stringify(referrals)}::json) as submitted (
        id uuid, reference text, thread text, kind text, from_mailbox uuid, from_address text, from_agency uuid,
        in_reply_to uuid, statement text, statement_sha256 text, signature text, signer_fpr text, submitted_by uuid,
        marking text, data_class text, categories text[], purpose text, consent text, bases text[], agreement_id text,
        agreement_version integer, respond_by date, urgency text, destroy_after date, message_id text, accepted_at timestamptz,
        sha256 text, size integer, salt bytea, starts integer)
    ), leaving as materialized (
      select * from json_to_recordset(${JSON.stringify(lot.flatMap(({ deliveries }) => deliveries))}::json) as leaving (
        id uuid, referral_id uuid, mailbox_id uuid, state text, return_token text, changed_at timestamptz,
        to_mailbox text, to_agency uuid)
    ), staged as (
      insert into log_staged (type, record, salt, referral_id)
        select 'accepted', statement, salt, id from submitted
        returning id, referral_id
    ), accepted as (
      insert into referral (id, reference, thread, origin, kind, from_mailbox, in_reply_to, statement,
          statement_sha256, signature, signer_fpr, submitted_by, marking, data_class, agreement_id, agreement_version,
          respond_by, urgency, destroy_after, message_id, staged_id, accepted_at)
        select r.id, r.reference, r.thread, 'submitted', r.kind, r.from_mailbox, r.in_reply_to, r.statement,
            r.statement_sha256, r.signature, r.signer_fpr, r.submitted_by, r.marking, r.data_class, r.agreement_id,
            r.agreement_version, r.respond_by, r.urgency, r.destroy_after, r.message_id, staged.id, r.accepted_at
          from submitted r join staged on staged.referral_id = r.id
    ), sealed as (
      insert into content (sha256, referral_id, size) select sha256, id, size from submitted
    ), kept as (
      insert into content_chunk (sha256, n, bytes)
        select sha256, 0, substr(${Buffer.concat(lot.flatMap(({ bytes }) => bytes ?? []))}::bytea, starts, size)
          from submitted where starts is not null
    ), delivered as (
      insert into delivery (id, referral_id, mailbox_id, state, return_token, changed_at, respond_by, give_up_at)
        select d.id, d.referral_id, d.mailbox_id, d.state, d.return_token, d.changed_at, r.respond_by,
            ${giveUpAt(sql`r.respond_by`)}
          from leaving d join submitted r on r.id = d.referral_id
    ), disclosed as (
      insert into disclosure (delivery_id, referral_id, reference, kind, from_agency, from_mailbox, to_agency,
          to_mailbox, marking, data_class, categories, purpose, consent, bases, agreement_id, agreement_version,
          sealed_on_arrival, staged_id, at)
        select d.id, r.id, r.reference, r.kind, r.from_agency, r.from_address, d.to_agency, d.to_mailbox, r.marking,
            r.data_class, r.categories, r.purpose, r.consent, r.bases, r.agreement_id, r.agreement_version, false,
            staged.id, r.accepted_at
          from leaving d
          join submitted r on r.id = d.referral_id
          join staged on staged.referral_id = r.id
    ), met as (
      insert into thread_party (thread, mailbox_id)
        select thread, from_mailbox from submitted
        union
        select r.thread, d.mailbox_id from leaving d join submitted r on r.id = d.referral_id
        -- Always in the same order, so that two who write to the same threads do not wait for each other.
        order by 1, 2
        on conflict (thread, mailbox_id) do nothing
    )
    select id, referral_id from staged`.execute(db)
  const idOf = new Map(rows.map(({ id, referral_id }) => [referral_id, id]))
  return lot.map(({ referral }) => {
    const stagedId = idOf.get(referral.id)
    if (stagedId === undefined) throw new Error('each referral is staged')
    return stagedId
  })
}
