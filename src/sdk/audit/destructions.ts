import { Destroyed } from '../../domain/wire/destroyed.ts'
import { parseStatement, StatementError } from '../../domain/wire/statement.ts'
import { type Entry, opensEntry, readEntry } from '../../log/entry.ts'
import { hashesBy } from '../../log/hashes.ts'
import type { Hash } from '../../log/tree.ts'
import type { LogAccess } from '../checkpoint.ts'
import type { Client } from '../client.ts'
import { saltBytes } from '../verify-log.ts'
import { openLeaves } from './leaves.ts'
import { type OpenedEntry, SampleError, type SampleEvidence } from './sample-evidence.ts'

/**
 * Which entries say that these disclosures were destroyed. Records are asked for by the page, however many destructions there are.
 *
 * @returns for each of them that any names, the first that does
 */
export async function destructionsOf(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  { start, entries }: Pick<SampleEvidence, 'start' | 'entries'>,
  indices: readonly bigint[],
): Promise<ReadonlyMap<bigint, bigint>> {
  const found = new Map<bigint, bigint>()
  const wanted = new Set(indices)
  if (wanted.size === 0) return found
  const open = openLeaves(log)
  const earliest = indices.reduce((least, index) => (index < least ? index : least))
  for (let at = Number(earliest - start) + 1; at < entries.length && found.size < wanted.size; at += 1) {
    const entry = readEntry(entries[at] ?? new Uint8Array())
    if (entry?.type !== 'destroyed') continue
    const by = start + BigInt(at)
    const opened = await open({ index: by, entry })
    for (const named of opened ? namedBy(by, opened.record) : [])
      if (wanted.has(named) && !found.has(named)) found.set(named, by)
  }
  return found
}

/**
 * What destructions destroyed, by the log's own entries.
 *
 * @param entryAt the entry at a place of the log, proved
 * @throws SampleError for one that is not what was logged
 */
export function readDestructions(
  hash: Hash,
  entryAt: (index: bigint) => Entry | null,
  destructions: readonly OpenedEntry[],
): ReadonlyMap<bigint, readonly bigint[]> {
  const read = new Map<bigint, readonly bigint[]>()
  for (const { index, salt, record } of destructions) {
    const entry = entryAt(index)
    if (entry?.type !== 'destroyed' || !opensEntry(hashesBy(hash), entry, saltBytes(salt), record))
      throw new SampleError(`What is given as the destruction at entry ${index} is not what was logged.`)
    read.set(index, namedBy(index, record))
  }
  return read
}

/** A destruction comes after what it destroys; whatever else it names it cannot have meant. */
function namedBy(by: bigint, record: string): bigint[] {
  try {
    return parseStatement(Destroyed, record)
      .entries.map(BigInt)
      .filter((index) => index < by)
  } catch (error) {
    if (error instanceof StatementError) return []
    throw error
  }
}
