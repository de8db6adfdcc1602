import { ClientError } from '../sdk/errors.ts'
import { asked } from './passphrase.ts'
import type { Io } from './terminal.ts'

/**
 * Asks whether what was just printed is to be done.
 * @param yes whether the command was told already (`--yes`)
 * @throws ClientError when the answer is another than yes, or nobody can be asked
 */
export async function demandYes(io: Io, question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return
  const given = await asked(io, `${question} (yes, or anything else for no): `, {
    shown: true,
    nobody: 'Nothing was done: there is nobody to ask whether it is right. Read it, and add --yes.',
  })
  if (given.trim().toLowerCase() !== 'yes') throw new ClientError('Nothing was done.')
}
