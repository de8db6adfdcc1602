import { fromBase64, toBase64 } from './base64.ts'
import { concat, sameBytes, toHex } from './bytes.ts'

/** A log's or witness's key is not usable; the message says why, never what the key was. */
export class LogKeyError extends Error {
  override name = 'LogKeyError'
}

/** Signs notes under `name`. `keyId` is its 4 bytes as 8 lower-case hex digits. */
export type NoteSigner = { name: string; keyId: string; sign(text: Uint8Array): Promise<Uint8Array> }
/** Verifies what a {@link NoteSigner} of the same name and key id signed. */
export type NoteVerifier = {
  name: string
  keyId: string
  verify(text: Uint8Array, signature: Uint8Array): Promise<boolean>
}

/** Signature type 0x01 of C2SP signed-note: Ed25519 over the note's text. */
const ED25519 = 1
const KEY_LENGTH = 32
/** What stands before the 32 bytes of the seed in PKCS #8 (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)
const encoder = new TextEncoder()

/**
 * Makes the key of a log.
 * @param name the log's origin: its address without scheme and without a slash at the end
 * @returns `signer`, the private text to be kept secret (`PRIVATE+KEY+<name>+<key id>+<base64>`), and `vkey`, the
 * verifier key to be handed out (`<name>+<key id>+<base64>`), both as C2SP signed-note and Go's `sumdb/note` write them
 */
export async function generateLogKey(name: string): Promise<{ signer: string; vkey: string }> {
  return generateKey(name, ED25519)
}

/** The same for another signature type of C2SP signed-note. */
export async function generateKey(name: string, type: number): Promise<{ signer: string; vkey: string }> {
  demandName(name)
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new LogKeyError('Ed25519 is not available here.')
  const seed = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)).slice(-KEY_LENGTH)
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const keyId = await keyIdOf(name, publicKey, type)
  return {
    signer: `PRIVATE+KEY+${name}+${keyId}+${toBase64(typed(seed, type))}`,
    vkey: `${name}+${keyId}+${toBase64(typed(publicKey, type))}`,
  }
}

/**
 * Reads the private text of {@link generateLogKey}.
 * @throws LogKeyError
 */
export async function readSigner(text: string): Promise<NoteSigner> {
  const { name, keyId, sign } = await readSecret(text)
  return { name, keyId, sign }
}

/**
 * What signs with a private text, under whatever signature type the caller says; `publicKey` is its 32 bytes.
 * @param type the signature type that the text itself was made for
 */
export async function readSecret(
  text: string,
  type: number = ED25519,
): Promise<NoteSigner & { publicKey: Uint8Array }> {
  const found = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text)
  const [, name, keyId, encoded] = found ?? []
  const seed = untyped(encoded, type)
  if (name === undefined || keyId === undefined || !seed)
    throw new LogKeyError('This is not the private key of a log.')
  const bytes = plain(concat([PKCS8_PREFIX, seed]))
  const key = await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', true, ['sign'])
  const { x = '' } = await crypto.subtle.exportKey('jwk', key)
  const publicKey = fromBase64(`${x.replaceAll('-', '+').replaceAll('_', '/')}=`)
  if (!publicKey) throw new LogKeyError('This is not the private key of a log.')
  return {
    name,
    keyId,
    publicKey,
    sign: async (signed) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, plain(signed))),
  }
}

/**
 * Reads a verifier key.
 * @throws LogKeyError when it is not of the form, of another signature type, or its key id does not fit
 */
export async function readVerifier(vkey: string): Promise<NoteVerifier> {
  const { name, keyId, verify } = await readPublic(vkey)
  return { name, keyId, verify }
}

/**
 * What a verifier key verifies, under whatever signature type the caller says; `publicKey` is its 32 bytes.
 * @param type the signature type that the key itself says it is of
 */
export async function readPublic(
  vkey: string,
  type: number = ED25519,
): Promise<NoteVerifier & { publicKey: Uint8Array }> {
  const found = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(vkey)
  const [, name, keyId, encoded] = found ?? []
  const publicKey = untyped(encoded, type)
  if (name === undefined || keyId === undefined || !publicKey)
    throw new LogKeyError('This is not the verifier key of a log.')
  demandName(name)
  if ((await keyIdOf(name, publicKey, type)) !== keyId)
    throw new LogKeyError("The verifier key's id does not fit its key.")
  const key = await crypto.subtle.importKey('raw', plain(publicKey), 'Ed25519', false, ['verify'])
  return {
    name,
    keyId,
    publicKey,
    verify: (signed, signature) => crypto.subtle.verify('Ed25519', key, plain(signature), plain(signed)),
  }
}

/** Key names have no white space, control characters or plus signs (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= 255 && !/[\s+\p{Cc}]/u.test(name)
}

function demandName(name: string): void {
  if (!isKeyName(name)) throw new LogKeyError('The name of a log key has no white space and no plus sign.')
}

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first four bytes in hex. */
export async function keyIdOf(name: string, publicKey: Uint8Array, type: number = ED25519): Promise<string> {
  const named = concat([encoder.encode(`${name}\n`), Uint8Array.of(type), publicKey])
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', plain(named)))
  return toHex(digest.subarray(0, 4))
}

function typed(key: Uint8Array, type: number): Uint8Array {
  return concat([Uint8Array.of(type), key])
}

function untyped(encoded: string | undefined, type: number): Uint8Array | null {
  const bytes = encoded === undefined ? null : fromBase64(encoded)
  const key = bytes?.subarray(1)
  return bytes && key && key.length === KEY_LENGTH && sameBytes(bytes, typed(key, type)) ? key : null
}

/** Web Crypto takes only views of plain memory; this is a copy in such. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
