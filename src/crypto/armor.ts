import { armor, enums, unarmor } from 'openpgp'
import { limits, openpgpConfig } from './profile.ts'

/** The text is not one armored block of the expected sort; the message is for the person who sent or pasted it. */
export class ArmorError extends Error {
  override name = 'ArmorError'
}

/** A binary OpenPGP message as the ASCII armor that mail carries (RFC 9580 §6.2), lines ended by LF. */
export const armorMessage = (binary: Uint8Array): string =>
  armor(enums.armor.message, aligned(binary), undefined, undefined, undefined, true, openpgpConfig)

/** The library computes the checksum four bytes at a time, and throws where these do not begin at a multiple of four. */
const aligned = (binary: Uint8Array): Uint8Array =>
  binary.byteOffset % 4 === 0 ? binary : new Uint8Array(binary)

/**
 * The binary message inside one armored `PGP MESSAGE` block. Mail software leaves blank lines around it and
 * ends lines its own way; anything else before, after or twice is refused.
 * @throws ArmorError
 */
export const dearmorMessage = async (text: string): Promise<Uint8Array> => {
  const block = oneArmoredBlock(text, 'MESSAGE', limits.armoredMessage)
  try {
    const { data } = await unarmor(block, openpgpConfig)
    return await collect(data)
  } catch {
    throw new ArmorError('The armored OpenPGP message is damaged.')
  }
}

/** No program writes these, and no database keeps them: control characters but tab and line ends, half characters. */
const NO_TEXT = /(?![\t\r\n])\p{Cc}|\p{Cs}/u

/**
 * Demands that `text` is exactly one armored block of this sort and nothing else, so that no second block can
 * travel along unread.
 * @param sort what stands after `BEGIN PGP `, for example `SIGNATURE`
 * @param limit longest text that is looked at, in UTF-16 units
 * @throws ArmorError
 */
export const oneArmoredBlock = (text: string, sort: string, limit: number): string => {
  if (text.length > limit) throw new ArmorError('The armored OpenPGP text is larger than is accepted here.')
  if (NO_TEXT.test(text)) throw new ArmorError('The armored OpenPGP text holds characters that are none.')
  const block = text.trim()
  const isOneBlock =
    block.startsWith(`-----BEGIN PGP ${sort}-----`) &&
    block.endsWith(`-----END PGP ${sort}-----`) &&
    block.indexOf('-----BEGIN', 1) === -1
  if (!isOneBlock) throw new ArmorError(`This is not exactly one armored PGP ${sort} block.`)
  return block
}

const collect = async (data: unknown): Promise<Uint8Array> => {
  if (data instanceof Uint8Array) return data
  if (data instanceof ReadableStream) return new Uint8Array(await new Response(data).arrayBuffer())
  throw new ArmorError('The armored OpenPGP message is damaged.')
}
