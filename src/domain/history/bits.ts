/** Which entries of a log are marked, by index: a bit for each, so that a million take an eighth of a megabyte. */
export type Bits = {
  has(index: number): boolean
  set(index: number): void
  clear(index: number): void
  /** how many are marked */
  count(): number
  /** the first that are marked, in order */
  first(most: number): number[]
  /** as text, to be kept: two hexadecimal digits for eight */
  text(): string
}

const FIRST_SIZE = 1024

/** @param kept what `text` gave */
export function createBits(kept = ''): Bits {
  let bytes = new Uint8Array(Math.max(FIRST_SIZE, kept.length / 2))
  let count = 0
  for (let at = 0; at * 2 < kept.length; at += 1) {
    const byte = Number.parseInt(kept.slice(at * 2, at * 2 + 2), 16)
    bytes[at] = byte
    for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1
  }
  const has = (index: number): boolean => ((bytes[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
  return {
    has,
    set(index) {
      if (has(index)) return
      const at = Math.floor(index / 8)
      if (at >= bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, at + 1))
        larger.set(bytes)
        bytes = larger
      }
      bytes[at] = (bytes[at] ?? 0) | (1 << (index & 7))
      count += 1
    },
    clear(index) {
      if (!has(index)) return
      bytes[index >> 3] = (bytes[index >> 3] ?? 0) & ~(1 << (index & 7))
      count -= 1
    },
    count: () => count,
    first(most) {
      const found: number[] = []
      for (let at = 0; at < bytes.length && found.length < most; at += 1) {
        for (let bit = 0; bytes[at] && bit < 8 && found.length < most; bit += 1)
          if (has(at * 8 + bit)) found.push(at * 8 + bit)
      }
      return found
    },
    text() {
      const end = bytes.findLastIndex((byte) => byte !== 0) + 1
      return Array.from(bytes.subarray(0, end), (byte) => byte.toString(16).padStart(2, '0')).join('')
    },
  }
}
