/** What the machine-readable part of a referral holds (design: the sealed object). */
export type SignedReferral = {
  /** The exact text that the sender signed; its meaning is checked by whoever verifies the signature. */
  terms: string
  signature: string
  rendering: string
  data: unknown
}

const LARGEST = 4 * 1024 * 1024
const MEMBERS = 'data,rendering,signature,terms'

/** Reads the part strictly: these four members and no other. Null where it is anything else. */
export function readReferralPart(bytes: Uint8Array): SignedReferral | null {
  const value = readJson(bytes, LARGEST)
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join(',') !== MEMBERS)
    return null
  if (!('terms' in value && 'signature' in value && 'rendering' in value && 'data' in value)) return null
  const { terms, signature, rendering, data } = value
  if (typeof terms !== 'string' || typeof signature !== 'string' || typeof rendering !== 'string') return null
  if (!/^[a-z][a-z0-9-]{0,40}\/[1-9][0-9]{0,3}$/.test(rendering)) return null
  return { terms, signature, rendering, data }
}

/** The JSON text in a part, as UTF-8 (RFC 8259 §8.1); undefined where it is none, or of more bytes than `largest`. */
export function readJson(bytes: Uint8Array, largest: number): unknown {
  if (bytes.length > largest) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
