import type { LogProof } from '../domain/wire/log-response.ts'
import { ENTRY_TYPES, entryText } from '../log/entry.ts'
import { parseProof, verifyInclusion } from '../log/proof.ts'
import { leafHash } from '../log/tree.ts'
import { fromBase64 } from './base64.ts'
import { type KeptCheckpoint, type LogAccess, openSignedCheckpoint } from './checkpoint.ts'
import { ClientError, LogInconsistentError } from './errors.ts'
import type { Session } from './session.ts'

/** Proof, checked, that a record stands in the log. */
export type VerifiedProof = {
  index: bigint
  type: string
  /** base64 of the 32 bytes that open the entry together with the record */
  salt: string
  entry: string
  /** the `.tlog-proof` text, for anybody to check offline */
  proof: string
  checkpoint: KeptCheckpoint
}

/**
 * Checks a proof: the entry commits to this very record, and stands at its place under a checkpoint that the pinned
 * log key signed.
 *
 * @param type the expected type of entry: `accepted` for a manifest
 * @param record the exact text that was logged
 * @throws LogInconsistentError when it proves anything else
 */
export async function verifyLogProof({
  session: { service, hash },
  proof: shown,
  type,
  record,
}: {
  session: Pick<LogAccess, 'service' | 'hash'>
  proof: LogProof
  type: 'accepted' | 'arrived'
  record: string
}): Promise<VerifiedProof> {
  const file = parseProof(shown.proof)
  const known = ENTRY_TYPES.find((one) => one === type)
  const salt = saltOf(shown)
  if (!file || !known || salt === null || shown.type !== type || String(file.index) !== shown.index) {
    throw notProved('It is not well formed, or of another entry.')
  }
  const entry = entryText(hash, known, salt, record)
  if (entry !== shown.entry) throw notProved('Its entry does not stand for what was sent.')
  const checkpoint = await openSignedCheckpoint(file.checkpoint, service.logKey)
  const { size, root } = checkpoint
  const leaf = leafHash(hash, new TextEncoder().encode(entry))
  if (!verifyInclusion(hash, { index: file.index, size, leaf, root, proof: file.hashes })) {
    throw notProved('Its hashes do not lead to the signed checkpoint.', checkpoint.note)
  }
  const { salt: saltText, proof } = shown
  return { index: file.index, type, salt: saltText, entry, proof, checkpoint }
}

/**
 * Fetches and checks the proof of a referral or an arrival that the person may see.
 *
 * @param record the exact text of its manifest or arrival statement
 * @throws LogInconsistentError, or ClientError while the entry is not published
 */
export async function proveReferral({
  session,
  referral,
  origin,
  record,
}: {
  session: Pick<Session, 'client' | 'service' | 'hash'>
  referral: string
  origin: 'submitted' | 'mail'
  record: string
}): Promise<VerifiedProof> {
  const proof = await session.client.proof(referral)
  if (proof === null) {
    throw new ClientError('It is accepted, and its log entry is not published yet. Ask again in a moment.')
  }
  return verifyLogProof({ session, proof, type: origin === 'mail' ? 'arrived' : 'accepted', record })
}

function saltOf({ salt }: LogProof): Uint8Array | null {
  try {
    const bytes = fromBase64(salt)
    return bytes.length === 32 ? bytes : null
  } catch {
    return null
  }
}

const notProved = (why: string, note: string | null = null): LogInconsistentError =>
  new LogInconsistentError(
    `The service’s proof that this stands in the log does not hold. ${why} Tell the auditor and the operator.`,
    note,
  )
