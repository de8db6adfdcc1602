import type { ServiceDescription } from '../domain/wire/session.ts'
import { readEntry } from '../log/entry.ts'
import { followExchanges } from '../log/key-exchange.ts'
import { nameOfKey, originNumber, originOf } from '../log/new-origin.ts'
import { inclusionProof, verifyInclusion } from '../log/proof.ts'
import { decodeBundle, FULL_WIDTH, tilePath, tileWidth } from '../log/tiles.ts'
import { leafHash } from '../log/tree.ts'
import type { KeptCheckpoint, LogAccess } from './checkpoint.ts'
import { LogInconsistentError } from './errors.ts'
import { publishedLog, tileReader } from './log-tiles.ts'

export { nameOfKey, originNumber, originOf } from '../log/new-origin.ts'

/** The log of a service that may have had other names. */
export type NamedLog = LogAccess & {
  service: Pick<ServiceDescription, 'logKey' | 'keyExchanges' | 'logBegun'>
}

/** With how many entries the log of this name came to its end, as the service says: what came after it has another name. */
export function endOf(begun: ServiceDescription['logBegun'], name: string): bigint | null {
  const ends = begun.flatMap((one) =>
    originNumber(one.name) > originNumber(name) ? [BigInt(one.index)] : [],
  )
  return ends.reduce<bigint | null>((least, end) => (least === null || end < least ? end : least), null)
}

/**
 * How many of the entries under a checkpoint's name the log still has, where it has begun anew since: that its key ended it
 * is signed by that key, and that it went on from there is an entry `continued` of the log as it is now.
 *
 * @param note a checkpoint that this machine saw
 * @param shown the log as it is now
 * @returns null where the checkpoint is of the log's own name, or that name was not ended by its own key: then nothing is
 *   excused
 * @throws LogInconsistentError when the entry is not there
 */
export async function keptUntil(log: NamedLog, note: string, shown: KeptCheckpoint): Promise<bigint | null> {
  const { service, formerLogKeys = [] } = log
  const name = originOf(note)
  if (name === nameOfKey(service.logKey)) return null
  const keys = formerLogKeys.filter((key) => nameOfKey(key) === name)
  const ways = await Promise.all(
    keys.map((key) => followExchanges(key, service.logKey, service.keyExchanges, 'names')),
  )
  const end = endOf(service.logBegun, name)
  if (end === null || !ways.some((way) => way !== null)) return null
  if (await isContinued(log, end, shown)) return end
  throw new LogInconsistentError(
    `The service says that its log went on under another name from entry ${end}, and the log does not say so.`,
    shown.note,
  )
}

async function isContinued(
  { client, hash }: LogAccess,
  index: bigint,
  { size, root }: KeptCheckpoint,
): Promise<boolean> {
  if (index >= size) return false
  const [n, at] = [index / BigInt(FULL_WIDTH), Number(index % BigInt(FULL_WIDTH))]
  const bundle = await publishedLog(client).entries(tilePath('entries', n, tileWidth(size, 0, n)))
  const entry = bundle && decodeBundle(bundle).entries[at]
  if (!entry || readEntry(entry)?.type !== 'continued') return false
  const proof = await inclusionProof(hash, tileReader(client), index, size)
  return verifyInclusion(hash, { index, size, leaf: leafHash(hash, entry), root, proof })
}
