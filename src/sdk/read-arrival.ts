import { dearmorMessage } from '../crypto/armor.ts'
import type { PrivateKey, PublicKey } from '../crypto/keys.ts'
import { type EntitySignature, open } from '../crypto/open.ts'
import { recipientKeyIds } from '../crypto/sealed-object.ts'
import type { Arrival } from '../domain/wire/arrival.ts'
import { findSealed } from '../mail/encrypted.ts'
import { inlineEntity } from '../mail/foreign/inline-entity.ts'
import type { Piece, SignedPiece } from '../mail/foreign/piece.ts'
import { type ForeignMail, readForeign } from '../mail/foreign/read-foreign.ts'
import { type ReadHeaders, readHeaders } from '../mail/read.ts'
import { normaliseText } from '../mail/text.ts'
import { type Addressed, addressedTo } from './addressed.ts'
import { type ArrivalHeaders, arrivalHeaders } from './arrival-headers.ts'
import {
  type ArrivalFile,
  type ArrivalPart,
  createJudge,
  type Judge,
  judgeParts,
  wholeUnchecked,
} from './arrival-parts.ts'
import { type ArrivalSignature, cameUnsealed, judgeSignature } from './arrival-signature.ts'

/** What a mail from a partner was found to be, by this machine alone. */
export type ReadArrival = ArrivalSignature &
  Addressed & {
    subject: string | null
    /** whether the subject stood inside the seal */
    subjectProtected: boolean
    /** the subject inside the seal, for what must not be decided by anybody on the way; empty where there is none */
    sealedSubject: string
    /** what the reader must know of the whole */
    remarks: string[]
    /** the words that the verdict on the whole is about; where there are none, those of the first part that has some */
    text: string
    parts: ArrivalPart[]
    files: ArrivalFile[]
    /** ids of the keys that its sender encrypted it to; none for mail that came in clear */
    keyIds: string[]
  }

/**
 * Opens and reads a mail as it came in, whoever wrote it: takes off the sender's encryption, and judges the whole and each
 * part for itself. Nothing of it is given unless all of it was authenticated by its encryption.
 *
 * @param senders certificates of the mailboxes of the domain that it came from, by address
 * @throws UnreadableError, ArmorError, MailReadError
 */
export async function readArrival({
  raw,
  arrival,
  keys,
  senders,
  now,
}: {
  raw: Uint8Array
  arrival: Pick<Arrival, 'mailbox' | 'domain' | 'authentication' | 'raw' | 'received'>
  keys: readonly PrivateKey[]
  senders: ReadonlyMap<string, PublicKey[]>
  now: Date
}): Promise<ReadArrival> {
  const { sealedByService } = arrival.raw
  const received = new Date(arrival.received)
  const verifyWith = [...senders.values()].flat()
  const found = sealedByService ? null : findSealed(raw)
  const sealed = found === null ? null : await dearmorMessage(found.armored)
  const inner = sealed === null ? null : await open({ sealed, keys, verifyWith, now, received })
  const entity = inner === null ? raw : found?.inline ? inlineEntity(inner.entity) : inner.entity
  const mail = await readForeign(entity)

  const judge = createJudge(verifyWith, received)
  const around = await aroundWhole(mail, inner?.signature ?? { status: 'unsigned' }, judge)
  // In clear a header counts as the sender's own where it says so and a signature is around it.
  const signsHeader = mail.around !== null && mail.headers.protection !== 'none'
  const headers = arrivalHeaders(readHeaders(raw), inner === null && !signsHeader ? null : mail.headers)
  const written = addressedTo(arrival.mailbox, coveredBy(around.signature, mail, inner !== null))
  const judged = around.unchecked
    ? wholeUnchecked(around.unchecked, headers.claimed.from)
    : judgeSignature(around.signature, headers.claimed, written, senders)
  const signed = around.unchecked !== null || around.signature.status !== 'unsigned'
  const verdict = sealedByService ? cameUnsealed(arrival, judged, signed) : judged

  const whole = {
    ofWhole: true,
    encrypted: inner !== null,
    signature: verdict.signature,
    signer: verdict.signer,
    sentence: verdict.signatureSentence,
  }
  const { parts, files } = await judgeParts(around.pieces, {
    whole,
    judge,
    mailboxOf: (signer) => holderOf(signer, senders),
  })
  return {
    ...verdict,
    ...written,
    ...shownHeaders(headers),
    sealedSubject: (inner === null ? (readHeaders(raw).subject ?? '') : mail.headers.subject) ?? '',
    text: textOf(parts),
    parts: found?.added == null ? parts : [...parts, addedPart(found.added)],
    files,
    keyIds: sealed === null ? [] : recipientKeyIds(sealed),
  }
}

/** The outermost signature around everything that the mail holds: of its encryption, or of a `multipart/signed`. */
async function aroundWhole(
  { around, pieces }: ForeignMail,
  sealing: EntitySignature,
  judge: Judge,
): Promise<{ signature: EntitySignature; unchecked: SignedPiece['by'] | null; pieces: Piece[] }> {
  if (around === null) return { signature: sealing, unchecked: null, pieces }
  // Within what was signed when it was sealed it is one more, and speaks for its part.
  if (sealing.status !== 'unsigned') return { signature: sealing, unchecked: null, pieces: [around] }
  const signature = await judge.detached(around)
  return {
    signature: signature ?? { status: 'unsigned' },
    unchecked: signature === null ? around.by : null,
    pieces,
  }
}

/** The addressees that a signature covers; of mail in clear that nobody signed, those that it names. */
function coveredBy(
  signature: EntitySignature,
  { headers }: ForeignMail,
  sealed: boolean,
): Pick<ReadHeaders, 'to' | 'cc'> {
  return sealed || signature.status === 'unsigned' || headers.protection !== 'none'
    ? headers
    : { to: [], cc: [] }
}

const shownHeaders = ({ subject, subjectProtected, remarks }: ArrivalHeaders) => ({
  subject,
  subjectProtected,
  remarks,
})

/** Texts of one verdict are one text; those of another are never put together with them. */
function textOf(parts: readonly ArrivalPart[]): string {
  const texts = parts.flatMap(({ ofWhole, text }) => (ofWhole && text !== null ? [text] : []))
  if (texts.length > 0) return normaliseText(texts.join('\n'))
  return parts.find(({ text }) => text !== null)?.text ?? '\n'
}

const addedPart = (text: string): ArrivalPart => ({
  sort: 'added',
  ofWhole: false,
  encrypted: false,
  signature: 'unsigned',
  signer: null,
  sentence: 'This was added on the way, in clear. It is not part of the message, and nobody answers for it.',
  text: normaliseText(text),
  remarks: [],
})

const holderOf = (signer: string, senders: ReadonlyMap<string, PublicKey[]>): string | null =>
  [...senders].find(([, certificates]) => certificates.some((one) => one.getFingerprint() === signer))?.[0] ??
  null
