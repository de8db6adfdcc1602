import type { PrivateKey } from '../crypto/keys.ts'
import { open, UnreadableError } from '../crypto/open.ts'
import type { FaultReason } from '../domain/receipt-reasons.ts'
import type { Manifest } from '../domain/wire/manifest.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { MailReadError, type ReadMessage, readReferral } from '../mail/read.ts'
import { certificatesOf } from './certificates.ts'
import { type Misdeclaration, misdeclarations } from './declared.ts'
import type { Unreadable } from './open-delivery.ts'
import type { Statement } from './referral-statement.ts'
import type { Session } from './session.ts'

/** A referral that opened. `misdeclared`: it opened, and is not what its sender declared; `faults` says in what. */
export type OpenedReferral = {
  outcome: 'opened' | 'misdeclared'
  origin: 'submitted'
  view: ReferralView
  /** mailbox in which it was opened */
  mailbox: string
  manifest: Manifest
  /** fingerprint of the person who signed the manifest */
  signer: string
  /** the text as a person reads it, marking first and last */
  text: string
  /** the form's data; null when it holds none that can be read */
  data: unknown
  attachments: ReadMessage['attachments']
  /** mailboxes that it was sealed to: the recipients and the sender */
  readers: string[]
  faults: Misdeclaration[]
}

/** Opens the sealed octets of a submitted referral and checks everything that was declared about it. */
export async function openReferral({
  session,
  view,
  manifest,
  mailbox,
  sealed,
  keys,
  now,
}: {
  session: Pick<Session, 'client' | 'pins'>
  view: ReferralView
  manifest: Extract<Statement, { origin: 'submitted' }>
  mailbox: string
  sealed: Uint8Array
  keys: PrivateKey[]
  now: Date
}): Promise<OpenedReferral | Unreadable> {
  const verifyWith = await certificatesOf(session, manifest.fields.from)
  try {
    const { entity, signature } = await open({ sealed, keys, verifyWith, now })
    const message = await readReferral(entity)
    const faults = await misdeclarations({
      manifest: manifest.fields,
      signer: manifest.signer,
      mailbox,
      entity,
      signature,
      message,
      accepted: new Date(view.acceptedAt),
    })
    return {
      outcome: faults.length === 0 ? 'opened' : 'misdeclared',
      origin: 'submitted',
      view,
      mailbox,
      manifest: manifest.fields,
      signer: manifest.signer.getFingerprint(),
      text: message.text,
      data: message.referral?.data ?? null,
      attachments: message.attachments,
      readers: [...new Set([...manifest.fields.to, manifest.fields.from])],
      faults,
    }
  } catch (error) {
    return { outcome: 'unreadable', view, ...whyUnreadable(error) }
  }
}

/** The reason code and sentence of a failure to open; anything that is no such failure is thrown on. */
export function whyUnreadable(error: unknown): { reason: FaultReason; sentence: string } {
  if (error instanceof UnreadableError) return { reason: error.reason, sentence: error.message }
  if (error instanceof MailReadError) return { reason: 'not-a-message', sentence: error.message }
  throw error
}
