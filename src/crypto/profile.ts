import { type Config, enums, config as openpgpDefaults } from 'openpgp'

/**
 * The one place that says how OpenPGP is used: every call into openpgp.js is given this configuration, and
 * nothing changes the library's global one.
 */
export const openpgpConfig: Config = {
  ...openpgpDefaults,
  // The library's default is no limit at all: a few kilobytes of zlib would fill the memory of a reader.
  maxDecompressedMessageSize: 64 * 1024 * 1024,
  // 2^21 KiB = 2 GiB is what RFC 9106 §4 asks for at most; a stranger's packet may not ask for more.
  maxArgon2MemoryExponent: 21,
  // Compressing before encrypting tells the length of what was said, and gpg reads uncompressed just as well.
  preferredCompressionAlgorithm: enums.compression.uncompressed,
  // Argon2 and AEAD-locked keys cannot be read by GnuPG 2.2 and RNP.
  s2kType: enums.s2k.iterated,
  s2kIterationCountByte: 255,
  aeadProtect: false,
  v6Keys: false,
  showVersion: false,
  showComment: false,
  // Stated, not inherited: what has not been authenticated is never handed out (EFAIL).
  allowUnauthenticatedMessages: false,
  allowUnauthenticatedStream: false,
  allowInsecureDecryptionWithSigningKeys: false,
  allowInsecureVerificationWithReformattedKeys: false,
  allowMissingKeyFlags: false,
}

/**
 * As {@link openpgpConfig}, with the cheapest S2K: only for passphrases that are themselves 128 or more random bits. What
 * is so locked comes from a service that is not trusted, and may ask for no more than 64 MiB to be unlocked.
 */
export const fastLockConfig: Config = {
  ...openpgpConfig,
  s2kIterationCountByte: 0,
  maxArgon2MemoryExponent: 16,
}

/** Version 4 keys in the legacy Curve25519 encodings: GnuPG 2.2 and RNP 0.16 refuse the newer ones. */
export const keyProfile = { type: 'ecc', curve: 'curve25519Legacy' } as const

/** How far ahead of ours another machine's clock may be before its signatures count as made in the future. */
const CLOCK_SKEW_MS = 5 * 60 * 1000

/** The moment at which another machine's signature is judged: `now`, with allowance for its clock. */
export const judgedAt = (now: Date): Date => new Date(now.getTime() + CLOCK_SKEW_MS)

/** Sizes in bytes (for text: UTF-16 units) beyond which we do not even begin to parse. */
export const limits = {
  certificate: 256 * 1024,
  lockedKey: 256 * 1024,
  signature: 16 * 1024,
  armoredMessage: 64 * 1024 * 1024,
  sealedToken: 64 * 1024,
} as const
