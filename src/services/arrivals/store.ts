import { hash } from 'node:crypto'
import type { Insertable, Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { referenceCore } from '../../domain/reference.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { newDelivery } from '../deliveries/new-delivery.ts'
import { stage } from '../log/stage.ts'
import { recordDisclosures } from '../register/record-disclosures.ts'
import { together } from '../together.ts'
import type { SealedArrival, SealedMail } from './keep-mail.ts'

/** Mails of one transaction. */
const MOST_TOGETHER = 50

/**
 * Commits mails that are sealed; both resolve when what they were given is safe on disk. Small mails that come while
 * others are being committed are committed together, so that a busy hour does not cost a transaction for each.
 */
export function createStore(
  db: Db,
  tidy: (bytes: number) => void,
): {
  together(mail: SealedMail): Promise<void>
  alone(mail: SealedMail): Promise<void>
} {
  const alone = (mail: SealedMail) => storeMails(db, [mail], tidy)
  const inLot = together<SealedMail, { failed: unknown } | null>(
    async (mails) => {
      try {
        await storeMails(db, mails, tidy)
        return mails.map(() => null)
      } catch (error) {
        if (mails.length === 1 || !isAboutARow(error)) return mails.map(() => ({ failed: error }))
      }
      // What is wrong with one must not keep back the others.
      const outcomes: ({ failed: unknown } | null)[] = []
      for (const mail of mails) {
        outcomes.push(
          await alone(mail).then(
            () => null,
            (failed: unknown) => ({ failed }),
          ),
        )
      }
      return outcomes
    },
    { most: MOST_TOGETHER },
  )
  return {
    alone,
    async together(mail) {
      const outcome = await inLot(mail)
      if (outcome) throw outcome.failed
    },
  }
}

/** Whether the database refused something that it was to write (SQLSTATE classes 22 and 23), and is well otherwise. */
function isAboutARow(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code)
  )
}

async function storeMails(
  db: Db,
  mails: readonly SealedMail[],
  tidy: (bytes: number) => void,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const fresh = await notYetKept(tx, mails)
    if (fresh.length > 0) await insertAll(tx, fresh, tidy)
  })
}

type FreshMail = SealedMail & { inboundId: string }

/** Leaves out what a mailbox has already, and what comes twice in one lot. */
async function notYetKept(tx: Transaction<Database>, mails: readonly SealedMail[]): Promise<FreshMail[]> {
  const mailboxes = mails.flatMap(({ arrivals }) => arrivals.map(({ mailbox }) => mailbox.id))
  const known = await tx
    .selectFrom('inbound_recipient')
    .select(['mailbox_id', 'raw_sha256'])
    .where('mailbox_id', 'in', [...new Set(mailboxes)])
    .where(
      'raw_sha256',
      'in',
      mails.map(({ mail }) => mail.sameMail),
    )
    .execute()
  const kept = new Set(known.map((row) => `${row.mailbox_id} ${row.raw_sha256}`))
  return mails.flatMap((sealed) => {
    const arrivals = sealed.arrivals.filter(({ mailbox }) => {
      const one = `${mailbox.id} ${sealed.mail.sameMail}`
      const isKept = kept.has(one)
      kept.add(one)
      return !isKept
    })
    return arrivals.length === 0 ? [] : [{ ...sealed, arrivals, inboundId: uuidv7() }]
  })
}

/** One arrival with the mail that it is of, and the ids that its rows name. */
type ArrivalRow = SealedArrival & { of: FreshMail; deliveryId: string; stagedId: bigint }

