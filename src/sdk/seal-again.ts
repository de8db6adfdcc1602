import { isApiProblem } from './errors.ts'
import type { Session } from './session.ts'

/** What the service refuses when a mailbox was given new keys, or a record was entered, since this machine read the trust log. */
const BEHIND = ['trust-behind', 'sealed-object-refused'] as const

/**
 * Seals and sends something, and once more where the service says that this machine was behind: from the trust log as it
 * is now.
 *
 * @param attempt everything from the sealing on; it gives the referral the same id each time
 */
export async function sealingAgain<T>(
  { trust }: Pick<Session, 'trust'>,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!BEHIND.some((name) => isApiProblem(error, name))) throw error
    await trust.refresh()
    return attempt()
  }
}
