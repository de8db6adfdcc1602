import { believedFrom } from '../../domain/trust/believed.ts'
import { replay, trustTypeOf } from '../../domain/trust/replay.ts'
import { personOf, type TrustState } from '../../domain/trust/state.ts'
import { TrustError } from '../../domain/trust/trust-error.ts'
import type { TrustVerifier } from '../../domain/trust/verifier.ts'
import { StatementError } from '../../domain/wire/statement.ts'
import { readTrustRecord, type TrustRecord, withPrivate } from '../../domain/wire/trust/record.ts'
import { toBase64 } from '../../log/base64.ts'
import { sameBytes } from '../../log/bytes.ts'
import { LogKeyError } from '../../log/keys.ts'
import { NoteError } from '../../log/note.ts'
import type { Hash } from '../../log/tree.ts'
import { openTrustCheckpoint, trustLeaf, trustRoot } from '../../log/trust-log.ts'
import { fromBase64 } from '../base64.ts'
import type { Client } from '../client.ts'
import { isApiProblem } from '../errors.ts'
import { annexesOf } from './annexes-of.ts'
import { canGoOn, type KeptTrust, nothingKept } from './kept-trust.ts'
import { type GivenRecord, recordsFrom } from './records.ts'
import { TrustLogError } from './trust-log-error.ts'
import { type Witnessing, witnessingOf } from './witnessing.ts'

export { TrustLogError } from './trust-log-error.ts'

/** What is believed of what was read, with what it takes to go on: leaves as bytes. */
export type ReadTrust = {
  believed: TrustState
  kept: KeptTrust
  leaves: Uint8Array[]
  /** null where no agreement asks for witnesses */
  witnessing: Witnessing | null
  /**
   * when what was read was last known to be the newest: where an agreement asks for witnesses, by their word, which may have
   * been given of less than was read (null: never yet); else by that of the log's own key
   */
  freshAt: Date | null
}

type Reading = {
  client: Client
  hash: Hash
  verifier: TrustVerifier
  /** the trust log's key as the service names it; an annex that was signed for this service goes before it */
  trustKey: string
  /** the fingerprint of the person who reads: the private parts of their agency are demanded */
  reader: string
}

/** How often the first checkpoint of a service that has just begun is waited for, a moment each. */
const MOST_WAITS = 50

/**
 * Reads on where this machine stopped: what is new, in the log's order, each record judged by those before it.
 *
 * Everything read before is held: a log that has become shorter, or in which something that was read has changed, is
 * refused. So are a record that nobody was entitled to make, and a checkpoint that does not fit the records.
 *
 * @param before what this machine read last; null at the first time
 * @param anchor fingerprint of the root that everything is believed from
 * @throws TrustLogError with the sentence for the person
 */
export async function readTrust(
  reading: Reading,
  before: KeptTrust | null,
  anchor: string,
): Promise<ReadTrust> {
  const start = before && canGoOn(before, reading.reader) ? before : nothingKept(anchor, reading.reader)
  const believedBefore = believedFrom(start.state, anchor)
  const note = await firstCheckpoint(reading.client)
  const known = start.leaves.map(fromBase64)
  // Kept in another shape, or by another reader, it is read anew; what was seen is held against it all the same.
  const seen = before?.leaves ?? []
  const checkpoint = await opened(note, keysOf(believedBefore, reading))
  const size = Number(checkpoint.size)
  if (size < seen.length) {
    throw new TrustLogError(
      `The service shows a trust log of ${size} records, and this machine has read ${seen.length}: something is being withheld. Nothing was believed. Tell your liaison officer and the operator.`,
    )
  }
  const given = await recordsFrom(reading.client, known.length, size)
  const texts = given.map(({ record }) => record)
  const records = given.map(recordOf)
  const leaves = [
    ...known,
    ...texts.map((text, at) =>
      trustLeaf(reading.hash, trustTypeOf(records[at]?.statement ?? '') ?? '', text),
    ),
  ]
  const kept = leaves.map(toBase64)
  const differs = seen.some((leaf, at) => leaf !== kept[at])
  if (differs || leaves.length !== size || !sameBytes(trustRoot(reading.hash, leaves), checkpoint.root)) {
    throw new TrustLogError(
      'The trust log that the service shows is not the one that this machine has read before, or not the one that it signed: it shows different histories. Nothing was believed. Tell your liaison officer and the operator.',
    )
  }
  const state = await replayed(start.state, records, reading.verifier)
  const believed = believedFrom(state, anchor)
  if (Object.keys(believed.agencies).length + Object.keys(believed.formerAgencies).length === 0) {
    throw new TrustLogError(
      'No agreement in the trust log of this service is signed by the root that you trust. Compare its fingerprint with what your agency gave you.',
    )
  }
  demandOpened(state, reading.reader)
  // An annex that has just been read may say that the key is another than the service names.
  if (keysOf(believed, reading).join() !== keysOf(believedBefore, reading).join())
    await opened(note, keysOf(believed, reading))
  const witnessing = await witnessed(believed, reading, note)
  // Whoever knew of nothing newer than a part of this knew of nothing newer than this.
  const witnessedAt = latest(before?.witnessed, witnessing?.at ?? null)
  return {
    believed,
    kept: {
      ...start,
      began: anchor,
      state,
      leaves: kept,
      checkpoint: note,
      ...(witnessedAt ? { witnessed: witnessedAt.toISOString() } : {}),
    },
    leaves,
    witnessing,
    freshAt: witnessing ? witnessedAt : checkpoint.signedAt,
  }
}

