import { sameBytes } from './bytes.ts'
import { type EntryType, readEntry } from './entry.ts'
import { type Given, givenOf } from './given.ts'
import type { Hashes } from './hashes.ts'
import type { ProblemList } from './problem-list.ts'
import type { Stretch } from './stretch.ts'
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

/**
 * The leaf hashes of up to 256 entries, one after the other: as their texts give them, and as the lowest tile has them; and the
 * root over the former, where it is known.
 */
export type Leaves = { ofEntries: Uint8Array; root: Uint8Array | null; ofTiles: Uint8Array; differ: boolean }

/** Holds entries against their leaves, and what was given of their records against them. */
export function checkEntries(read: Stretch, checking: Checking): Leaves {
  const { n, width, stored, bundle, fresh, leaves: ofEntries } = read
  const { hashes, problems, counts, missing } = checking
  const given = givenOf(read.given, fresh, hashes)
  // A number is counted faster than a bigint.
  const found = { opened: 0, unopened: 0, wrong: 0 }
  for (const problem of read.problems) problems.add(problem)
  const first = n * BigInt(FULL_WIDTH)
  const whole = bundle.even && sameBytes(stored, ofEntries)
  let { root } = read
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
      if (!readable) {
        ofEntries.set(wanted ?? new Uint8Array(HASH_SIZE), at * HASH_SIZE)
        root = null
      }
    }
    if (readable && at >= fresh) found[checkRecord(checking, read, given, at)] += 1
  }
  counts.opened += BigInt(found.opened)
  counts[missing] += BigInt(found.unopened)
  if (fits && !bundle.even) {
    problems.add(`entry ${first + BigInt(width) - 1n}: something follows it in ${bundle.path}`)
  }
  return { ofEntries, root, ofTiles: stored.length > 0 ? stored : ofEntries, differ }
}

const hashAt = (hashes: Uint8Array, at: number): Uint8Array =>
  hashes.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE)

/** That of the entry that is looked at, and of no other after that. */
const commitmentInHand = new Uint8Array(HASH_SIZE)

function checkRecord(
  { problems, onEntry, judge }: Checking,
  { n, bundle }: Pick<Stretch, 'n' | 'bundle'>,
  given: Given,
  at: number,
): 'opened' | 'unopened' | 'wrong' {
  const index = n * BigInt(FULL_WIDTH) + BigInt(at)
  const wrong = (what: string) => {
    problems.add(`entry ${index}: ${what}`)
    return 'wrong' as const
  }
  const [start, end] = [(bundle.ends[at - 1] ?? 0) + 2, bundle.ends[at]]
  const record = given.record(at)
  if (judge) {
    const why = judge(bundle.bytes.subarray(start, end), record)
    return why !== null ? wrong(why) : record === null ? 'unopened' : 'opened'
  }
  const entry = readEntry(bundle.bytes, start, end, commitmentInHand)
  if (!entry) return wrong('its text is not an entry of this kind of log')
  const opens = record !== null && given.opens(at, entry.commitment)
  if (record !== null && !opens) wrong('the record given for it, or its salt, is not the one that was logged')
  onEntry?.({ index, type: entry.type, record: opens ? record : null })
  return opens ? 'opened' : record === null ? 'unopened' : 'wrong'
}
