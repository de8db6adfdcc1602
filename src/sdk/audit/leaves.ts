import { type Entry, opensEntry, readEntry } from '../../log/entry.ts'
import { hashesBy } from '../../log/hashes.ts'
import { createProblemList } from '../../log/problem-list.ts'
import { inclusionProofs, verifyInclusion } from '../../log/proof.ts'
import { readBundle } from '../../log/source.ts'
import { FULL_WIDTH, tileWidth } from '../../log/tiles.ts'
import { leafHash } from '../../log/tree.ts'
import type { KeptCheckpoint, LogAccess } from '../checkpoint.ts'
import type { Client } from '../client.ts'
import { LogInconsistentError } from '../errors.ts'
import { publishedLog, tileReader } from '../log-tiles.ts'
import { logRecords, saltBytes } from '../verify-log.ts'

/** An entry that stands under a checkpoint, proved: what it is, its exact bytes, and the hashes from its leaf to the root. */
export type ProvedLeaf = { index: bigint; entry: Entry; bytes: Uint8Array; proof: Uint8Array[] }
/** A record, and the salt that opens its entry with it. */
export type OpenedRecord = { salt: string; record: string }

type RecordAccess = LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> }

/**
 * The entries at these places, each proved to stand under the checkpoint.
 *
 * @throws LogInconsistentError when the service gives anything else
 */
export async function readLeaves(
  log: LogAccess,
  { size, root, note }: KeptCheckpoint,
  indices: readonly bigint[],
): Promise<ProvedLeaf[]> {
  const proofs = await inclusionProofs(log.hash, tileReader(log.client), indices, size)
  const bundles = new Map<bigint, Uint8Array[]>()
  const leaves: ProvedLeaf[] = []
  for (const [at, index] of indices.entries()) {
    const n = index / BigInt(FULL_WIDTH)
    const bundle = bundles.get(n) ?? (await entriesOf(log, size, n))
    bundles.set(n, bundle)
    const bytes = bundle[Number(index % BigInt(FULL_WIDTH))] ?? new Uint8Array()
    const proof = proofs[at] ?? []
    const entry = readEntry(bytes)
    const leaf = leafHash(log.hash, bytes)
    if (!entry || !verifyInclusion(log.hash, { index, size, leaf, root, proof }))
      throw new LogInconsistentError(
        `The service’s entry ${index} does not stand under the checkpoint that it signed. Tell the operator.`,
        note,
      )
    leaves.push({ index, entry, bytes, proof })
  }
  return leaves
}

/** The entries of a bundle, as far as a log of `size` has it. Nothing is proved of them. */
export async function entriesOf({ client }: LogAccess, size: bigint, n: bigint): Promise<Uint8Array[]> {
  const problems = createProblemList()
  const source = { ...publishedLog(client), record: async () => null }
  const { bytes, ends } = await readBundle(source, n, tileWidth(size, 'entries', n), problems)
  const [problem] = problems.list()
  if (problem !== undefined) throw new LogInconsistentError(`The log cannot be read: ${problem}.`, null)
  // Two octets before each say how long it is.
  return ends.map((end, at) => bytes.subarray((ends[at - 1] ?? 0) + 2, end))
}

/**
 * What stands behind an entry, if one may open it: null when it was erased, or is withheld.
 *
 * @throws LogInconsistentError when what the service gives is not what the entry stands for
 */
export async function openLeaf(log: RecordAccess, leaf: ToOpen): Promise<OpenedRecord | null> {
  return demandLogged(log, leaf, (await recordsFrom(log, leaf.index, leaf.index + 1n)).get(leaf.index))
}

/** The same of many that stand near one another: they are read by the page, and the last one read is remembered. */
export function openLeaves(log: RecordAccess): (leaf: ToOpen) => Promise<OpenedRecord | null> {
  const width = BigInt(FULL_WIDTH)
  let [n, page]: [bigint, ReadonlyMap<bigint, OpenedRecord>] = [-1n, new Map()]
  return async (leaf) => {
    const at = leaf.index / width
    if (at !== n) [n, page] = [at, await recordsFrom(log, at * width, (at + 1n) * width)]
    return demandLogged(log, leaf, page.get(leaf.index))
  }
}

type ToOpen = Pick<ProvedLeaf, 'index' | 'entry'>

async function recordsFrom(
  { client }: RecordAccess,
  start: bigint,
  end: bigint,
): Promise<ReadonlyMap<bigint, OpenedRecord>> {
  const records = new Map<bigint, OpenedRecord>()
  for await (const { index, salt, record } of logRecords(client, end, start))
    records.set(BigInt(index), { salt, record })
  return records
}

function demandLogged(
  { hash }: RecordAccess,
  { index, entry }: ToOpen,
  found: OpenedRecord | undefined,
): OpenedRecord | null {
  if (!found) return null
  if (opensEntry(hashesBy(hash), entry, saltBytes(found.salt), found.record)) return found
  throw new LogInconsistentError(
    `What the service gives as the record of entry ${index} is not what was logged. Tell the operator.`,
    null,
  )
}
