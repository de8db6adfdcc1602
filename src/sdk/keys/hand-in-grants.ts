import {
  type GrantRequest,
  type GrantsRequest,
  type MailboxKeysResponse,
  MOST_GRANTS,
} from '../../domain/wire/mailbox-keys.ts'
import type { Session } from '../session.ts'

/** Hands grants in, in as many requests as they take: what the trust log is to say goes with the first. */
export async function handInGrants(
  { client }: Pick<Session, 'client'>,
  mailbox: string,
  { records, grants }: GrantsRequest,
): Promise<MailboxKeysResponse> {
  let keys = await client.grantMailboxKeys(mailbox, { records, grants: grants.slice(0, MOST_GRANTS) })
  for (let at = MOST_GRANTS; at < grants.length; at += MOST_GRANTS)
    keys = await client.grantMailboxKeys(mailbox, { records: [], grants: grants.slice(at, at + MOST_GRANTS) })
  return keys
}

/** Those for which there is no room in one request with `others`: they are handed in before it. */
export function splitAt(
  grants: readonly GrantRequest[],
  others: number,
): { before: GrantRequest[]; within: GrantRequest[] } {
  const within = Math.max(0, MOST_GRANTS - others)
  return { before: grants.slice(within), within: grants.slice(0, within) }
}