async function witnessed(
  believed: TrustState,
  { client }: Reading,
  note: string,
): Promise<Witnessing | null> {
  try {
    return await witnessingOf(believed, client.origin, note)
  } catch (error) {
    if (!(error instanceof NoteError)) throw error
    throw new TrustLogError(
      `A signature of a witness under the trust log does not fit. ${error.message} Nothing was believed. Tell your liaison officer and the operator.`,
    )
  }
}

function latest(before: string | undefined, now: Date | null): Date | null {
  const kept = before === undefined ? Number.NaN : Date.parse(before)
  if (Number.isNaN(kept)) return now
  return now && now.getTime() > kept ? now : new Date(kept)
}

/** The keys that may sign the trust log of this service: those of the annexes that name it, else what it says itself. */
function keysOf(state: TrustState, { client, trustKey }: Reading): string[] {
  const [first, ...others] = annexesOf(state, client.origin)
  if (!first) return [trustKey]
  return first.trust.filter((key) => others.every(({ trust }) => trust.includes(key)))
}

async function opened(note: string, keys: readonly string[]) {
  for (const key of keys) {
    try {
      return await openTrustCheckpoint(note, key)
    } catch (error) {
      if (!(error instanceof NoteError || error instanceof LogKeyError)) throw error
    }
  }
  throw new TrustLogError(
    'The trust log is not signed by a key that the agencies have agreed on. Nothing was believed. Tell your liaison officer and the operator.',
  )
}

/** A service that has just begun publishes its first checkpoint in a moment. */
async function firstCheckpoint(client: Client): Promise<string> {
  for (let waits = 0; ; waits += 1) {
    try {
      return new TextDecoder().decode(await client.trustCheckpoint())
    } catch (error) {
      if (!isApiProblem(error, 'not-published') || waits === MOST_WAITS) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

export function recordOf({ record, private: text }: GivenRecord): TrustRecord {
  try {
    return withPrivate(readTrustRecord(record), text)
  } catch (error) {
    if (error instanceof StatementError) throw unbelievable(error.message)
    throw error
  }
}

async function replayed(
  state: TrustState,
  records: TrustRecord[],
  verifier: TrustVerifier,
): Promise<TrustState> {
  try {
    return await replay(state, records, verifier)
  } catch (error) {
    if (error instanceof TrustError && error.fault === 'private-part') {
      throw new TrustLogError(
        `Of a record about your own agency’s people the service gives out another private part than was signed for. ${error.message} Nothing was believed. Tell your liaison officer and the operator.`,
      )
    }
    if (error instanceof TrustError) throw unbelievable(error.message)
    throw error
  }
}

/** Of the reader's own agency everything has to be there: who is a member of what is judged by it. */
function demandOpened(state: TrustState, reader: string): void {
  const agency = personOf(state, reader)?.agency
  const colleagues = Object.values(state.people).filter((person) => person.agency === agency)
  const appointments = colleagues.flatMap((person) => [...person.former, person])
  if (appointments.every(({ opened, ended }) => opened && ended?.reason !== null)) return
  throw new TrustLogError(
    'The service withholds the private part of records about your own agency’s people. Nothing was believed. Tell your liaison officer and the operator.',
  )
}

const unbelievable = (why: string): TrustLogError =>
  new TrustLogError(
    `The trust log of this service holds something that nobody was entitled to enter. ${why} Nothing was believed. Tell your liaison officer and the operator.`,
  )
