import { sameBytes } from './bytes.ts'
import type { Hashes } from './hashes.ts'
import type { GivenRecords, RecordsFile } from './stretch.ts'
import { HASH_SIZE } from './tiles.ts'

/** What was given to open the entries of a bundle, by their places in it. */
export type Given = {
  /** the record; null where none was given */
  record(place: number): string | null
  /** whether an entry with this commitment is the one that it was given for */
  opens(place: number, commitment: Uint8Array): boolean
}

/** @param fresh place of the first entry that was asked for */
export function givenOf(given: GivenRecords, fresh: number, hashes: Hashes): Given {
  if ('bytes' in given) return givenInFile(given)
  const { openings } = given
  return {
    record: (place) => openings[place - fresh]?.record ?? null,
    opens(place, commitment) {
      const opening = openings[place - fresh]
      return (
        opening?.salt.length === HASH_SIZE &&
        sameBytes(hashes.commitment(opening.salt, opening.record), commitment)
      )
    },
  }
}

/** What is no UTF-8 is no record, whatever its hash. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

function givenInFile({ bytes, spans: { starts, ends }, commitments }: RecordsFile): Given {
  const all = textOf(bytes)
  // Where each character is a byte, places in the text are those among the bytes.
  const isPlain = all?.length === bytes.length
  const read = (start: number, end: number): string | null =>
    all !== null && isPlain ? all.slice(start, end) : textOf(bytes.subarray(start, end))
  return {
    record(place) {
      const [start = 0, end = 0] = [starts[place], ends[place]]
      return start === 0 ? null : (read(start, end) ?? '')
    },
    opens(place, commitment) {
      for (let at = 0; at < HASH_SIZE; at += 1)
        if (commitments[place * HASH_SIZE + at] !== commitment[at]) return false
      return isPlain || read(starts[place] ?? 0, ends[place] ?? 0) !== null
    },
  }
}
