import { type LogSource, type LogVerdict, verifyLog } from '../log/verify.ts'
import { fromBase64 } from './base64.ts'
import { type LogAccess, openSignedCheckpoint } from './checkpoint.ts'
import type { Client } from './client.ts'
import { ClientError } from './errors.ts'
import { publishedLog } from './log-tiles.ts'

export { type LogSource, type LogVerdict, verifyLog } from '../log/verify.ts'

/** What opens an entry: salt in base64, and the record's exact text. */
export type LogRecord = { index: string; type: string; salt: string; record: string }

const INDEX = /^(?:0|[1-9]\d{0,19})$/

/** Every record that the caller may open, page by page, in the order of the log. */
export async function* logRecords(client: Pick<Client, 'logRecords'>): AsyncGenerator<LogRecord> {
  let start: bigint | null = 0n
  while (start !== null) {
    const page: Awaited<ReturnType<Client['logRecords']>> = await client.logRecords(start)
    for (const record of page.records) {
      asIndex(record.index)
      yield record
    }
    const next: bigint | null = page.next === null ? null : asIndex(page.next)
    // A server that sends us round in circles would never let us finish.
    start = next !== null && next > start ? next : null
  }
}

/**
 * Verifies the whole published log of a server: every tile and entry against the signed checkpoint, and that it
 * continues the checkpoint kept from before.
 *
 * @param kept the note of that checkpoint; null where there is none
 * @param signedIn whether to check what the caller may open, too: the client must carry a token
 */
export async function verifyServer(
  log: LogAccess & { client: Pick<Client, 'logFile' | 'logRecords'> },
  {
    kept,
    signedIn,
    onProgress,
  }: { kept: string | null; signedIn: boolean; onProgress?: (done: bigint, size: bigint) => void },
): Promise<LogVerdict> {
  const from = kept === null ? null : await openSignedCheckpoint(kept, log.service.logKey)
  return verifyLog({
    source: {
      ...publishedLog(log.client),
      record: signedIn ? recordsInOrder(logRecords(log.client)) : async () => null,
    },
    vkey: log.service.logKey,
    hash: log.hash,
    ...(from ? { from } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
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
