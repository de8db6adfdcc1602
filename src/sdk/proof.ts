import { Arrival } from '../domain/wire/arrival.ts'
import type { LogProof } from '../domain/wire/log-response.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import type { DisclosureRow } from '../domain/wire/register-response.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { entryText, parseEntry } from '../log/entry.ts'
import { parseProof, verifyInclusion } from '../log/proof.ts'
import { leafHash } from '../log/tree.ts'
import { fromBase64 } from './base64.ts'
import { type KeptCheckpoint, type LogAccess, openSignedCheckpoint } from './checkpoint.ts'
import { ClientError, LogInconsistentError } from './errors.ts'
import type { Session } from './session.ts'
import { logRecords } from './verify-log.ts'

/** Proof, checked, that a record stands in the log. */
export type VerifiedProof = {
  index: bigint
  type: string
  /** base64 of the 32 bytes that open the entry together with the record */
  salt: string
  /** its text; where the record was withheld, as the service gave it */
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
 * @param record the exact text that was logged; null where it is withheld from the person, and then the proof is of
 *   the entry alone: what it stands for, only those can say who have the record
 * @throws LogInconsistentError when it proves anything else
 */
export async function verifyLogProof({
  session: { service, hash, kept },
  proof: shown,
  type,
  record,
}: {
  session: Pick<LogAccess, 'service' | 'hash'> & Pick<Session, 'kept'>
  proof: LogProof
  type: 'accepted' | 'arrived'
  record: string | null
}): Promise<VerifiedProof> {
  const file = parseProof(shown.proof)
  const salt = saltOf(shown)
  const { entry } = shown
  const isOfType = shown.type === type && parseEntry(entry)?.type === type
  if (!file || !isOfType || salt === null || String(file.index) !== shown.index) {
    throw notProved('It is not well formed, or of another entry.')
  }
  if (record !== null && entry !== entryText(hash, type, salt, record)) {
    throw notProved('Its entry does not stand for what was sent.')
  }
  const open = kept?.openCheckpoint ?? openSignedCheckpoint
  const checkpoint = await open(file.checkpoint, service.logKey)
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
 * @param record the exact text of its manifest or arrival statement; null where it is withheld from the person
 * @throws LogInconsistentError, or ClientError while the entry is not published
 */
export async function proveReferral({
  session,
  referral,
  origin,
  record,
}: {
  session: Pick<Session, 'client' | 'service' | 'hash' | 'kept'>
  referral: string
  origin: 'submitted' | 'mail'
  record: string | null
}): Promise<VerifiedProof> {
  const proof = await session.client.proof(referral)
  if (proof === null) {
    throw new ClientError('It is accepted, and its log entry is not published yet. Ask again in a moment.')
  }
  return verifyLogProof({ session, proof, type: origin === 'mail' ? 'arrived' : 'accepted', record })
}

/**
 * The same for whoever reads the register and not the mailboxes: the proof must be of the very entry that the register
 * names, and what stands behind it, where the person may open it, be about that referral.
 *
 * @returns also the record; null where it is withheld
 * @throws ClientError when the entry is not published yet, or its record was erased on time
 */
export async function proveRegistered(
  session: Pick<Session, 'client' | 'service' | 'hash' | 'kept'>,
  row: Pick<DisclosureRow, 'reference' | 'referral' | 'origin' | 'leaf' | 'record' | 'destruction'>,
): Promise<{ proof: VerifiedProof; record: string | null }> {
  const { reference, referral, origin, leaf } = row
  if (leaf === null) {
    throw new ClientError(
      `${reference} is accepted, and its log entry is not published yet. Ask again in a moment.`,
    )
  }
  if (row.record === 'erased') {
    throw new ClientError(
      `What stood behind entry ${leaf} was erased${row.destruction === null ? '' : `, as entry ${row.destruction} says`}, and with it what opens the entry. That the entry still stands is shown by: despatch log verify`,
    )
  }
  const index = BigInt(leaf)
  const record = await recordAt(session.client, index)
  const proof = await proveReferral({ session, referral, origin, record })
  if (proof.index !== index) throw notProved(`The register has ${reference} at entry ${leaf}.`)
  if (record !== null && idOf(origin, record) !== referral) {
    throw notProved(`What stands behind entry ${leaf} is not about ${reference}.`)
  }
  return { proof, record }
}

async function recordAt(
  client: Pick<Session['client'], 'logRecords'>,
  index: bigint,
): Promise<string | null> {
  for await (const found of logRecords(client, index + 1n, index)) {
    if (BigInt(found.index) === index) return found.record
  }
  return null
}

function idOf(origin: 'submitted' | 'mail', record: string): string | null {
  try {
    return parseStatement(origin === 'mail' ? Arrival : Manifest, record).id
  } catch (error) {
    if (error instanceof StatementError) return null
    throw error
  }
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
