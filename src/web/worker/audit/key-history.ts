import { type KeyHistory, readKeyHistory } from '../../../sdk/trust/key-history.ts'
import { work } from '../open-session.ts'

/** The keys that a mailbox had, by the trust log as this browser has verified it. @throws ClientError when it never had one */
export async function keyHistory(mailbox: string): Promise<KeyHistory> {
  const { session } = await work()
  return readKeyHistory(session.trust, mailbox)
}
