import { Destroyed, type DestructionReason } from '../wire/destroyed.ts'
import { parseStatement, StatementError } from '../wire/statement.ts'
import { eventOf, type HistoryEntry } from './event.ts'

/**
 * What became of the record behind an entry: it was opened, and is the one that was logged; it is erased, as a destruction in the log
 * says; it was not given to this reader; or it is not there, though this reader may open everything, and no destruction says why.
 */
export const RECORD_STATES = ['opened', 'erased', 'withheld', 'missing'] as const
export type RecordState = (typeof RECORD_STATES)[number]

/** An entry of the log, and what became of its record. */
export type ListedEntry = {
  index: bigint
  type: string
  record: RecordState
  /** the referral that an opened record is about; null where it is about none */
  referral: string | null
  /** the entry that says that it is erased, and why */
  destruction: { entry: bigint; reason: DestructionReason } | null
}

/** Which entries are asked for: those that fit, in their order. */
export type EntriesAsked = {
  /** from this entry on; the last that fit when left out */
  from?: bigint
  most: number
  record?: RecordState
  type?: string
}

export type EachEntry = {
  /** The next entry, in the order of the log. */
  see(entry: HistoryEntry): void
  /** What is seen from now on is read later than the rest: something that was opened before may have been destroyed since. */
  goOn(): void
  /**
   * @param everything whether the reader may open every entry: what was not given is then missing
   * @returns `more`: how many others fit
   */
  list(asked: EntriesAsked, everything: boolean): { entries: ListedEntry[]; more: number }
  keep(): KeptEntries
}

/** The same as it is kept between two runs, or handed to another thread. */
export type KeptEntries = {
  size: number
  types: readonly string[]
  reasons: ReadonlyMap<number, DestructionReason>
  /** of each entry: the place of its type, whether it was opened, and one more than the index of its destruction, 0 where there is none */
  typeOf: Uint8Array<ArrayBuffer>
  isOpened: Uint8Array<ArrayBuffer>
  erasedBy: Uint32Array<ArrayBuffer>
  /** the ids of referrals, 16 bytes each */
  referrals: Uint8Array<ArrayBuffer>
}

/** An entry takes its type, its destruction and the id of its referral: some twenty bytes, so that a million are held easily. */
const FIRST_ROOM = 4_096
const ID_SIZE = 16

/**
 * Remembers of each entry of a verified log what became of its record: an entry that says that one is erased comes after it.
 *
 * @param kept what an earlier run over the beginning of the same log kept
 */
export function createEachEntry(kept?: KeptEntries): EachEntry {
  const types: string[] = [...(kept?.types ?? [])]
  const reasons = new Map(kept?.reasons)
  let size = kept?.size ?? 0
  let from = size
  let room = Math.max(FIRST_ROOM, size)
  let typeOf = larger(kept?.typeOf, new Uint8Array(room))
  let isOpened = larger(kept?.isOpened, new Uint8Array(room))
  let erasedBy = larger(kept?.erasedBy, new Uint32Array(room))
  let referrals = larger(kept?.referrals, new Uint8Array(room * ID_SIZE))

  const grow = (): void => {
    room *= 2
    typeOf = larger(typeOf, new Uint8Array(room))
    isOpened = larger(isOpened, new Uint8Array(room))
    erasedBy = larger(erasedBy, new Uint32Array(room))
    referrals = larger(referrals, new Uint8Array(room * ID_SIZE))
  }
  const numberOf = (type: string): number => {
    const known = types.indexOf(type)
    return known >= 0 ? known : types.push(type) - 1
  }

  const destroy = (by: number, { entries, reason }: Destroyed): void => {
    reasons.set(by, reason)
    for (const entry of entries) {
      const place = Number(entry)
      // What is destroyed twice was destroyed by the first, and nothing by an entry before it.
      if (place >= by || erasedBy[place] !== 0) continue
      erasedBy[place] = by + 1
      // What was there when it was read before may be gone by now; what was read after that is not.
      if (place < from) isOpened[place] = 0
    }
  }

  const read = (place: number, everything: boolean): ListedEntry => {
    const type = types[typeOf[place] ?? 0] ?? ''
    const entry = { index: BigInt(place), type }
    if (isOpened[place])
      return { ...entry, record: 'opened', referral: idAt(referrals, place), destruction: null }
    const by = (erasedBy[place] ?? 0) - 1
    const reason = reasons.get(by)
    return reason
      ? { ...entry, record: 'erased', referral: null, destruction: { entry: BigInt(by), reason } }
      : { ...entry, record: everything ? 'missing' : 'withheld', referral: null, destruction: null }
  }

  return {
    see({ index, type, record }) {
      const place = Number(index)
      while (place >= room) grow()
      size = place + 1
      typeOf[place] = numberOf(type)
      if (record === null) return
      isOpened[place] = 1
      if (type === 'destroyed') {
        const said = destructionIn(record)
        if (said) destroy(place, said)
        return
      }
      const event = eventOf(type, record)
      if (event && event !== 'unreadable') setId(referrals, place, event.referral)
    },
    goOn() {
      from = size
    },
    list({ from: first, most, record, type }, everything) {
      const found: ListedEntry[] = []
      let fitting = 0
      const look = (place: number): void => {
        const entry = read(place, everything)
        if ((record !== undefined && entry.record !== record) || (type !== undefined && entry.type !== type))
          return
        fitting += 1
        if (found.length < most) found.push(entry)
      }
      if (first === undefined) for (let place = size - 1; place >= 0; place -= 1) look(place)
      else for (let place = Number(first); place < size; place += 1) look(place)
      return { entries: first === undefined ? found.reverse() : found, more: fitting - found.length }
    },
    keep: () => ({
      ...{ size, types: [...types], reasons: new Map(reasons) },
      ...{ typeOf: typeOf.slice(0, size), isOpened: isOpened.slice(0, size) },
      ...{ erasedBy: erasedBy.slice(0, size), referrals: referrals.slice(0, size * ID_SIZE) },
    }),
  }
}

function larger<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(from: T | undefined, to: T): T {
  if (from) to.set(from)
  return to
}

function destructionIn(record: string): Destroyed | null {
  try {
    return parseStatement(Destroyed, record)
  } catch (error) {
    if (error instanceof StatementError) return null
    throw error
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function setId(ids: Uint8Array, place: number, id: string): void {
  if (!UUID.test(id)) return
  const digits = id.replaceAll('-', '')
  for (let at = 0; at < ID_SIZE; at += 1)
    ids[place * ID_SIZE + at] = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16)
}

/** No referral has the id of zeros: it is that of none. */
function idAt(ids: Uint8Array, place: number): string | null {
  const digits = Array.from(ids.subarray(place * ID_SIZE, (place + 1) * ID_SIZE), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  if (/^0+$/.test(digits)) return null
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([a, b]) => digits.slice(a, b))
    .join('-')
}

/** What became of a record, in words. */
export const recordWords = ({ record, destruction }: Pick<ListedEntry, 'record' | 'destruction'>): string =>
  destruction === null ? record : `erased, as entry ${destruction.entry} says (${destruction.reason})`
