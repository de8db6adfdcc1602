import { createTrustVerifier } from '../../crypto/trust-verifier.ts'
import { trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { sameBytes, toHex } from '../../log/bytes.ts'
import type { Hash } from '../../log/tree.ts'
import { trustLeaf, trustRoot } from '../../log/trust-log.ts'
import type { Client } from '../client.ts'
import type { TrustStore } from './kept-trust.ts'
import { type ReadTrust, readTrust, recordOf, TrustLogError } from './read-trust.ts'
import { recordsFrom } from './records.ts'
import { type Witnessing, witnessingWords } from './witnessing.ts'

/** The size and root (lower-case hex) of the trust log at some moment. */
export type TrustHead = { size: number; root: string }

/** What this machine believes about keys: the trust log of one service, as far as it has read it. */
export type Trust = {
  /** What it comes to. Read on when it was last read more than a few seconds ago. */
  state(): Promise<TrustState>
  /** Reads on at once. */
  refresh(): Promise<TrustState>
  /**
   * The head of the log that something is sealed under.
   * @throws TrustLogError when the witnesses that the agreement asks for have not seen it for a day (where it asks for none:
   *   when the service has not signed it for one): something newer may be withheld
   */
  freshHead(): Promise<TrustHead>
  /** The head of what was read last, however long ago it was signed: to be held against what is read another time. */
  head(): Promise<TrustHead>
  /** The signed checkpoint that was read last, with the leaves that it signs. */
  published(): Promise<{ note: string; leaves: readonly Uint8Array[] }>
  /** How many witnesses have seen what was read; null where no agreement asks for any. */
  witnessing(): Promise<Witnessing | null>
  /**
   * Demands that somebody else, who was shown this head, was shown the same history.
   * @param who who that was, as a sentence begins: `The sender was`
   * @throws TrustLogError when they were not, or when this machine is not shown as much
   */
  demandSameHistory(head: TrustHead, who?: string): Promise<void>
  /** All records, each the one that was read and believed: read again, since what they come to is kept and they are not. */
  records(): Promise<TrustRecord[]>
}

/** How often a first word of the witnesses is waited for, and how long each time. */
const MOST_WAITS = 20
const WAIT_MS = 250
/** How long what was read is taken for the newest. */
const READ_AGAIN_MS = 5_000
/** Clients do not seal by a trust log that was last signed longer ago. */
const OLDEST_MS = 24 * 3600 * 1000
/** Nor by one that was signed later than this: clocks differ, and no machine’s is wrong by a day unnoticed. */
const AHEAD_MS = OLDEST_MS + 3600 * 1000

/**
 * The trust log of the service that `client` speaks to.
 *
 * @param anchor finds the fingerprint of the root that everything is believed from, once it is needed
 * @param check what else has to hold of what was read, such as that the service's own keys are those agreed on
 */
export function createTrust(of: {
  client: Client
  trustKey: string
  /** the fingerprint of the person whose machine it is */
  reader: string
  anchor: () => Promise<string>
  store: TrustStore
  hash: Hash
  clock: () => Date
  check?: (state: TrustState) => void
}): Trust {
  const reading = { ...of, verifier: createTrustVerifier() }
  let last: { read: ReadTrust; at: number } | undefined
  let anchor: string | undefined
  let underWay: Promise<ReadTrust> | undefined
  const roots = new Map<number, string>()

  async function read(newest: boolean): Promise<ReadTrust> {
    const now = of.clock()
    if (!newest && last && Math.abs(now.getTime() - last.at) < READ_AGAIN_MS) return last.read
    underWay ??= begin(now).finally(() => {
      underWay = undefined
    })
    return underWay
  }

  async function begin(now: Date): Promise<ReadTrust> {
    const kept = last?.read.kept ?? (await of.store.read())
    anchor ??= await of.anchor()
    // What a log says is the same from every root; what of it is believed is worked out anew.
    const next = await readTrust(reading, kept, anchor)
    of.check?.(next.believed)
    if (next.kept.checkpoint !== kept?.checkpoint) await of.store.write(next.kept)
    last = { read: next, at: now.getTime() }
    return next
  }

  /** What witnesses have never seen yet they see in a moment: it is asked for again until then, and not for long. */
  async function freshlyRead(): Promise<ReadTrust> {
    let found = await read(false)
    for (let waits = 0; found.freshAt === null && waits < MOST_WAITS; waits += 1) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
      found = await read(true)
    }
    return found
  }

  function rootAt(leaves: readonly Uint8Array[], size: number): string {
    const known = roots.get(size) ?? toHex(trustRoot(of.hash, leaves.slice(0, size)))
    roots.set(size, known)
    return known
  }

  return {
    state: async () => (await read(false)).believed,
    refresh: async () => (await read(true)).believed,
    async head() {
      const { leaves } = await read(false)
      return { size: leaves.length, root: rootAt(leaves, leaves.length) }
    },
    witnessing: async () => (await read(false)).witnessing,
    async published() {
      const { kept, leaves } = await read(false)
      return { note: kept.checkpoint, leaves }
    },
    async freshHead() {
      const { leaves, freshAt, witnessing } = await freshlyRead()
      if (freshAt === null) throw unseen(witnessing)
      const age = of.clock().getTime() - freshAt.getTime()
      const who = witnessing ? 'Its witnesses have' : 'The service has'
      if (age < -AHEAD_MS) {
        throw new TrustLogError(
          `${who} signed ${witnessing ? 'the' : 'its'} trust log in the future, by this machine’s clock: nothing was sealed. Check the clock; tell the operator if it is right.`,
        )
      }
      if (age > OLDEST_MS) {
        const last = `on ${freshAt.toISOString().slice(0, 16).replace('T', ' at ')} (UTC), more than a day ago`
        throw new TrustLogError(
          `${witnessing ? `The trust log was last seen ${last}, by as many witnesses as the agreement asks for` : `The service last signed its trust log ${last}`}: a revocation may be withheld, so nothing was sealed. Tell the operator; check this machine’s clock.`,
        )
      }
      return { size: leaves.length, root: rootAt(leaves, leaves.length) }
    },
    async records() {
      const { leaves } = await read(true)
      const given = await recordsFrom(of.client, 0, leaves.length)
      return given.map((one, at) => {
        const record = recordOf(one)
        const leaf = trustLeaf(of.hash, trustTypeOf(record.statement) ?? '', one.record)
        if (sameBytes(leaf, leaves[at] ?? new Uint8Array())) return record
        throw new TrustLogError(
          `Record ${at} of the trust log is not the one that this machine has read before: the service shows different histories. Tell your liaison officer and the operator.`,
        )
      })
    },
    async demandSameHistory({ size, root }, who = 'The sender was') {
      let { leaves } = await read(false)
      if (size > leaves.length) leaves = (await read(true)).leaves
      if (size > leaves.length) {
        throw withheldFrom(who, size, leaves.length)
      }
      if (rootAt(leaves, size) !== root) {
        throw new TrustLogError(
          `${who} shown another trust log than this machine: the service shows different histories to different people. Tell your liaison officer and the operator.`,
        )
      }
    },
  }
}

/** @param who whoever was shown more, as a sentence begins */
export const withheldFrom = (who: string, size: number, here: number): TrustLogError =>
  new TrustLogError(
    `${who} shown ${size} records of the trust log, and this machine only ${here}: the service withholds some from you. Tell your liaison officer and the operator.`,
  )

const unseen = (witnessing: Witnessing | null): TrustLogError =>
  new TrustLogError(
    `The trust log of this service is not yet witnessed: ${witnessing ? witnessingWords(witnessing) : 'seen by nobody'}. Something may be withheld, so nothing was sealed. Try again in a moment; tell the operator if it stays so.`,
  )
