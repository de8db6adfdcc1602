import { ArmorError, dearmorMessage } from '../crypto/armor.ts'
import { sha256Hex } from '../crypto/digest.ts'
import type { PrivateKey, PublicKey } from '../crypto/keys.ts'
import { type EntitySignature, open } from '../crypto/open.ts'
import { recipientKeyIds } from '../crypto/sealed-object.ts'
import type { FaultReason } from '../domain/receipt-reasons.ts'
import type { Arrival } from '../domain/wire/arrival.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { Filed } from '../domain/wire/filed.ts'
import type { KindName, Marking } from '../domain/wire/referral-fields.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { domainOf } from '../mail/address.ts'
import { findEncrypted } from '../mail/encrypted.ts'
import { type ReadMessage, readHeaders, readReferral } from '../mail/read.ts'
import { certificatesOf, readDirectory } from './certificates.ts'
import { fileArrival } from './file-arrival.ts'
import { filedMarking } from './filed-marking.ts'
import type { Unreadable } from './open-delivery.ts'
import { whyUnreadable } from './open-referral.ts'
import type { Statement } from './referral-statement.ts'
import type { Session } from './session.ts'

/** What the reader says that mail from a partner is. What is left out is taken from the mail, where it says so. */
export type Filing = { kind?: KindName; marking?: Marking }

/** A key that the mail was encrypted to, and the mailbox of the directory that has it, where there is one. */
export type ArrivalReader = { keyId: string; mailbox: string | null }

/** Mail from a partner that opened. */
export type OpenedArrival = {
  outcome: 'opened'
  origin: 'mail'
  view: ReferralView
  delivery: string
  mailbox: string
  arrival: Arrival
  arrivalText: string
  /** whose mail it is: by its verified signature, or only by its own word */
  from: string | null
  signature: Filed['signature']
  /** fingerprint of the certificate that signed, when verified */
  signer: string | null
  /** what a signature that is not verified lacks */
  signatureSentence: string
  subject: string | null
  text: string
  attachments: ReadMessage['attachments']
  /** everyone who could read it, the mailbox itself included */
  readers: ArrivalReader[]
  /** what it would be filed as: given, or found in the mail; null where neither says */
  filing: { kind: KindName | null; marking: Marking | null }
  /** the filing that was signed and posted now; null when marking or kind is not known, or it was filed before */
  filed: Filed | null
}

/** Opens mail that the gateway sealed on arrival, then the partner's own encryption, and judges its signature. */
export async function openArrival({
  session,
  view,
  delivery,
  arrival,
  sealed,
  keys,
  filing,
  now,
}: {
  session: Session
  view: ReferralView
  delivery: string
  arrival: Extract<Statement, { origin: 'mail' }>
  sealed: Uint8Array
  keys: PrivateKey[]
  filing: Filing
  now: Date
}): Promise<OpenedArrival | Unreadable> {
  const { mailbox, domain } = arrival.fields
  const directory = await readDirectory(session)
  try {
    const raw = (await open({ sealed, keys, verifyWith: [], now })).entity
    if (!arrival.fields.raw.sealedByService && (await sha256Hex(raw)) !== arrival.fields.raw.sha256) {
      return unreadable(
        view,
        'raw-differs',
        'What the gateway sealed is not the mail that it says it received.',
      )
    }
    const encrypted = findEncrypted(raw)
    const partner = encrypted ? await dearmorMessage(encrypted.armored) : null
    const senders = await certificatesByMailbox(session, sendersOf(directory, domain))
    const certificates = [...senders.values()].flat()
    const inner = partner
      ? await open({ sealed: partner, keys, verifyWith: certificates, now })
      : { entity: raw, signature: { status: 'unsigned' } as const }
    const message = await readReferral(inner.entity)
    const claimed = message.headers.from ?? readHeaders(raw).from
    const judged = judgeSignature(inner.signature, claimed, senders)
    const own = new Map([[mailbox, await certificatesOf(session, mailbox)]])
    const opened: OpenedArrival = {
      outcome: 'opened',
      origin: 'mail',
      view,
      delivery,
      mailbox,
      arrival: arrival.fields,
      arrivalText: arrival.text,
      ...judged,
      subject: message.headers.subject,
      text: message.text,
      attachments: message.attachments,
      readers: partner ? readersOf(recipientKeyIds(partner), [own, senders]) : [],
      filing: proposedFiling(filing, arrival.fields, message),
      filed: null,
    }
    const { kind, marking } = opened.filing
    if (view.filed !== null || kind === null || marking === null) return opened
    return { ...opened, filed: await fileArrival({ session, opened, kind, marking, now }) }
  } catch (error) {
    if (error instanceof ArmorError) return unreadable(view, 'corrupt', error.message)
    return { outcome: 'unreadable', view, ...whyUnreadable(error) }
  }
}

