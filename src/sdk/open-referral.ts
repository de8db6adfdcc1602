import type { PrivateKey } from '../crypto/keys.ts'
import { open, UnreadableError } from '../crypto/open.ts'
import { dayOf } from '../domain/day.ts'
import { kindOf } from '../domain/kinds.ts'
import type { FaultReason } from '../domain/receipt-reasons.ts'
import { rulesOf } from '../domain/rule-sets.ts'
import { FAULT_LIMIT, type Fault } from '../domain/wire/check.ts'
import type { Manifest } from '../domain/wire/manifest.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { type FileRemarks, fileRemarks } from '../mail/foreign/file-remarks.ts'
import { MailReadError, type ReadMessage, readReferral } from '../mail/read.ts'
import { type Misdeclaration, misdeclarations } from './declared.ts'
import type { Unreadable } from './open-delivery.ts'
import type { Statement } from './referral-statement.ts'
import type { Session } from './session.ts'
import { sealedBehind } from './trust/sealed-behind.ts'
import { certificatesOf, readDirectory } from './trust/trusted.ts'
import { wordFor } from './word-for.ts'

type OpenedFile = Omit<ReadMessage['attachments'][number], 'called'> & FileRemarks

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
  /** whose word the sending mailbox's key is; see `wordFor` */
  word: string | null
  /** the text as a person reads it, marking first and last */
  text: string
  /** the form's data; null when it holds none that can be read */
  data: unknown
  /** with what they are found to be, and what their reader must know before they open one */
  attachments: OpenedFile[]
  /** mailboxes that it was sealed to: the recipients and the sender */
  readers: string[]
  faults: Misdeclaration[]
  /** what the trust log said already of its sender or this mailbox, and whoever sealed it had not seen; see `sealedBehind` */
  warnings: string[]
  /**
   * what this machine finds unlawful in it by the law of its agreement, as of the day of its making, or missing from
   * what is attached. Its sender declared nothing wrongly, so it is no misdeclaration
   */
  concerns: Fault[]
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
  session: Pick<Session, 'client' | 'trust' | 'kept'>
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
      word: await wordFor(session, manifest.fields.from),
      text: message.text,
      data: message.referral?.data ?? null,
      attachments: await Promise.all(
        message.attachments.map(async ({ called, ...file }) => ({
          ...file,
          ...(await fileRemarks({ ...file, called })),
        })),
      ),
      readers: [...new Set([...manifest.fields.to, manifest.fields.from])],
      faults,
      warnings: sealedBehind(await session.trust.state(), manifest.fields, {
        signer: manifest.signer.getFingerprint(),
        mailbox,
        accepted: view.acceptedAt,
      }),
      concerns: await concernsAbout(session, manifest.fields, message),
    }
  } catch (error) {
    return { outcome: 'unreadable', view, ...whyUnreadable(error) }
  }
}

/** The directory is asked only where the kind has law of its own: for what nobody judges, nothing more is fetched. */
async function concernsAbout(
  session: Pick<Session, 'client' | 'trust'>,
  { kind: name, agreement, created }: Manifest,
  { referral, attachments }: ReadMessage,
): Promise<Fault[]> {
  const kind = kindOf(name)
  if (referral === null || kind.check(referral.data).length > 0) return []
  const attached = kind.attachmentFaults(referral.data, attachments)
  if (!kind.hasLaw) return attached
  const { agreements } = await readDirectory(session)
  const listed = agreements.find(({ id, version }) => id === agreement.id && version === agreement.version)
  if (!listed) {
    const message = `Its law was not checked: the directory has no agreement ${agreement.id}, version ${agreement.version}.`
    return [{ path: '', message }, ...attached]
  }
  const day = dayOf(new Date(created))
  const law = { rules: rulesOf(listed, day), day }
  return [...kind.lawFaults(referral.data, law), ...attached].slice(0, FAULT_LIMIT)
}

/** The reason code and sentence of a failure to open; anything that is no such failure is thrown on. */
export function whyUnreadable(error: unknown): { reason: FaultReason; sentence: string } {
  if (error instanceof UnreadableError) return { reason: error.reason, sentence: error.message }
  if (error instanceof MailReadError) return { reason: 'not-a-message', sentence: error.message }
  throw error
}
