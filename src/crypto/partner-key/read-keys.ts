import { type Key, type PublicKey, readKeys } from 'openpgp'
import { limits, openpgpConfig } from '../profile.ts'
import { PartnerKeyError } from './problem.ts'

/** A file with more keys than this is somebody's whole keyring. */
const MOST_KEYS = 20
/** Keys in armor, in binary, or a mail's text around them. */
export const LARGEST_KEY_FILE = 1024 * 1024

const BEGIN = '-----BEGIN PGP PUBLIC KEY BLOCK-----'
const END = '-----END PGP PUBLIC KEY BLOCK-----'
const SECRET = '-----BEGIN PGP PRIVATE KEY BLOCK-----'

/**
 * All certificates in a file as a partner gives it: binary, or armored, one block or several, with any text around them
 * (a mail that was saved). A photo or a strange packet in a key is passed over; a key of a version that is not known here
 * is not among those that are given.
 *
 * @throws PartnerKeyError `unreadable`, `secret`, or `several` when there are more than anybody gives one by one
 */
export async function keysIn(file: Uint8Array): Promise<PublicKey[]> {
  if (file.length > LARGEST_KEY_FILE)
    throw new PartnerKeyError(
      'unreadable',
      'This is larger than any key. Ask for the key alone (gpg --export --armor ADDRESS).',
    )
  const keys: Key[] = []
  for (const part of partsOf(file)) keys.push(...(await read(part)))
  if (keys.length > MOST_KEYS)
    throw new PartnerKeyError(
      'several',
      `There are ${keys.length} keys in this. Ask for the one of the mailbox alone (gpg --export --armor ADDRESS).`,
    )
  if (keys.some((key) => key.isPrivate())) throw secretGiven()
  return keys
}

function partsOf(file: Uint8Array): (string | Uint8Array)[] {
  // Every packet begins with the highest bit set (RFC 9580 §4.2), which no ASCII text does.
  const [first = 0] = file
  if (first >= 0x80 && first !== 0xef && first !== 0xfe && first !== 0xff) return [file]
  const text = new TextDecoder().decode(file)
  if (text.includes(SECRET)) throw secretGiven()
  const blocks: string[] = []
  for (let at = text.indexOf(BEGIN); at !== -1; at = text.indexOf(BEGIN, at + BEGIN.length)) {
    const end = text.indexOf(END, at)
    if (end === -1) throw unreadable()
    const block = text.slice(at, end + END.length)
    if (block.length > limits.certificate * 2 || blocks.length >= MOST_KEYS) throw unreadable()
    blocks.push(`${block}\n`)
  }
  if (blocks.length === 0) throw unreadable()
  return blocks
}

async function read(part: string | Uint8Array): Promise<Key[]> {
  const config = openpgpConfig
  try {
    return typeof part === 'string'
      ? await readKeys({ armoredKeys: part, config })
      : await readKeys({ binaryKeys: part, config })
  } catch {
    throw unreadable()
  }
}

const unreadable = (): PartnerKeyError =>
  new PartnerKeyError(
    'unreadable',
    'No OpenPGP key can be read in this. Ask its holder to export it again (gpg --export --armor ADDRESS), and not to paste it into a text program on the way.',
  )

const secretGiven = (): PartnerKeyError =>
  new PartnerKeyError(
    'secret',
    'This holds a private key, which nobody but its holder may have. It was not kept. Delete this file, and tell its holder that the key is to be replaced: whoever had the file can read what is sealed to it. What is wanted is the public key (gpg --export --armor ADDRESS).',
  )
