import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import type { OpenedCase } from './notes.ts'
import { findCase } from './read-cases.ts'

/**
 * The case that something is sent in.
 *
 * @param which its id, or the number that the agency gave it
 * @throws ClientError when it is another mailbox's than the sending one
 */
export async function caseToSendIn(
  session: Session,
  { which, from, now }: { which: string; from: string; now: Date },
): Promise<OpenedCase> {
  const opened = await findCase(session, which, now)
  if (opened.file.mailbox === from.toLowerCase()) return opened
  throw new ClientError(
    `That is a case of ${opened.file.mailbox}, and not of ${from}. Nothing was sent: those who read the case would not read the answers.`,
  )
}
