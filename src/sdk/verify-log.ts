import { parseEntry } from '../log/entry.ts'
import { decodeBundle, FULL_WIDTH, parseTilePath } from '../log/tiles.ts'
import { type LogSource, type LogVerdict, verifyLog } from '../log/verify.ts'
import { fromBase64 } from './base64.ts'
import { type LogAccess, openSignedCheckpoint } from './checkpoint.ts'
import type { Client } from './client.ts'
import { ClientError } from './errors.ts'
import { publishedLog } from './log-tiles.ts'
import type { LoggedEntry } from './reconcile.ts'

export { type LogSource, type LogVerdict, verifyLog } from '../log/verify.ts'

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
  let next: bigint | null = start
  while (next !== null && next < end) {
    const page: Awaited<ReturnType<Client['logRecords']>> = await client.logRecords(next, end)
    for (const record of page.records) {
      if (asIndex(record.index) < end) yield record
    }
    const following: bigint | null = page.next === null ? null : asIndex(page.next)
    // A server that sends us round in circles would never let us finish.
    next = following !== null && following > next ? following : null
  }
}

/** How a server's log is verified. */
export type ServerVerification = {
  /** the note of the checkpoint that it must continue; null where there is none */
  kept: string | null
  /** the note to verify it against; the newest when left out */
  checkpoint?: string
  /** whether to check what the caller may open, too: the client must carry a token */
  signedIn: boolean
  onProgress?: (done: bigint, size: bigint) => void
  /** told of every entry that could be read, in order, whose type and record the verdict vouches for */
  onEntry?: (entry: LoggedEntry) => void
}

/**
 * Verifies the whole published log of a server: every tile and entry against the signed checkpoint, and that it
 * continues the checkpoint kept from before.
 */
export async function verifyServer(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  { kept, checkpoint, signedIn, onProgress, onEntry }: ServerVerification,
): Promise<LogVerdict> {
  const { logKey } = log.service
  const from = kept === null ? null : await openSignedCheckpoint(kept, logKey)
  const published = publishedLog(log.client)
  const note = checkpoint ?? (await published.checkpoint())
  // A checkpoint that cannot be believed is told by the verification, which reads nothing more then.
  const size = (await openSignedCheckpoint(note, logKey).catch(() => null))?.size ?? 0n
  const source: LogSource = {
    ...published,
    checkpoint: async () => note,
    record: signedIn ? recordsInOrder(logRecords(log.client, size)) : async () => null,
  }
  return verifyLog({
    source: onEntry ? watched(source, onEntry) : source,
    vkey: logKey,
    hash: log.hash,
    ...(from ? { from } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
}

/** The same source, telling what it gives: verification reads a bundle of entries and then the record of each. */
function watched(source: LogSource, onEntry: (entry: LoggedEntry) => void): LogSource {
  let bundle: { first: bigint; entries: Uint8Array[] } = { first: 0n, entries: [] }
  return {
    ...source,
    async entries(path) {
      const bytes = await source.entries(path)
      const address = parseTilePath(path)
      if (bytes && address) {
        bundle = { first: address.n * BigInt(FULL_WIDTH), entries: decodeBundle(bytes).entries }
      }
      return bytes
    },
    async record(index) {
      const opening = await source.record(index)
      const text = bundle.entries[Number(index - bundle.first)]
      const entry = text && parseEntry(new TextDecoder().decode(text))
      if (entry) onEntry({ index, type: entry.type, record: opening?.record ?? null })
      return opening
    },
  }
}

/** Verification asks entry by entry, in order: one page of records at a time is held, however large the log. */
function recordsInOrder(records: AsyncGenerator<LogRecord>): LogSource['record'] {
  let next: LogRecord | null | undefined
  const advance = async (): Promise<LogRecord | null> => {
    const { done, value } = await records.next()
    return done ? null : value
  }
  return async (index) => {
    next ??= next === null ? null : await advance()
    while (next && BigInt(next.index) < index) next = await advance()
    return next && BigInt(next.index) === index ? { salt: saltBytes(next.salt), record: next.record } : null
  }
}

const asIndex = (text: string): bigint => {
  if (INDEX.test(text)) return BigInt(text)
  throw new ClientError('The service names a log entry that cannot be.')
}

/** A salt that is no base64 opens nothing: the entry is then reported by its index. */
export function saltBytes(salt: string): Uint8Array {
  try {
    return fromBase64(salt)
  } catch {
    return new Uint8Array()
  }
}
