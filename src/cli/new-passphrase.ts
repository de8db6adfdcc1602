import { ClientError } from '../sdk/errors.ts'
import { readPassphrase } from './passphrase.ts'
import type { Io } from './terminal.ts'

const SHORTEST = 12

/**
 * The passphrase of a key that is being made: from the file descriptor, else the file that `DESPATCH_NEW_PASSPHRASE_FILE`
 * names, else asked for twice.
 *
 * @throws ClientError when there is nobody to ask, the two differ, or it is too short
 */
export async function newPassphrase(io: Io, { fd, of }: { fd: number | null; of: string }): Promise<string> {
  const file = io.env.DESPATCH_NEW_PASSPHRASE_FILE
  const asked = { ...io, env: { ...io.env, DESPATCH_PASSPHRASE_FILE: file } }
  const question = `New passphrase for ${of}, of at least ${SHORTEST} characters: `
  const first = await readPassphrase(asked, { fd, question })
  const again =
    fd !== null || file ? first : await readPassphrase(asked, { fd: null, question: 'The same again: ' })
  if (first !== again) throw new ClientError('The two are not the same. Nothing was made.')
  if (first.length >= SHORTEST) return first
  throw new ClientError(`A passphrase has at least ${SHORTEST} characters. Nothing was made.`)
}
