import { sameBytes } from './bytes.ts'
import { type EntryType, opensEntry, readEntry } from './entry.ts'
import type { Hashes } from './hashes.ts'
import type { ProblemList } from './problem-list.ts'
import type { ReadStretch } from './read-ahead.ts'
import { FULL_WIDTH, HASH_SIZE, tilePath } from './tiles.ts'

/** An entry that was verified; `record` is null unless it was given and is the one that was logged. */
export type VerifiedEntry = { index: bigint; type: EntryType; record: string | null }

/** Entries whose record was seen and fits; erased by retention; and without a record for another reason. */
export type Counts = { opened: bigint; erased: bigint; withheld: bigint }

/** What entries are checked with, and who is told. */
export type Checking = {
  hashes: Hashes
  /** what it means that there is no record */
  missing: 'erased' | 'withheld'
  counts: Counts
  problems: ProblemList
  onEntry?: ((entry: VerifiedEntry) => void) | undefined
  /** judges an entry and its record where the log is another than that of disclosures: what is wrong */
  judge?: ((text: Uint8Array, record: string | null) => string | null) | undefined
}

/** The leaf hashes of up to 256 entries, one after the other: as their texts give them, and as the lowest tile has them. */
export type Leaves = { ofEntries: Uint8Array; ofTiles: Uint8Array; differ: boolean }

/** Holds entries against their leaves, and what was given of their records against them. */
export function checkEntries(read: ReadStretch, checking: Checking): Leaves {
  const { n, width, stored, bundle, fresh } = read
  const { hashes, problems, counts, missing } = checking
  // A number is counted faster than a bigint.
  const found = { opened: 0, unopened: 0, wrong: 0 }
  problems.addAll(read.problems)
  const first = n * BigInt(FULL_WIDTH)
  const ofEntries = new Uint8Array(width * HASH_SIZE)
  hashes.leaves(bundle.bytes, bundle.ends, ofEntries)
  const whole = bundle.even && sameBytes(stored, ofEntries)
  let [fits, differ] = [true, false]
  for (let at = 0; at < width; at += 1) {
    // A changed length shifts all that follows it: of a bundle that does not come out even, only the first
    // entry that does not fit is named, and none is read after it.
    const readable = at < bundle.ends.length && (bundle.even || fits)
    if (!whole) {
      const wanted = stored.length > 0 ? hashAt(stored, at) : null
      if (readable && wanted && !sameBytes(hashAt(ofEntries, at), wanted)) {
        fits = false
        differ = true
        problems.add(
          `entry ${first + BigInt(at)}: its text in ${bundle.path} and its hash in ${tilePath(0, n, width)} do not fit`,
        )
      } else if (!readable && fits) {
        fits = false
        if (!bundle.missing)
          problems.add(`entry ${first + BigInt(at)}: it cannot be read from ${bundle.path}`)
      }
      if (!readable) ofEntries.set(wanted ?? new Uint8Array(HASH_SIZE), at * HASH_SIZE)
    }
    if (readable && at >= fresh) found[checkRecord(checking, read, at)] += 1
  }
  counts.opened += BigInt(found.opened)
  counts[missing] += BigInt(found.unopened)
  if (fits && !bundle.even) {
    problems.add(`entry ${first + BigInt(width) - 1n}: something follows it in ${bundle.path}`)
  }
  return { ofEntries, ofTiles: stored.length > 0 ? stored : ofEntries, differ }
}

const hashAt = (hashes: Uint8Array, at: number): Uint8Array =>
  hashes.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE)

function checkRecord(
  { hashes, problems, onEntry, judge }: Checking,
  { n, bundle, fresh, openings }: ReadStretch,
  at: number,
): 'opened' | 'unopened' | 'wrong' {
  const index = () => n * BigInt(FULL_WIDTH) + BigInt(at)
  const wrong = (what: string) => {
    problems.add(`entry ${index()}: ${what}`)
    return 'wrong' as const
  }
  const [start, end] = [(bundle.ends[at - 1] ?? 0) + 2, bundle.ends[at]]
  if (judge) {
    const record = openings[at - fresh]?.record ?? null
    const why = judge(bundle.bytes.subarray(start, end), record)
    return why !== null ? wrong(why) : record === null ? 'unopened' : 'opened'
  }
  const entry = readEntry(bundle.bytes, start, end)
  if (!entry) return wrong('its text is not an entry of this kind of log')
  const { type } = entry
  const opening = openings[at - fresh]
  const opens =
    opening && (opening.type ?? type) === type && opensEntry(hashes, entry, opening.salt, opening.record)
  if (opening && !opens)
    wrong(
      (opening.type ?? type) === type
        ? 'the record given for it, or its salt, is not the one that was logged'
        : `the record given for it is said to be of another type than ${type}`,
    )
  onEntry?.({ index: index(), type, record: opens ? opening.record : null })
  return opens ? 'opened' : opening ? 'wrong' : 'unopened'
}
