import { Destroyed } from '../wire/destroyed.ts'
import { parseStatement, StatementError } from '../wire/statement.ts'
import { createBits } from './bits.ts'

/** A destruction that a log tells of: which entry says so, what it destroyed, and why. */
export type Destruction = Pick<Destroyed, 'entries' | 'reason' | 'decided' | 'time'> & { entry: string }

/** What of a log is destroyed, by the word of which entries, and what is missing with no word. */
export type DestructionVerdict = {
  /** entries whose record is not there, as a destruction says */
  destroyed: number
  /** entries whose record is not there, and no destruction says why: withheld, or gone */
  missing: number
  /** the first of these, by index */
  missingFirst: string[]
  /** how many entries tell of destruction, and the first of them in full */
  count: number
  told: Destruction[]
}

/** The same as it is kept between two runs. */
export type KeptDestructions = { destroyed: number; missing: string; count: number; told: Destruction[] }

export type Destructions = {
  /** An entry whose record was not given. */
  miss(index: bigint): void
  /** An entry that tells of a destruction. @returns what of it cannot be, each a whole sentence */
  destroy(index: bigint, record: string): string[]
  verdict(): DestructionVerdict
  keep(): KeptDestructions
}

const MOST_TOLD = 100

/**
 * Holds what is missing of a log against what the log says is destroyed. A destruction comes after what it destroyed, so
 * when it is read, what is missing of it is known.
 *
 * @param from the first entry that is read in this run: what an earlier run opened may have been destroyed since
 */
export function createDestructions(kept: KeptDestructions | undefined, from: bigint): Destructions {
  const missing = createBits(kept?.missing)
  const named = createBits()
  const told: Destruction[] = [...(kept?.told ?? [])]
  let { destroyed = 0, count = 0 } = kept ?? {}

  /** What is wrong with the destruction of one entry; null where nothing is. */
  const wrongWith = (entry: bigint, by: bigint): string | null => {
    if (entry >= by) return `it says that entry ${entry} is destroyed, which does not come before it`
    const place = Number(entry)
    if (missing.has(place)) {
      missing.clear(place)
      destroyed += 1
    } else if (entry >= from && !named.has(place))
      return `it says that what stood behind entry ${entry} is destroyed, and it is there`
    named.set(place)
    return null
  }

  return {
    miss: (index) => missing.set(Number(index)),
    destroy(index, record) {
      const said = read(record)
      if (!said) return ['its record is none of the type destroyed']
      count += 1
      const { entries, reason, decided, time } = said
      if (told.length < MOST_TOLD) told.push({ entry: String(index), entries, reason, decided, time })
      return entries.map((entry) => wrongWith(BigInt(entry), index)).filter((wrong) => wrong !== null)
    },
    verdict: () => ({
      destroyed,
      missing: missing.count(),
      missingFirst: missing.first(MOST_TOLD).map(String),
      count,
      told: [...told],
    }),
    keep: () => ({ destroyed, missing: missing.text(), count, told: [...told] }),
  }
}

function read(record: string): Destroyed | null {
  try {
    return parseStatement(Destroyed, record)
  } catch (error) {
    if (error instanceof StatementError) return null
    throw error
  }
}

/** A destruction in a line. */
export const destructionLine = ({ entry, entries, reason, decided, time }: Destruction): string =>
  `entry ${entry} destroyed on ${time.slice(0, 10)} what stood behind ${entries.length === 1 ? 'entry' : 'entries'} ${shortened(entries)} (${reason}, decided by ${decided.by === 'schedule' ? 'the schedule of retention' : `person ${decided.person}`})`

const MOST_NAMED = 12
const shortened = (entries: readonly string[]): string =>
  entries.length <= MOST_NAMED
    ? entries.join(', ')
    : `${entries.slice(0, MOST_NAMED).join(', ')} and ${entries.length - MOST_NAMED} more`
