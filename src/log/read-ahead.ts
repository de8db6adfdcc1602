import type { Stretch, StretchAsked } from './stretch.ts'
import { FULL_WIDTH } from './tiles.ts'

/**
 * Reads a log from the bundle on in which entry `known` stands, in order. While one is looked into the next are read, and
 * no more is held: records are long.
 *
 * @param read reads and hashes one
 * @param ahead how many are read while one is looked into
 */
export async function* readAhead(
  read: (asked: StretchAsked) => Promise<Stretch>,
  { size, known }: Omit<StretchAsked, 'n'>,
  ahead: number,
): AsyncGenerator<Stretch> {
  const coming: Promise<Stretch>[] = []
  let n = known / BigInt(FULL_WIDTH)
  for (;;) {
    for (; coming.length <= ahead && n * BigInt(FULL_WIDTH) < size; n += 1n) {
      const one = read({ size, known, n })
      // Whoever stops early does not ask how that went.
      one.catch(() => {})
      coming.push(one)
    }
    const next = await coming.shift()
    if (!next) return
    yield next
  }
}
