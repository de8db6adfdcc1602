import { fromBase64, toBase64 } from './base64.ts'
import { HASH_SIZE } from './tiles.ts'

/** A proof that one entry stands in a log, to be kept and checked offline (C2SP tlog-proof). */
export type ProofFile = {
  index: bigint
  /** from the leaf upwards */
  hashes: Uint8Array[]
  /** the signed checkpoint, verbatim */
  checkpoint: string
  /** bytes that the application wants kept with it */
  extra?: Uint8Array
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
/** A tree has at most 64 levels. */
const MOST_HASHES = 64

/** The text of a `.tlog-proof` file. */
export function formatProof({ index, hashes, checkpoint, extra }: ProofFile): string {
  const lines = [
    FIRST_LINE,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${index}`,
    ...hashes.map((hash) => toBase64(hash)),
    '',
    checkpoint,
  ]
  return lines.join('\n')
}

/** Reads a `.tlog-proof` file; null when it is not exactly as {@link formatProof} writes it. */
export function parseProof(text: string): ProofFile | null {
  const end = text.indexOf('\n\n')
  if (end === -1 || end > 64 * 1024) return null
  const [first, ...lines] = text.slice(0, end).split('\n')
  const extraText = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined
  const extra = extraText === undefined ? undefined : fromBase64(extraText)
  const index = /^index (0|[1-9]\d{0,19})$/.exec(lines.shift() ?? '')?.[1]
  if (first !== FIRST_LINE || index === undefined || extra === null || lines.length > MOST_HASHES) return null
  const hashes: Uint8Array[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_SIZE) return null
    hashes.push(hash)
  }
  const proof: ProofFile = {
    index: BigInt(index),
    hashes,
    checkpoint: text.slice(end + 2),
    ...(extra ? { extra } : {}),
  }
  return formatProof(proof) === text ? proof : null
}
