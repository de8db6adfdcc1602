import { sha256Hex } from '../crypto/digest.ts'
import { signStatement } from '../crypto/statement.ts'
import type { ReceiptReason } from '../domain/receipt-reasons.ts'
import { Receipt, type ReceiptEvent } from '../domain/wire/receipt.ts'
import type { StatementRequest } from '../domain/wire/referral-response.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import type { Statement } from './referral-statement.ts'
import type { Session } from './session.ts'

/** What a receipt is about: the manifest or arrival statement, and the mailbox it was read in. */
export type Receipted = { statement: Statement; mailbox: string }

/**
 * Composes and signs a receipt: digests of the manifest's text, the content and the entity, as the reader was
 * given them.
 *
 * @param reason a code, never free text; null where the event needs none
 */
export async function signReceipt(
  key: Session['key'],
  { statement, mailbox }: Receipted,
  { event, reason, now }: { event: ReceiptEvent; reason: ReceiptReason | null; now: Date },
): Promise<StatementRequest> {
  const text = writeStatement(Receipt, {
    despatch: 'receipt/1',
    referral: statement.fields.id,
    manifest: await sha256Hex(statement.text),
    content: statement.fields.content.map(({ sha256 }) => sha256),
    entity: statement.origin === 'submitted' ? statement.fields.entity : null,
    mailbox,
    event,
    reason,
    time: now.toISOString(),
  })
  return { statement: text, signature: await signStatement(text, key, now) }
}
