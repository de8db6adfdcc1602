import type { MessagePort } from 'node:worker_threads'
import { ClientError } from '../sdk/errors.ts'
import type { Stretch, StretchAsked } from '../sdk/log-stretches.ts'

/** What the thread that is begun is told: which part of which log, who takes which bundle, and where it gives out what it read. */
export type LogReading = {
  folder: string
  size: bigint
  known: bigint
  shared: SharedArrayBuffer
  port: MessagePort
}

/** What was read of the `n`-th bundle, or why it cannot be, for people to read. */
export type WasRead = { n: bigint; stretch: Stretch } | { n: bigint; fault: string }

/** How far may be read ahead of what is compared: bundles, and bytes of their records. */
const MOST_AHEAD = 12
const MOST_BYTES_AHEAD = 8 * 1024 * 1024

/** Which bundles two threads have taken to read, and how far they are compared: counted in memory that both see. */
export type Share = {
  shared: SharedArrayBuffer
  /** The next bundle, for whoever asks first; null when all are taken. */
  claim(): bigint | null
  /** Bundles that are taken and not compared. */
  ahead(): number
  /** Those before it are compared. */
  taken(n: bigint): void
  comparedTo(): bigint
  /** Waits, and keeps this thread from everything else meanwhile, until more is compared than up to `n`. */
  waitBeyond(n: bigint): void
}

const [NEXT, COMPARED, FIELDS] = [0, 1, 2]
const BUNDLE = 256n

/**
 * @param of.first the bundle that is read first
 * @param of.shared the memory of the other thread; new when left out
 */
export function shareOf({
  size,
  first = 0n,
  shared,
}: {
  size: bigint
  first?: bigint
  shared?: SharedArrayBuffer
}): Share {
  const memory = shared ?? new SharedArrayBuffer(FIELDS * Int32Array.BYTES_PER_ELEMENT)
  const counts = new Int32Array(memory)
  if (!shared) counts.fill(Number(first))
  return {
    shared: memory,
    claim() {
      const n = BigInt(Atomics.add(counts, NEXT, 1))
      return n * BUNDLE < size ? n : null
    },
    ahead: () => Atomics.load(counts, NEXT) - Atomics.load(counts, COMPARED),
    taken(n) {
      Atomics.store(counts, COMPARED, Number(n))
      Atomics.notify(counts, COMPARED)
    },
    comparedTo: () => BigInt(Atomics.load(counts, COMPARED)),
    waitBeyond: (n) => void Atomics.wait(counts, COMPARED, Number(n)),
  }
}

/** Whether another bundle may be read, where so many bytes of records lie ready. */
export const mayReadOn = (share: Share, bytes: number): boolean =>
  share.ahead() < MOST_AHEAD && bytes < MOST_BYTES_AHEAD

/** Bytes of the records that were read. */
export const bytesHeld = (all: readonly WasRead[]): number =>
  all.reduce(
    (sum, one) =>
      sum + ('stretch' in one && 'bytes' in one.stretch.given ? one.stretch.given.bytes.length : 0),
    0,
  )

export async function readOne(
  read: (asked: StretchAsked) => Promise<Stretch>,
  asked: StretchAsked,
): Promise<WasRead> {
  const { n } = asked
  try {
    return { n, stretch: await read(asked) }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    return { n, fault: error.message }
  }
}
