const encoder = new TextEncoder()

/** Joins texts (as UTF-8) and bytes into one array. */
export function concat(...pieces: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const arrays = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece))
  const joined = new Uint8Array(arrays.reduce((total, array) => total + array.length, 0))
  let at = 0
  for (const array of arrays) {
    joined.set(array, at)
    at += array.length
  }
  return joined
}
