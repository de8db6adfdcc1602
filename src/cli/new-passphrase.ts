import { ClientError } from '../sdk/errors.ts'
import { readNewPassphrase } from './passphrase.ts'
import type { Io } from './terminal.ts'

const SHORTEST = 12

/**
 * The passphrase of a key that is being made: as {@link readNewPassphrase} reads it.
 * @throws ClientError when there is nobody to ask, the two differ, or it is too short
 */
export async function newPassphrase(io: Io, fd: number | null): Promise<string> {
  const given = await readNewPassphrase(io, fd)
  if (given.length >= SHORTEST) return given
  throw new ClientError(`A passphrase has at least ${SHORTEST} characters. Nothing was made.`)
}
