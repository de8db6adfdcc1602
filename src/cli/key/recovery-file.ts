import { ClientError } from '../../sdk/errors.ts'
import { openRecoveryKey } from '../../sdk/keys/recovery-key.ts'
import type { PrivateKey } from '../../sdk/user-key.ts'
import type { Cli } from '../account.ts'
import { UsageError } from '../action.ts'
import { readBounded } from '../bounded-file.ts'
import { askWords } from '../passphrase.ts'

const KEY_LIMIT = 256 * 1024
const WORDS_LIMIT = 4096

/** The recovery key of a file, opened by two lists of words: from files, or asked for one after the other. */
export async function recoveryKeyOf(
  { io }: Cli,
  { key, words = [] }: { key: string; words?: string[] },
): Promise<PrivateKey> {
  if (words.length > 2) throw new UsageError('Two people have words: give --words twice.')
  const locked = await keyFile(key)
  const [one, two] = await Promise.all(words.map(wordsIn))
  return openRecoveryKey(locked, [
    one ?? (await askWords(io, 'The words of the first person: ')),
    two ?? (await askWords(io, 'The words of the second person: ')),
  ])
}

/** The text of a key file. @throws ClientError */
export async function keyFile(path: string): Promise<string> {
  const read = await readBounded(path, KEY_LIMIT, { pipes: true })
  if (read instanceof Uint8Array) return new TextDecoder().decode(read)
  throw new ClientError(`${path} cannot be read as a key: it is ${read}.`)
}

async function wordsIn(path: string): Promise<string> {
  const read = await readBounded(path, WORDS_LIMIT, { pipes: true })
  if (read instanceof Uint8Array) return new TextDecoder().decode(read)
  throw new ClientError(`${path} cannot be read: it is ${read}.`)
}
