import { sql, type Transaction } from 'kysely'
import type { AnswerState, TransportState } from '../../domain/delivery.ts'
import type { ReceivedReport } from '../../mail/received-report.ts'
import type { Database } from '../../store/tables.ts'

/** A delivery that a report is about, locked until the transaction ends. */
export type ReportedDelivery = {
  id: string
  referral_id: string
  message_id: string
  address: string
  state: TransportState
  answer: AnswerState | null
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The delivery whose own return path a report came to. */
export async function deliveryOfToken(
  tx: Transaction<Database>,
  token: string,
): Promise<ReportedDelivery | undefined> {
  return deliveries(tx).where('delivery.return_token', '=', token).forUpdate('delivery').executeTakeFirst()
}

/**
 * The deliveries that a report names which came elsewhere than to a return path: by the ENVID that we gave (the id of one), else by
 * the Message-ID and the addresses that mail was for in the end; one that mail was first for is the sender's word. Only what was once handed to a partner's server can be reported on.
 */
export async function deliveriesNamedBy(
  tx: Transaction<Database>,
  report: ReceivedReport,
): Promise<ReportedDelivery[]> {
  const sent = deliveries(tx).where('mailbox.route', '=', 'mail').where('delivery.attempts', '>', 0)
  const id = envelopeIdOf(report)
  if (id !== null) {
    const named = await sent.where('delivery.id', '=', id).forUpdate('delivery').executeTakeFirst()
    if (named) return [named]
  }
  const addresses = finalAddresses(report)
  if (report.originalMessageId === null || addresses.length === 0) return []
  return sent
    .where('referral.message_id', '=', report.originalMessageId)
    .where('referral.origin', '=', 'submitted')
    .where(sql<boolean>`mailbox.address = any(${addresses}::text[])`)
    .orderBy('delivery.seq')
    .forUpdate('delivery')
    .execute()
}

/** Whether a report has the ENVID of a delivery, which its partner's server alone was told. */
export const hasEnvelopeId = (report: ReceivedReport, { id }: ReportedDelivery): boolean =>
  envelopeIdOf(report) === id

/**
 * Whether a report says itself that it is about a delivery: by its ENVID, or by the Message-ID and the recipient. A return
 * path is no proof, since a stranger who has seen it may put it on a mail of his own, and the partner's server then truly
 * reports on that.
 */
export function isAbout(report: ReceivedReport, delivery: ReportedDelivery): boolean {
  if (hasEnvelopeId(report, delivery)) return true
  if (report.originalMessageId !== delivery.message_id) return false
  return report.type === 'mdn' || addressesIn(report).includes(delivery.address)
}

/**
 * Whether a report at a return path names another delivery of ours than the one whose path it is: by its ENVID, or else
 * by the Message-ID that it gives back. What names nothing of ours (servers on the way rewrite both) contradicts nothing.
 */
export async function namesAnother(
  tx: Transaction<Database>,
  delivery: ReportedDelivery,
  report: ReceivedReport,
): Promise<boolean> {
  const id = envelopeIdOf(report)
  if (id === delivery.id) return false
  if (id !== null) {
    const other = await tx.selectFrom('delivery').select('id').where('id', '=', id).executeTakeFirst()
    if (other) return true
  }
  const messageId = report.originalMessageId
  if (messageId === null || messageId === delivery.message_id) return false
  const other = await tx
    .selectFrom('referral')
    .select('id')
    .where('message_id', '=', messageId)
    .where('origin', '=', 'submitted')
    .executeTakeFirst()
  return other !== undefined
}

function deliveries(tx: Transaction<Database>) {
  return tx
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .select(['delivery.id', 'delivery.referral_id', 'referral.message_id', 'mailbox.address'])
    .select(['delivery.state', 'delivery.answer'])
}

function envelopeIdOf({ envelopeId }: ReceivedReport): string | null {
  const id = envelopeId?.trim().toLowerCase() ?? ''
  return UUID.test(id) ? id : null
}

function finalAddresses({ dsn, mdn }: ReceivedReport): string[] {
  const all = [...(dsn?.recipients ?? []).map((one) => one.finalRecipient), mdn?.finalRecipient]
  return [...new Set(all.filter((address) => typeof address === 'string'))].slice(0, 200)
}

function addressesIn({ dsn, mdn }: ReceivedReport): string[] {
  const all = [
    ...(dsn?.recipients ?? []).flatMap((one) => [one.finalRecipient, one.originalRecipient]),
    mdn?.finalRecipient,
    mdn?.originalRecipient,
  ]
  return [...new Set(all.filter((address) => typeof address === 'string'))].slice(0, 200)
}
