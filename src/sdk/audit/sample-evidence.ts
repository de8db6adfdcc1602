import { drawSample } from '../../domain/audit/sample.ts'
import {
  ReviewAnnounced,
  type SampleDefinition,
  type SampleRemark,
} from '../../domain/wire/review-statement.ts'
import { parseStatement, StatementError } from '../../domain/wire/statement.ts'
import { fromBase64, toBase64 } from '../../log/base64.ts'
import { sameBytes, toHex } from '../../log/bytes.ts'
import { opensEntry, readEntry } from '../../log/entry.ts'
import { hashesBy } from '../../log/hashes.ts'
import { verifyInclusion } from '../../log/proof.ts'
import { leftOf, rootOfSuffix, rootThrough } from '../../log/suffix.ts'
import { type Hash, leafHash } from '../../log/tree.ts'
import { ClientError } from '../errors.ts'
import { saltBytes } from '../verify-log.ts'
import { isDisclosure } from './facts.ts'

/** A sample does not follow from what is there to show that it does. The message is for whoever checks it. */
export class SampleError extends ClientError {
  override name = 'SampleError'
}

/** What stands behind an entry, and the salt that opens it with it. */
export type OpenedEntry = { index: bigint; salt: string; record: string }

/** All that it takes to draw a sample again, without the service. */
export type SampleEvidence = {
  checkpoint: { size: bigint; root: Uint8Array }
  /** every entry from `start` to the checkpoint's last, and the hashes that prove the first of them */
  start: bigint
  entries: readonly Uint8Array[]
  proof: readonly Uint8Array[]
  /** where the sample was announced, and the hashes that prove it */
  announcement: { index: bigint; proof: readonly Uint8Array[] }
  /** announcements that could be opened, the sample's own among them */
  announcements: readonly OpenedEntry[]
  /** those that say what was destroyed at the ends of the range, and of what was drawn */
  destructions: readonly OpenedEntry[]
  /** base64 */
  nonce: string
}

/** What a sample came to. */
export type JudgedSample = {
  announced: ReviewAnnounced
  /** of the tree that ends with the announcement; the root in base64 */
  size: bigint
  root: string
  population: bigint[]
  /** in the order of the draw */
  drawn: bigint[]
  overlapping: number
  unread: number
}

/** What the statement of a review says of a sample: what was announced, and what it came to. */
export function definitionOf(
  { announced, population, size, root, overlapping, unread }: JudgedSample,
  { nonce, remarks }: { nonce: string; remarks: readonly SampleRemark[] },
): SampleDefinition {
  const { month, from, to, leaves, count } = announced
  return {
    ...{ month, from, to, leaves, count, population: population.length },
    ...{ announcement: String(size - 1n), size: String(size), root, nonce },
    ...{ overlapping, unread, remarks: [...remarks] },
  }
}

/**
 * Draws a sample from what shows it, and demands that all of it hangs together: the entries are all that the log has from `start`
 * on, the announcement stands among them and before the nonce was shown, and the population is every disclosure of its range.
 *
 * @throws SampleError
 */
export function judgeSample(hash: Hash, evidence: SampleEvidence): JudgedSample {
  const { checkpoint, start, entries, announcement, nonce } = evidence
  demandWhole(hash, evidence)
  const types = entries.map((bytes) => readEntry(bytes)?.type)
  const at = Number(announcement.index - start)
  const bytes = entries[at]
  if (bytes === undefined || types[at] !== 'review-announced')
    throw new SampleError(`Entry ${announcement.index} of the log announces no review.`)
  const place = { ...announcement, size: checkpoint.size, leaf: leafHash(hash, bytes) }
  if (!verifyInclusion(hash, { ...place, root: checkpoint.root }))
    throw new SampleError(`The proof of the announcement, entry ${announcement.index}, does not hold.`)

  const opened = openAnnouncements(hash, evidence)
  const announced = opened.get(announcement.index)
  if (!announced) throw new SampleError('What stands behind the announcement is not there.')
  const secret = fromBase64(nonce)
  if (secret?.length !== 32 || toHex(hash(secret)) !== announced.nonceSha256)
    throw new SampleError('The nonce is not the one that was announced.')
  const [from, to] = [BigInt(announced.from), BigInt(announced.to)]
  if (from < start || from >= to || to > announcement.index)
    throw new SampleError('The announced range is not one of entries before the announcement.')

  const population: bigint[] = []
  for (let index = from; index < to; index += 1n) {
    const type = types[Number(index - start)]
    if (type !== undefined && isDisclosure(type)) population.push(index)
  }
  const size = announcement.index + 1n
  const root = toBase64(rootThrough(hash, place))
  const announcements = types.filter((type) => type === 'review-announced').length
  const overlapping = [...opened.values()].filter((one) => BigInt(one.from) < to && BigInt(one.to) > from)
  return {
    announced,
    size,
    root,
    population,
    drawn: drawSample(hash, { size, root, nonce }, population, announced.count),
    overlapping: overlapping.length,
    unread: announcements - opened.size,
  }
}

function demandWhole(hash: Hash, { checkpoint, start, entries, proof }: SampleEvidence): void {
  const { size, root } = checkpoint
  const leaves = entries.map((bytes) => leafHash(hash, bytes))
  const [leaf] = leaves
  const isTheirs =
    leaf !== undefined &&
    start + BigInt(entries.length) === size &&
    verifyInclusion(hash, { index: start, size, leaf, root, proof }) &&
    sameBytes(rootOfSuffix(hash, { index: start, left: leftOf({ index: start, size, proof }) }, leaves), root)
  if (!isTheirs)
    throw new SampleError(
      `The entries from ${start} on are not all that the log has there, or not as it has them.`,
    )
}

function openAnnouncements(
  hash: Hash,
  { start, entries, announcements }: SampleEvidence,
): ReadonlyMap<bigint, ReviewAnnounced> {
  const opened = new Map<bigint, ReviewAnnounced>()
  for (const { index, salt, record } of announcements) {
    const bytes = entries[Number(index - start)]
    const entry = bytes && readEntry(bytes)
    if (entry?.type !== 'review-announced' || !opensEntry(hashesBy(hash), entry, saltBytes(salt), record))
      throw new SampleError(`What is given as the announcement at entry ${index} is not what was logged.`)
    try {
      opened.set(index, parseStatement(ReviewAnnounced, record))
    } catch (error) {
      if (error instanceof StatementError) throw new SampleError(`Entry ${index}: ${error.message}`)
      throw error
    }
  }
  return opened
}
