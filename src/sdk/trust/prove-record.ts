import { trustTypeOf } from '../../domain/trust/replay.ts'
import { readTrustRecord } from '../../domain/wire/trust/record.ts'
import { sameBytes } from '../../log/bytes.ts'
import { formatProof, inclusionProof, verifyInclusion } from '../../log/proof.ts'
import { openTrustCheckpoint, trustEntryOf, trustLeaf, trustRoot, trustTiles } from '../../log/trust-log.ts'
import type { Client } from '../client.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { recordsFrom } from './records.ts'
import { TrustLogError } from './trust-log-error.ts'

/** Proof, checked, that a record stands in the trust log. */
export type ProvedRecord = {
  index: bigint
  type: string
  /** its entry, which is what is hashed */
  entry: string
  record: string
  /** how many records the log has under the checkpoint */
  size: bigint
  /** the signed checkpoint */
  note: string
  /** the `.tlog-proof` text, for anybody to check offline */
  proof: string
}

/**
 * Proves that a record of the trust log stands at its place under the checkpoint that was read last. The proof is made
 * here, of the leaves that were read and believed: nothing of it is the service's word.
 *
 * @throws ClientError when there is no such place; TrustLogError when another record is given for it than was read
 */
export async function proveTrustRecord(
  {
    client,
    trust,
    service,
    hash,
  }: { client: Pick<Client, 'trustRecords'> } & Pick<Session, 'trust' | 'service' | 'hash'>,
  index: bigint,
): Promise<ProvedRecord> {
  const { note, leaves } = await trust.published()
  const size = BigInt(leaves.length)
  if (index >= size)
    throw new ClientError(`The trust log has ${size} records, from 0 on, and no record ${index}.`)
  const [given] = await recordsFrom(client, Number(index), Number(index) + 1)
  const record = given?.record ?? ''
  const type = typeOf(record)
  const leaf = trustLeaf(hash, type, record)
  const hashes = await inclusionProof(hash, trustTiles(hash, leaves), index, size)
  const { root } = await openTrustCheckpoint(note, service.trustKey)
  const read = leaves[Number(index)]
  const holds = read && sameBytes(leaf, read) && sameBytes(root, trustRoot(hash, leaves))
  if (!holds || !verifyInclusion(hash, { index, size, leaf, root, proof: hashes })) {
    throw new TrustLogError(
      `The record ${index} that the service gives out is not the one that this machine has read. Nothing was proved. Tell your liaison officer and the operator.`,
    )
  }
  const entry = trustEntryOf(hash, type, record)
  return { index, type, entry, record, size, note, proof: formatProof({ index, hashes, checkpoint: note }) }
}

/** The type of a record's statement; empty where it is none, which fits no leaf. */
function typeOf(record: string): string {
  try {
    return trustTypeOf(readTrustRecord(record).statement) ?? ''
  } catch {
    return ''
  }
}
