import { readCertificate } from '../crypto/certificate.ts'
import { sha256Hex } from '../crypto/digest.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { verifyStatement } from '../crypto/statement.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import { Receipt } from '../domain/wire/receipt.ts'
import type { DeliveryView, ReceiptView, ReferralView } from '../domain/wire/referral-response.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { isSignedFault } from './signed-fault.ts'
import { type Lookup, personCertificate } from './trust/trusted.ts'

/** A receipt as the sender's own machine finds it. `problem` is null when it holds, else what is wrong with it. */
export type CheckedReceipt = {
  delivery: string
  mailbox: string
  event: string
  reason: string | null
  /** fingerprint of whoever signed; as the service claims it where there is a problem */
  signer: string
  /** when the reader says it was, ISO 8601 */
  time: string
  problem: string | null
}

/**
 * Checks every receipt of a referral against what was sent: signed by the certificate that it comes with, about this
 * manifest, this content and this entity, by a mailbox that it was sent to, and saying what the service shows.
 *
 * @param sent the exact text of the manifest as it was sent, best from one's own machine
 * @param lookup when given, a signer must have been appointed by the agency whose mailbox it is
 */
export async function checkReceipts(
  view: Pick<ReferralView, 'deliveries'>,
  sent: string,
  lookup?: Lookup,
): Promise<CheckedReceipt[]> {
  const manifest = parseStatement(Manifest, sent)
  const digest = await sha256Hex(sent)
  const signers = signerReader(lookup)
  const checked: CheckedReceipt[] = []
  for (const delivery of view.deliveries) {
    for (const receipt of delivery.receipts) {
      checked.push(await checkOne(receipt, delivery, { manifest, digest, signers }))
    }
  }
  return checked
}

async function checkOne(
  shown: ReceiptView,
  { delivery, mailbox }: DeliveryView,
  { manifest, digest, signers }: { manifest: Manifest; digest: string; signers: SignerReader },
): Promise<CheckedReceipt> {
  const { event, reason, signer, at } = shown
  const base = { delivery, mailbox, event, reason, signer, time: at }
  try {
    const certificates = [await signers(shown.certificate, { time: at, mailbox })]
    const { statement: text, signature } = shown
    const verified = await verifyStatement({
      type: 'receipt/1',
      text,
      signature,
      certificates,
      now: new Date(at),
    })
    const receipt = parseStatement(Receipt, text)
    const problem =
      verified.signer === signer
        ? differenceOf(receipt, { event, reason, mailbox }, manifest, digest)
        : 'It is signed by another key than the service says.'
    return { ...base, signer: verified.signer, time: receipt.time, problem }
  } catch (error) {
    if (!isSignedFault(error)) throw error
    return { ...base, problem: error.message }
  }
}

type SignerReader = (armored: string, signed: { time: string; mailbox: string }) => Promise<PublicKey>

/** A few readers sign many receipts: each certificate is looked up once. */
function signerReader(lookup: Lookup | undefined): SignerReader {
  const read = new Map<string, Promise<PublicKey>>()
  return (armored, signed) => {
    if (lookup) return personCertificate(lookup, armored, signed)
    const certificate = read.get(armored) ?? readCertificate(armored)
    read.set(armored, certificate)
    return certificate
  }
}

function differenceOf(
  receipt: Receipt,
  shown: { event: string; reason: string | null; mailbox: string },
  manifest: Manifest,
  digest: string,
): string | null {
  if (receipt.referral !== manifest.id) return 'It is about another referral.'
  if (receipt.manifest !== digest) return 'It names another manifest than was sent.'
  if (receipt.content[0] !== manifest.content[0]?.sha256) return 'It names other content than was sent.'
  if (receipt.entity !== manifest.entity) return 'It names another message than was sealed.'
  if (receipt.mailbox !== shown.mailbox) return 'It is for another mailbox than the service shows.'
  if (!manifest.to.includes(receipt.mailbox)) return 'It is from a mailbox that this was not sent to.'
  if (receipt.event !== shown.event || receipt.reason !== shown.reason)
    return 'It says otherwise than the service shows.'
  return null
}
