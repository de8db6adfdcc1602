import type { TrustState } from '../../domain/trust/state.ts'
import { readWitnessVerifier } from '../../log/cosignature.ts'
import { LogKeyError } from '../../log/keys.ts'
import { sightings } from '../../log/witnessed.ts'
import { annexesOf } from './annexes-of.ts'

/** How many witnesses have seen a checkpoint, of those that an agreement asks for. */
export type Witnessing = {
  /** how many it asks for, and how many of the agencies that it names have seen it */
  asked: number
  seen: number
  /** when the last of those that it takes said so: then nothing newer was known to them; null until enough have */
  at: Date | null
}

/**
 * Which witnesses have seen a signed checkpoint of the service at this address, by the annexes that name its keys. Where
 * several agreements ask, each must have what it asks for, and the one that is furthest from it is told of.
 *
 * @returns null where no agreement asks for witnesses
 * @throws NoteError when a signature of a witness does not fit
 */
export async function witnessingOf(
  state: TrustState,
  origin: string,
  note: string,
): Promise<Witnessing | null> {
  const found: Witnessing[] = []
  for (const { witnesses, quorum } of annexesOf(state, origin)) {
    if (quorum === 0) continue
    const keys = await readableOf(witnesses.map(({ key }) => key))
    const times = new Map<string, Date>()
    for (const { key, at } of await sightings(note, keys)) {
      // An agency that changes its witness's key has two for a time, and counts once.
      const agency = witnesses.find((one) => one.key === key)?.agency ?? key
      const before = times.get(agency)
      if (!before || before < at) times.set(agency, at)
    }
    const newestFirst = [...times.values()].sort((a, b) => b.getTime() - a.getTime())
    found.push({ asked: quorum, seen: times.size, at: newestFirst[quorum - 1] ?? null })
  }
  const [furthest] = found.sort((a, b) => a.seen - a.asked - (b.seen - b.asked))
  if (!furthest) return null
  const times = found.map(({ at }) => at)
  const oldest = times.reduce((a, b) => (a === null || b === null ? null : a < b ? a : b), times[0] ?? null)
  return { ...furthest, at: oldest }
}

/** `seen by 1 of the 2 witnesses that the agreement asks for` */
export const witnessingWords = ({ asked, seen }: Witnessing): string =>
  `seen by ${Math.min(asked, seen)} of the ${asked} ${asked === 1 ? 'witness' : 'witnesses'} that the agreement asks for`

/** A key in an annex that is none of a witness has seen nothing. */
async function readableOf(keys: readonly string[]): Promise<string[]> {
  const readable: string[] = []
  for (const key of keys) {
    try {
      await readWitnessVerifier(key)
      readable.push(key)
    } catch (error) {
      if (!(error instanceof LogKeyError)) throw error
    }
  }
  return readable
}
