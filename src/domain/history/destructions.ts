import { dayOf } from '../day.ts'
import {
  DESTRUCTION_REASONS,
  Destroyed,
  type DestructionReason,
  faultOfDestruction,
  readDecision,
} from '../wire/destroyed.ts'
import { parseStatement, StatementError } from '../wire/statement.ts'
import { createBits } from './bits.ts'
import { createDays, dayNumber, dayNumbered, type KeptDays } from './days.ts'
import { createNames, type KeptNames } from './names.ts'

/** A destruction that a log tells of: which entry says so, what it destroyed, and why. */
export type Destruction = Pick<Destroyed, 'entries' | 'reason' | 'time'> & {
  entry: string
  decided: { by: 'schedule' } | { by: 'person'; person: string }
}

/** How many destructions there are for each reason, and how many entries they name. */
export type DestructionTotals = Record<DestructionReason, { count: number; entries: number }>

/** What of a log is destroyed, by the word of which entries, and what is missing with no word. */
export type DestructionVerdict = {
  /** entries whose record is not there, as a destruction says */
  destroyed: number
  /** entries whose record is not there, and no destruction says why: withheld, or gone */
  missing: number
  /** the first of these, by index */
  missingFirst: string[]
  /** how many entries tell of destruction, for each reason, and the newest of them in full, in the order of the log */
  count: number
  totals: DestructionTotals
  told: Destruction[]
  /** how many of them cannot be as they say, and the first of these in full: others never crowd them out */
  wrongCount: number
  wrong: Destruction[]
}

/** The same as it is kept between two runs. */
export type KeptDestructions = Omit<DestructionVerdict, 'missing' | 'missingFirst'> & {
  missing: string
  /** until which day entries that were opened are to be kept */
  keptUntil: KeptDays
  /** the destruction of the latest time; null where there is none, or where it is known to be wrong */
  latest: Destruction | null
  /** those that were yet to come by the reader's clock, which may have been wrong: judged anew by the next reading */
  ahead: Destruction[]
  /** the newest time, but for an hour, at which a person says that they made what an entry accepts; null where none does */
  newest: { entry: string; created: string } | null
  names: KeptNames
}

export type Destructions = {
  /** An entry whose record was not given. */
  miss(index: bigint): void
  /** An entry that was opened says until which day (`YYYY-MM-DD`) what stands behind it is to be kept. */
  keepUntil(index: bigint, day: string): void
  /**
   * An entry whose record a person says that they made at that time: no destruction before it was made much later, and none after it
   * much earlier.
   * @returns the destruction of which that is not so, and a whole sentence on it
   */
  follow(index: bigint, created: string): { by: bigint; says: string } | null
  /** An entry that tells of a destruction. @returns what of it cannot be, each a whole sentence */
  destroy(index: bigint, record: string): string[]
  /** An entry by which the log goes on under another name. @returns whether its record can be that */
  rename(index: bigint, record: string | null): boolean
  /** What comes from this entry on is read later than what was read so far, of which something may have been destroyed since. */
  goOn(from: bigint): void
  /** Those that are yet to come by the reader's clock, each with a whole sentence on it: no part of what is kept. */
  ahead(): { by: bigint; says: string }[]
  verdict(): DestructionVerdict
  keep(): KeptDestructions
}

const MOST_TOLD = 100
/** How far the clock of the service may be ahead of the reader's and of senders', whose manifests are an hour old at most. */
const CLOCK_MS = 86_400_000
/** By how much a time has to be newer to be remembered: so that few are parsed of those that come in their order. */
const NEWER_MS = 3_600_000

/**
 * Holds what is missing of a log against what the log says is destroyed. A destruction comes after what it destroyed, so
 * when it is read, what is missing of it is known; and until when it was to be kept, where an earlier run had opened it.
 *
 * @param of.from the first entry that is read in this run: what an earlier run opened may have been destroyed since
 * @param of.now when the log is read: no destruction is of a later day; not judged when left out
 */