const unreadable = (view: ReferralView, reason: FaultReason, sentence: string): Unreadable => ({
  outcome: 'unreadable',
  view,
  reason,
  sentence,
})

/** The partner's mailboxes in the domain that the mail came from: nobody else's signature counts for it. */
const sendersOf = (directory: Directory, domain: string): string[] =>
  directory.mailboxes
    .filter(({ address, certificate }) => certificate !== null && domainOf(address) === domain)
    .map(({ address }) => address)

async function certificatesByMailbox(
  session: Pick<Session, 'client' | 'pins'>,
  mailboxes: string[],
): Promise<Map<string, PublicKey[]>> {
  const found = new Map<string, PublicKey[]>()
  for (const mailbox of mailboxes) found.set(mailbox, await certificatesOf(session, mailbox))
  return found
}

/** A signature proves the address that the mail itself claims, or nothing: a colleague's key is another mailbox's. */
function judgeSignature(
  signature: EntitySignature,
  claimed: string | null,
  senders: Map<string, PublicKey[]>,
): Pick<OpenedArrival, 'from' | 'signature' | 'signer' | 'signatureSentence'> {
  if (signature.status === 'unsigned') {
    return {
      from: claimed,
      signature: 'unsigned',
      signer: null,
      signatureSentence: 'It is not signed: anybody could have written it.',
    }
  }
  const theirs = senders.get(claimed ?? '') ?? []
  if (signature.status === 'verified' && theirs.some((cert) => cert.getFingerprint() === signature.signer)) {
    return {
      from: claimed,
      signature: 'verified',
      signer: signature.signer,
      signatureSentence: `The signature is verified with the certificate of ${claimed}, which is pinned but not yet vouched for.`,
    }
  }
  const why =
    signature.status === 'verified'
      ? 'It is signed by another mailbox than it says it is from.'
      : signature.reason === 'bad-signature'
        ? 'Its signature is wrong: it was changed, or is somebody else’s.'
        : 'It is signed by a key that the directory does not list for its sender.'
  return { from: claimed, signature: 'unverified', signer: null, signatureSentence: why }
}

function readersOf(keyIds: string[], known: Map<string, PublicKey[]>[]): ArrivalReader[] {
  const owners = known.flatMap((map) => [...map])
  return [...new Set(keyIds)].slice(0, 50).map((keyId) => {
    const owner = owners.find(([, certificates]) =>
      certificates.some((certificate) => certificate.getKeyIDs().some((id) => id.toHex() === keyId)),
    )
    return { keyId, mailbox: owner?.[0] ?? null }
  })
}

/** The marking that stands in the subject, or first in the text; an answer to one of ours is a reply. */
function proposedFiling(given: Filing, arrival: Arrival, message: ReadMessage): OpenedArrival['filing'] {
  return {
    kind: given.kind ?? (arrival.inReplyTo === null ? null : 'reply'),
    marking: filedMarking(given.marking ?? null, {
      subject: message.headers.subject ?? '',
      text: message.text,
    }),
  }
}
