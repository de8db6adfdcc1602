import { ClientError } from './errors.ts'

/** The fewest characters of a passphrase: three words that have nothing to do with each other are as many. */
export const SHORTEST_PASSPHRASE = 12
const LONGEST_PASSPHRASE = 1000

/** @throws ClientError for a passphrase that is too short to be worth anything, or too long */
export function demandUsable(passphrase: string): void {
  const { length } = [...passphrase]
  if (length >= SHORTEST_PASSPHRASE && length <= LONGEST_PASSPHRASE) return
  throw new ClientError(
    length < SHORTEST_PASSPHRASE
      ? `A passphrase has at least ${SHORTEST_PASSPHRASE} characters, such as three words that have nothing to do with each other.`
      : `A passphrase has at most ${LONGEST_PASSPHRASE} characters.`,
  )
}
