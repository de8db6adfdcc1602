import { addThread } from '../../domain/cases/change.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { changeCase, type OpenedCase, writtenBy } from './notes.ts'

/**
 * Puts an exchange into a case.
 *
 * @throws ClientError when the mailbox of the case is not party to it: those who read the case could not read it
 */
export async function putThread(
  session: Session,
  opened: OpenedCase,
  { thread, now }: { thread: string; now: Date },
): Promise<OpenedCase> {
  const { parties } = await session.client.thread(thread)
  const { mailbox } = opened.file
  if (!parties.includes(mailbox))
    throw new ClientError(
      `${mailbox}, whose case it is, is not party to that exchange. Its members could not read it.`,
    )
  return changeCase(session, opened, addThread(thread, writtenBy(session, now)), now)
}
