import type { BouncedRecipient } from './bounce/judge.ts'
import type { Disposition } from './mdn.ts'

/** A recipient as a report or a bounce of any form tells of it. */
export type ReportedRecipient = Omit<BouncedRecipient, 'address'> & { finalRecipient: string }

/** What a machine sent about a message of ours. */
export type ReceivedReport = {
  /**
   * `dsn` is a delivery report by RFC 3464 or a bounce of any other form. `away`, `complaint` and `challenge` are mails
   * of machines that are no receipts: an answer for somebody who is away (RFC 3834), a spam complaint (RFC 5965), a
   * demand that the sender prove himself.
   */
  type: 'dsn' | 'mdn' | 'away' | 'complaint' | 'challenge' | 'other'
  dsn: { reportingMta: string | null; envelopeId: string | null; recipients: ReportedRecipient[] } | null
  mdn: Disposition | null
  /** The Message-ID of the message that is reported on, however the report gives it. */
  originalMessageId: string | null
  /** The ENVID that the report carries (RFC 3461 §4.4). */
  envelopeId: string | null
}
