import type { ReadHeaders } from '../mail/read.ts'

/**
 * To whom a mail says, inside its seal, that it was written. OpenPGP does not bind a signature to its readers: whoever gets a
 * signed mail can seal it anew to somebody else, and only these words betray it.
 */
export type Addressed = {
  /** `unsaid`: the mail names nobody inside, so nobody can tell */
  addressed: 'here' | 'elsewhere' | 'unsaid'
  /** the addresses that it names inside, To and Cc */
  writtenTo: string[]
}

export function addressedTo(mailbox: string, { to, cc }: Pick<ReadHeaders, 'to' | 'cc'>): Addressed {
  const writtenTo = [...new Set([...to, ...cc])]
  const addressed =
    writtenTo.length === 0 ? 'unsaid' : writtenTo.includes(mailbox.toLowerCase()) ? 'here' : 'elsewhere'
  return { addressed, writtenTo }
}

const MOST_NAMED = 5

/** The addresses that it was written to, as a sentence names them. */
export const namedIn = ({ writtenTo }: Addressed): string =>
  writtenTo.length > MOST_NAMED
    ? `${writtenTo.slice(0, MOST_NAMED).join(', ')} and others`
    : writtenTo.join(', ')
