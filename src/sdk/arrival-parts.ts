import type { PublicKey } from '../crypto/keys.ts'
import type { EntitySignature } from '../crypto/open.ts'
import { judgeCleartext, judgeDetached } from '../crypto/signed-part.ts'
import type { Filed } from '../domain/wire/filed.ts'
import { fileRemarks } from '../mail/foreign/file-remarks.ts'
import type { Piece, SignedPiece } from '../mail/foreign/piece.ts'
import { normaliseText } from '../mail/text.ts'
import { type ArrivalSignature, WHY } from './arrival-signature.ts'

/** What is known of one part alone: whether its sender encrypted it, and who signed it. */
export type PartVerdict = {
  /** whether the verdict is that of the whole mail, and not one of its own */
  ofWhole: boolean
  /** by its sender, on their machine */
  encrypted: boolean
  signature: Filed['signature']
  /** fingerprint of the certificate that signed, when verified */
  signer: string | null
  sentence: string
}

/** What stands in a mail to be read. `sealed`: it has a layer of encryption of its own, and was not opened. */
export type ArrivalPart = PartVerdict & {
  sort: 'text' | 'sealed' | 'added'
  text: string | null
  remarks: string[]
}

export type ArrivalFile = PartVerdict & {
  name: string
  /** as it is declared */
  type: string
  bytes: Uint8Array
  /** what it is by its content, in words; null where that does not tell */
  found: string | null
  remarks: string[]
}

/** Signatures within one mail that are verified, and bytes that are hashed for it. */
const MOST_SIGNATURES = 20
const MOST_BYTES = 100 * 1024 * 1024

/** How parts are judged: against whose certificates, and as of when. */
export type Judge = {
  detached(piece: SignedPiece): Promise<EntitySignature | null>
  cleartext(armored: string): Promise<{ text: string; signature: EntitySignature } | null>
}

/** A judge of the signatures within one mail, which tires of them. */
export function createJudge(verifyWith: readonly PublicKey[], received: Date): Judge {
  let signatures = 0
  let bytes = 0
  const willing = (size: number): boolean => {
    signatures += 1
    bytes += size
    return signatures <= MOST_SIGNATURES && bytes <= MOST_BYTES
  }
  return {
    detached: async ({ by, content, signature }) =>
      by !== 'openpgp' || signature === null || !willing(content.length)
        ? null
        : judgeDetached(content, signature, { verifyWith, received }),
    cleartext: async (armored) =>
      willing(armored.length) ? judgeCleartext(armored, { verifyWith, received }) : null,
  }
}

/** What is read in a mail: each part with the verdict on it alone. Texts of two verdicts are two parts. */
export async function judgeParts(
  pieces: readonly Piece[],
  { whole, judge, mailboxOf }: { whole: PartVerdict; judge: Judge; mailboxOf(signer: string): string | null },
): Promise<{ parts: ArrivalPart[]; files: ArrivalFile[] }> {
  const parts: ArrivalPart[] = []
  const files: ArrivalFile[] = []

  const take = async (piece: Piece, verdict: PartVerdict): Promise<void> => {
    if (piece.kind === 'text') {
      parts.push({ ...verdict, sort: 'text', text: piece.text, remarks: piece.remarks })
    } else if (piece.kind === 'file') {
      const { name, type, bytes } = piece
      files.push({ ...verdict, name, type, bytes, ...(await fileRemarks(piece)) })
    } else if (piece.kind === 'sealed') {
      parts.push({ ...verdict, sort: 'sealed', text: null, remarks: [NOT_OPENED[piece.by]] })
    } else if (piece.kind === 'cleartext') {
      const read = await judge.cleartext(piece.armored)
      if (read) {
        const own = ownVerdict(read.signature)
        parts.push({ ...own, sort: 'text', text: normaliseText(read.text), remarks: [] })
      } else {
        const remarks = ['It looks like a text that is signed, and was not read as one.']
        parts.push({ ...verdict, sort: 'text', text: normaliseText(piece.armored), remarks })
      }
    } else {
      const own = ownVerdict(await judge.detached(piece), piece.by)
      for (const inner of piece.inside) await take(inner, own)
    }
  }

  const ownVerdict = (signature: EntitySignature | null, by: SignedPiece['by'] = 'openpgp'): PartVerdict => ({
    ofWhole: false,
    encrypted: whole.encrypted,
    signature: signature?.status ?? 'unverified',
    signer: signature?.status === 'verified' ? signature.signer : null,
    sentence: `This part alone is signed. ${aboutPart(signature, by, mailboxOf)}`,
  })

  for (const piece of pieces) await take(piece, whole)
  return { parts, files }
}

function aboutPart(
  signature: EntitySignature | null,
  by: SignedPiece['by'],
  mailboxOf: (signer: string) => string | null,
): string {
  if (by === 'smime') return UNCHECKED_SMIME
  if (signature === null || signature.status === 'unsigned') return UNCHECKED
  if (signature.status === 'unverified') return WHY[signature.reason]
  const mailbox = mailboxOf(signature.signer) ?? 'a mailbox of the directory'
  return `The signature is that of ${mailbox}. It says nothing of the rest, nor whom this part was written to.`
}

/** Of a whole mail, the verdict on a signature around it that is not one of OpenPGP, or not in a form that can be read. */
export const wholeUnchecked = (by: SignedPiece['by'], from: string | null): ArrivalSignature => ({
  from,
  signature: 'unverified',
  signer: null,
  signatureSentence: by === 'smime' ? UNCHECKED_SMIME : UNCHECKED,
})

const UNCHECKED_SMIME = 'Its S/MIME signature was not checked: nothing here can check it.'
const UNCHECKED = 'Its signature was not checked: it is not in a form that can be.'

const NOT_OPENED = {
  openpgp: 'It holds something that is encrypted once more, which was not opened.',
  smime: 'It holds something sealed or signed with S/MIME, which was not opened.',
} as const
