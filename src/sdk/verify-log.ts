import { fromBase64 } from '../log/base64.ts'
import { type Hashes, type LogSource, type LogVerdict, type VerifiedPoint, verifyLog } from '../log/verify.ts'
import { type LogAccess, openSeenCheckpoint, openSignedCheckpoint } from './checkpoint.ts'
import type { Client } from './client.ts'
import { ClientError } from './errors.ts'
import { publishedLog } from './log-tiles.ts'
import type { LoggedEntry } from './reconcile.ts'

export { ENTRY_TYPES } from '../log/entry.ts'
export type { PastCheckpoint } from '../log/past.ts'
export {
  type Hashes,
  type LogSource,
  type LogVerdict,
  type Opening,
  type VerifiedPoint,
  verifyLog,
} from '../log/verify.ts'

/** What opens an entry: salt in base64, and the record's exact text. */
export type LogRecord = { index: string; type: string; salt: string; record: string }

const INDEX = /^(?:0|[1-9]\d{0,19})$/

/**
 * Every record below `end` that the caller may open, page by page, in the order of the log.
 *
 * @param end the size of the checkpoint that is worked against: an auditor's reading is itself entered in the log, so
 *   without an end it would never come to one
 */
export async function* logRecords(
  client: Pick<Client, 'logRecords'>,
  end: bigint,
  start = 0n,
): AsyncGenerator<LogRecord> {
  for (let next: bigint | null = start; next !== null; ) {
    const page: Page = await readPage(client, next, end)
    yield* page.records
    next = page.next
  }
}

type Page = { records: LogRecord[]; next: bigint | null }

/** A server that sends us round in circles would never let us finish: the next page begins later, and before the end. */
async function readPage(client: Pick<Client, 'logRecords'>, start: bigint, end: bigint): Promise<Page> {
  if (start >= end) return { records: [], next: null }
  const { records, next } = await client.logRecords(start, end)
  const following = next === null ? null : asIndex(next)
  return {
    records: records.filter(({ index }) => asIndex(index) < end),
    next: following !== null && following > start ? following : null,
  }
}

/** How a server's log is verified. */
export type ServerVerification = {
  /** the note of the checkpoint that it must continue; null where there is none */
  kept: string | null
  /** the note to verify it against; the newest when left out */
  checkpoint?: string
  /** notes of other checkpoints that it must continue */
  seen?: readonly string[]
  /** how far this machine has verified it before: only what comes after is read */
  after?: VerifiedPoint
  /** whether to check what the caller may open, too: the client must carry a token */
  signedIn: boolean
  /** whether the caller may open every record: what is not given is then erased */
  opensAll?: boolean
  /** the session's hash for many at once, where the platform has a faster way */
  hashes?: Hashes
  onProgress?: (done: bigint, size: bigint) => void
  /** told of every entry that could be read, in order; the record is one that was logged */
  onEntry?: (entry: LoggedEntry) => void
  /** waited for after each 256 entries */
  settled?: () => Promise<void>
}

/**
 * Verifies the whole published log of a server: every tile and entry against the signed checkpoint, and that it
 * continues the checkpoint kept from before.
 */
export async function verifyServer(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  {
    kept,
    checkpoint,
    seen = [],
    after,
    signedIn,
    opensAll,
    hashes,
    onProgress,
    onEntry,
    settled,
  }: ServerVerification,
): Promise<LogVerdict> {
  const { logKey } = log.service
  const from = kept === null ? null : await openSeenCheckpoint(kept, log)
  const published = publishedLog(log.client)
  const note = checkpoint ?? (await published.checkpoint())
  // A checkpoint that cannot be believed is told by the verification, which reads nothing more then.
  const size = (await openSignedCheckpoint(note, logKey).catch(() => null))?.size ?? 0n
  const source: LogSource = {
    ...published,
    checkpoint: async () => note,
    record: signedIn ? recordsInOrder(log.client, size, after?.size) : async () => null,
    missing: signedIn && opensAll ? 'erased' : 'withheld',
  }
  return verifyLog({
    source,
    vkey: logKey,
    hash: log.hash,
    ...(hashes ? { hashes } : {}),
    seen: await Promise.all(seen.map((earlier) => openSeenCheckpoint(earlier, log))),
    ...(from ? { from } : {}),
    ...(after ? { after } : {}),
    ...(onEntry ? { onEntry } : {}),
    ...(settled ? { settled } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
}

/**
 * Verification asks entry by entry, in order: one page of records at a time is held, however large the log, and none is asked
 * for before its turn, however long the pages stay empty.
 */
function recordsInOrder(client: Pick<Client, 'logRecords'>, end: bigint, start = 0n): LogSource['record'] {
  let page: Page = { records: [], next: start }
  let at = 0
  return async (index) => {
    for (;;) {
      for (; at < page.records.length; at += 1) {
        const { index: place, salt, record } = page.records[at] ?? { index: '0', salt: '', record: '' }
        if (asIndex(place) > index) return null
        if (asIndex(place) === index) return { salt: saltBytes(salt), record }
      }
      if (page.next === null || page.next > index) return null
      page = await readPage(client, page.next, end)
      at = 0
    }
  }
}

const asIndex = (text: string): bigint => {
  if (INDEX.test(text)) return BigInt(text)
  throw new ClientError('The service names a log entry that cannot be.')
}

/** A salt that is no base64, or spelt in another way than it is written, opens nothing: its entry is then reported. */
export const saltBytes = (salt: string): Uint8Array => fromBase64(salt) ?? new Uint8Array()