export function createDestructions(
  kept: KeptDestructions | undefined,
  { from: first, now }: { from: bigint; now?: Date },
): Destructions {
  let from = first
  const missing = createBits(kept?.missing)
  const keptUntil = createDays(kept?.keptUntil)
  const named = createBits()
  const told: Destruction[] = [...(kept?.told ?? [])]
  const wrong: Destruction[] = [...(kept?.wrong ?? [])]
  const totals = structuredClone(kept?.totals ?? noTotals())
  const names = createNames(kept?.names)
  let { destroyed = 0, count = 0, wrongCount = 0, latest = null, newest = null } = kept ?? {}
  const isAhead = ({ time }: Destruction): boolean =>
    now !== undefined && Date.parse(time) > now.getTime() + CLOCK_MS
  let ahead = (kept?.ahead ?? []).filter(isAhead)
  /** Times are compared as text: from which on one is newer, and from which on it is none that the reader can believe. */
  let newer = newest ? timeAfter(newest.created, NEWER_MS) : ''
  const beyond = now ? timeAfter(now.toISOString(), CLOCK_MS) : ':'

  let known = { day: '', number: 0 }

  const noteWrong = (one: Destruction): void => {
    wrongCount += 1
    if (wrong.length < MOST_TOLD) wrong.push(one)
  }

  /** Takes note of what is destroyed, and gathers what cannot be. */
  function judge(said: Destroyed, by: bigint): string[] {
    const { entries, reason, time } = said
    const [later, there, early]: [string[], string[], string[]] = [[], [], []]
    const day = dayNumber(dayOf(new Date(time)))
    let until = 0
    for (const entry of entries) {
      if (BigInt(entry) >= by) {
        later.push(entry)
        continue
      }
      const place = Number(entry)
      if (missing.has(place)) {
        missing.clear(place)
        destroyed += 1
      } else if (BigInt(entry) >= from && !named.has(place)) {
        there.push(entry)
        continue
      }
      named.set(place)
      if (reason === 'retention-over' && keptUntil.at(place) >= day) {
        early.push(entry)
        until = Math.max(until, keptUntil.at(place))
      }
      keptUntil.clear(place)
    }
    const fault = faultOfDestruction(said) ?? faultOfName(said)
    return [
      ...(fault === null ? [] : [fault]),
      ...(later.length === 0
        ? []
        : [
            later.length === 1
              ? `it says that ${entriesNamed(later)} is destroyed, which does not come before it`
              : `it says that ${entriesNamed(later)} are destroyed, which do not come before it`,
          ]),
      ...(there.length === 0
        ? []
        : [`it says that what stood behind ${entriesNamed(there)} is destroyed, and it is there`]),
      ...(early.length === 0
        ? []
        : [
            `it says that retention was over on ${dayNumbered(day)}, and what stood behind ${entriesNamed(early)} was to be kept until ${dayNumbered(until)}`,
          ]),
      ...(newest && Date.parse(time) + CLOCK_MS < Date.parse(newest.created)
        ? [
            `it says that it was made at ${time}, and entry ${newest.entry}, which comes before it, was made at ${newest.created} by its sender's word`,
          ]
        : []),
    ]
  }

  function faultOfName({ entries, decided }: Destroyed): string | null {
    const signed = decided.by === 'person' ? readDecision(decided.statement) : null
    return signed && !entries.every((entry) => names.fits(signed.log, BigInt(entry)))
      ? 'it destroys what the log has entered under another name than the one under which it was decided'
      : null
  }

  return {
    miss: (index) => missing.set(Number(index)),
    keepUntil(index, day) {
      // Most of those that come together are of one day.
      if (day !== known.day) known = { day, number: dayNumber(day) }
      keptUntil.set(Number(index), known.number)
    },
    destroy(index, record) {
      const said = read(record)
      if (!said) return ['its record is none of the type destroyed']
      const one = asTold(said, index)
      const { entries, reason } = one
      count += 1
      totals[reason].count += 1
      totals[reason].entries += entries.length
      told.push(one)
      if (told.length > MOST_TOLD) told.shift()
      const faults = judge(said, index)
      if (faults.length > 0) noteWrong(one)
      else {
        if (latest === null || latest.time < one.time) latest = one
        if (isAhead(one)) ahead = furthest([...ahead, one])
      }
      return faults
    },
    rename: (index, record) => names.goOn(index, record),
    goOn(next) {
      from = next
    },
    ahead: () =>
      ahead.map(({ entry, time }) => ({
        by: BigInt(entry),
        says: `it says that it was made at ${time}, which is yet to come`,
      })),
    follow(index, created) {
      if (created > newer && created < beyond && isTime(created)) {
        newest = { entry: String(index), created }
        newer = timeAfter(created, NEWER_MS)
      }
      if (latest === null || !(Date.parse(created) + CLOCK_MS < Date.parse(latest.time))) return null
      const { entry, time } = latest
      noteWrong(latest)
      ahead = ahead.filter((one) => one.entry !== entry)
      // Those before it are of an earlier time, and some of them may be right.
      latest = null
      return {
        by: BigInt(entry),
        says: `it says that it was made at ${time}, and entry ${index}, which comes after it, was made at ${created} by its sender's word`,
      }
    },
    verdict: () => ({
      ...{ destroyed, missing: missing.count(), missingFirst: missing.first(MOST_TOLD).map(String) },
      ...{ count, totals: structuredClone(totals), told: [...told] },
      ...{ wrongCount: wrongCount + ahead.length, wrong: [...wrong, ...ahead] },
    }),
    keep: () => ({
      ...{ destroyed, missing: missing.text(), keptUntil: keptUntil.keep(), latest },
      ...{ ahead: [...ahead], newest, names: names.keep() },
      ...{ count, totals: structuredClone(totals), told: [...told], wrongCount, wrong: [...wrong] },
    }),
  }
}

