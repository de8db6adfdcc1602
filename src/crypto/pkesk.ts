import { toHex } from './digest.ts'

/** The largest encrypted session key we look at; RSA with 16,384 bits needs 2,061 bytes. */
export const LARGEST_PKESK = 4096

/** What a public-key encrypted session key packet (PKESK) says of itself. `keyId` null: it hides its recipient. */
export type Pkesk = { version: 3 | 6; keyId: string | null }

/**
 * Reads the body of a PKESK (RFC 9580 §5.1): version 3 names a key id, version 6 a fingerprint, from which the
 * key id derives (the last 8 bytes for a version 4 key, the first 8 for version 6, §5.5.4).
 * @returns null when it is of another version or not exactly one well-formed session key: spare bytes at its
 * end could carry the session key to somebody who is not named
 */
export function readPkesk(body: Uint8Array): Pkesk | null {
  const named = body[0] === 3 ? readVersion3(body) : body[0] === 6 ? readVersion6(body) : null
  if (!named) return null
  const algorithm = body[named.next]
  const rest = body.subarray(named.next + 1)
  if (algorithm === undefined || sessionKeyLength(algorithm, rest) !== rest.length) return null
  return { version: named.version, keyId: named.keyId }
}

type Named = Pkesk & { next: number }

function readVersion3(body: Uint8Array): Named | null {
  if (body.length < 9) return null
  const id = body.subarray(1, 9)
  return { version: 3, keyId: id.every((byte) => byte === 0) ? null : toHex(id), next: 9 }
}

function readVersion6(body: Uint8Array): Named | null {
  const [, length, keyVersion] = body
  if (length === 0) return { version: 6, keyId: null, next: 2 }
  const fingerprint = body.subarray(3, 2 + (length ?? 0))
  if (keyVersion === 4 && length === 21 && fingerprint.length === 20) {
    return { version: 6, keyId: toHex(fingerprint.subarray(-8)), next: 23 }
  }
  if (keyVersion === 6 && length === 33 && fingerprint.length === 32) {
    return { version: 6, keyId: toHex(fingerprint.subarray(0, 8)), next: 35 }
  }
  return null
}

/** How long the algorithm-specific part must be (RFC 9580 §5.1.3 to §5.1.7); NaN when it cannot be told. */
function sessionKeyLength(algorithm: number, fields: Uint8Array): number {
  switch (algorithm) {
    case 1: // RSA, and the deprecated RSA for encryption only: one MPI
    case 2:
      return mpi(fields, 0)
    case 16: // ElGamal: two MPIs
      return mpi(fields, mpi(fields, 0))
    case 18: // ECDH: the ephemeral point as an MPI, then a counted, wrapped key
      return counted(fields, mpi(fields, 0))
    case 25: // X25519: 32 bytes, then a counted, wrapped key
      return counted(fields, 32)
    case 26: // X448
      return counted(fields, 56)
    default:
      return Number.NaN
  }
}

/** Where the multiprecision integer at `start` ends (RFC 9580 §3.2: a count of bits, then the number). */
function mpi(fields: Uint8Array, start: number): number {
  const [high, low] = fields.subarray(start, start + 2)
  return high === undefined || low === undefined ? Number.NaN : start + 2 + Math.ceil((high * 256 + low) / 8)
}

function counted(fields: Uint8Array, start: number): number {
  const count = fields[start]
  return count === undefined ? Number.NaN : start + 1 + count
}