/** Inserts mails with their arrivals: statement and log entry, referral, content, delivery and row in the register. */
async function insertAll(
  tx: Transaction<Database>,
  mails: readonly FreshMail[],
  tidy: (bytes: number) => void,
): Promise<void> {
  const arrivals = mails.flatMap((of) => of.arrivals.map((arrival) => ({ ...arrival, of })))
  const stagedIds = await stage(
    tx,
    arrivals.map(({ statement, arrival }) => ({
      type: 'arrived',
      record: statement,
      referralId: arrival.id,
    })),
  )
  const deliveries = arrivals.map(({ arrival, mailbox, of }) =>
    newDelivery({ referralId: arrival.id, mailboxId: mailbox.id, now: of.received }),
  )
  const rows = arrivals.map((arrival, at): ArrivalRow => {
    const [stagedId, delivery] = [stagedIds[at], deliveries[at]]
    if (stagedId === undefined || delivery === undefined) throw new Error('each arrival is staged')
    return { ...arrival, stagedId, deliveryId: delivery.id }
  })
  await tx.insertInto('inbound').values(mails.map(inboundOf)).execute()
  await tx.insertInto('referral').values(rows.map(referralOf)).execute()
  await insertContents(tx, rows, tidy)
  await tx.insertInto('delivery').values(deliveries).execute()
  await recordDisclosures(tx, rows.map(disclosureOf))
  await tx
    .insertInto('inbound_recipient')
    .values(
      rows.map(({ of, mailbox, arrival }) => ({
        inbound_id: of.inboundId,
        mailbox_id: mailbox.id,
        raw_sha256: of.mail.sameMail,
        referral_id: arrival.id,
      })),
    )
    .execute()
  await tx
    .insertInto('thread_party')
    .values(rows.map(({ arrival, mailbox }) => ({ thread: arrival.thread, mailbox_id: mailbox.id })))
    .onConflict((at) => at.columns(['thread', 'mailbox_id']).doNothing())
    .execute()
}

function inboundOf({ inboundId, mail, arrivals, received }: FreshMail): Insertable<Database['inbound']> {
  const [answers] = arrivals.flatMap(({ joined }) => joined?.deliveryId ?? [])
  return {
    id: inboundId,
    message_id: mail.messageId,
    raw_sha256: mail.sameMail,
    size: mail.size,
    domain: mail.sender.domain,
    authenticated: mail.sender.authenticated,
    state: 'new',
    reason: null,
    answers: answers ?? null,
    at: received,
  }
}

function referralOf(row: ArrivalRow): Insertable<Database['referral']> {
  const { arrival, statement, signature, signer, stagedId, of } = row
  return {
    id: arrival.id,
    reference: referenceCore(arrival.id),
    thread: arrival.thread,
    origin: 'mail',
    kind: 'mail',
    from_mailbox: null,
    from_domain: arrival.domain,
    in_reply_to: arrival.inReplyTo,
    statement,
    statement_sha256: hash('sha256', statement, 'hex'),
    signature,
    signer_fpr: signer,
    submitted_by: null,
    marking: null,
    data_class: null,
    agreement_id: null,
    agreement_version: null,
    respond_by: null,
    destroy_after: null,
    message_id: arrival.messageId,
    staged_id: stagedId,
    accepted_at: of.received,
  }
}

/** The contents, small ones all at once. The chunks of a large one come from its file, and go one by one. */
async function insertContents(
  tx: Transaction<Database>,
  rows: readonly ArrivalRow[],
  tidy: (bytes: number) => void,
): Promise<void> {
  await tx
    .insertInto('content')
    .values(rows.map(({ content: { sha256, size }, arrival }) => ({ sha256, size, referral_id: arrival.id })))
    .execute()
  const small: Insertable<Database['content_chunk']>[] = []
  for (const { content } of rows) {
    let n = 0
    for await (const bytes of content.chunks()) {
      const chunk = { sha256: content.sha256, n, bytes }
      if (content.size > bytes.byteLength) {
        await tx.insertInto('content_chunk').values(chunk).execute()
        tidy(bytes.byteLength)
      } else small.push(chunk)
      n += 1
    }
  }
  if (small.length > 0) await tx.insertInto('content_chunk').values(small).execute()
}

/** What the register has of mail that nobody has opened: whence, whereto and when. Its reader files the rest. */
function disclosureOf(row: ArrivalRow): Insertable<Database['disclosure']> {
  const { arrival, mailbox, deliveryId, stagedId, of } = row
  return {
    delivery_id: deliveryId,
    referral_id: arrival.id,
    reference: referenceCore(arrival.id),
    kind: 'mail',
    from_agency: of.mail.sender.network?.agencyId ?? null,
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
    staged_id: stagedId,
    at: of.received,
  }
}