const noTotals = (): DestructionTotals => ({
  'retention-over': { count: 0, entries: 0 },
  'court-order': { count: 0, entries: 0 },
  'subject-request': { count: 0, entries: 0 },
})

const isTime = (text: string): boolean => {
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}

const timeAfter = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString()

/** So many of the latest times that no more are held. */
const furthest = (all: readonly Destruction[]): Destruction[] =>
  all.length <= MOST_TOLD ? [...all] : all.toSorted((a, b) => (a.time < b.time ? 1 : -1)).slice(0, MOST_TOLD)

/** What was signed is not held: it stands in the log. */
const asTold = ({ entries, reason, decided, time }: Destroyed, index: bigint): Destruction => ({
  ...{ entry: String(index), entries, reason, time },
  decided: decided.by === 'schedule' ? decided : { by: 'person', person: decided.person },
})

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
  `entry ${entry} destroyed on ${time.slice(0, 10)} what stood behind ${entriesNamed(entries)} (${reason}, decided by ${decided.by === 'schedule' ? 'the schedule of retention' : `person ${decided.person}`})`

/** How many destructions there are for which reason: `3 retention-over (120 entries), 1 court-order (1 entry)`. */
export const totalsLine = (totals: DestructionTotals): string =>
  DESTRUCTION_REASONS.filter((reason) => totals[reason].count > 0)
    .map((reason) => {
      const { count, entries } = totals[reason]
      return `${count} ${reason} (${entries === 1 ? '1 entry' : `${entries} entries`})`
    })
    .join(', ')

const MOST_NAMED = 12
function entriesNamed(entries: readonly string[]): string {
  const named = entries.slice(0, MOST_NAMED).join(', ')
  const more = entries.length - MOST_NAMED
  return `${entries.length === 1 ? 'entry' : 'entries'} ${named}${more > 0 ? ` and ${more} more` : ''}`
}
