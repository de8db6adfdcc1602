import { mailboxOf } from '../domain/trust/state.ts'
import type { Trust } from './trust/trust.ts'

/**
 * Whose word the key of a mailbox is, as it is shown wherever the key has been used: `vouched for by …`, or `certified by …`
 * its own agency; null where nobody has certified one.
 */
export async function wordFor({ trust }: { trust: Trust }, address: string): Promise<string | null> {
  const mailbox = mailboxOf(await trust.state(), address)
  return mailbox ? `${mailbox.vouched ? 'vouched for' : 'certified'} by ${mailbox.by}` : null
}
