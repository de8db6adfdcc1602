import type { MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { personOfLogin } from './appointed.ts'
import { historyFor } from './history.ts'
import { keysEnd } from './new-generation.ts'

/**
 * Grants a colleague the earlier keys of a mailbox that both are members of, as far as the caller holds them.
 *
 * @throws ClientError when there is nothing to grant
 */
export async function shareHistory(
  session: Session,
  { mailbox, login, now }: { mailbox: string; login: string; now: Date },
): Promise<{ keys: MailboxKeysResponse; granted: number; missing: number[] }> {
  const state = await session.trust.refresh()
  const person = personOfLogin(state, login)
  const before = await session.client.mailboxKeys(mailbox)
  const { grants, missing } = await historyFor(session, before, { person, expires: keysEnd(now), now })
  if (grants.length === 0) {
    throw new ClientError(
      missing.length === 0
        ? `${login} holds every key of ${mailbox} already.`
        : `You hold none of the keys of ${mailbox} that ${login} lacks.`,
    )
  }
  const keys = await session.client.grantMailboxKeys(mailbox, { records: [], grants })
  return { keys, granted: grants.length, missing }
}
