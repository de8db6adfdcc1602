import Type from 'typebox'
import Value from 'typebox/value'
import type { ServiceDescription } from '../../domain/wire/session.ts'
import { keysBefore, keysSince } from '../../log/key-exchange.ts'
import { type KeptCheckpoint, openSignedCheckpoint } from '../checkpoint.ts'
import { ClientError } from '../errors.ts'

/** A checkpoint, and the key of the log by which it was opened. */
export type SignedTree = KeptCheckpoint & { key: string }

type Keys = Pick<ServiceDescription, 'logKey' | 'keyExchanges'>

/** The keys that a log has had, the oldest first, as the key in use says by the notes that it has signed; that one comes last. */
export const logKeysOf = async ({ logKey, keyExchanges }: Keys): Promise<string[]> => [
  ...(await keysBefore(logKey, keyExchanges)),
  logKey,
]

/**
 * Opens the checkpoint that a report was made under, which may have been signed before the log's key was exchanged: by the oldest
 * key that signed it, so that the report comes out the same whenever it is written.
 *
 * @throws ClientError when none of the log's keys has signed it: papers may be older than the log, and that is no contradiction
 */
export async function openClosing(note: string, service: Keys): Promise<SignedTree> {
  for (const key of await logKeysOf(service)) {
    const opened = await openSignedCheckpoint(note, key).catch(() => null)
    if (opened) return { ...opened, key }
  }
  throw new ClientError(
    'The review was ended under a checkpoint that none of the log’s keys has signed. The folder that was written when it was signed is the report.',
  )
}

/** The notes by which a log went over from a report's key to the one that signed a later proof: as many as a service shows. */
const Exchanges = Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 32 })

/** What a file beside a proof has where the report's key has not signed the proof's checkpoint. */
export const formatExchanges = (notes: readonly string[]): string => `${JSON.stringify(notes)}\n`

/**
 * Opens the checkpoint of a proof that was made after a report: with the report's key, or one that this handed the log on to.
 *
 * @param exchanges the file beside the proof; null where there is none
 * @throws ClientError, LogInconsistentError
 */
export async function openLater(note: string, logKey: string, exchanges: string | null): Promise<SignedTree> {
  const since = exchanges === null ? [] : await keysSince(logKey, readExchanges(exchanges))
  for (const key of since) {
    const opened = await openSignedCheckpoint(note, key).catch(() => null)
    if (opened) return { ...opened, key }
  }
  return { ...(await openSignedCheckpoint(note, logKey)), key: logKey }
}

function readExchanges(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Value.Check(Exchanges, value)) return value
  } catch {
    // said below
  }
  throw new ClientError('The notes on the log’s keys beside it are not as a report has them.')
}
