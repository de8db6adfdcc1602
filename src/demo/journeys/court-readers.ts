import { answer } from '../../sdk/answer.ts'
import { openDelivery } from '../../sdk/open-delivery.ts'
import type { OpenedReferral } from '../../sdk/open-referral.ts'
import { type CheckedReceipt, checkReceipts } from '../../sdk/receipts.ts'
import type { Session } from '../../sdk/session.ts'
import { TEAMS } from './court-papers.ts'
import { untilDelivery, untilInbox } from './deliveries.ts'
import { firstAndLast } from './shown-text.ts'
import { demand, type Take } from './telling.ts'
import type { World } from './world.ts'

/** Both teams find it, sign for it, open it, and acknowledge it. */
export async function readByBoth(world: World, take: Take, referral: string): Promise<OpenedReferral[]> {
  const read: OpenedReferral[] = []
  for (const { mailbox, login } of TEAMS) {
    read.push(
      await take(
        `${mailbox}: ${login} signs for it, opens it, and acknowledges it; the marking stands first and last.`,
        async () => {
          const session = await world.person(login)
          const { delivery } = await untilInbox(session, mailbox, (row) => row.referral === referral)
          const opened = await openDelivery({ session, delivery, referral, now: world.clock() })
          demand(
            opened.outcome === 'opened' && opened.origin === 'submitted',
            `It did not open: ${opened.outcome}.`,
          )
          const [first, last] = firstAndLast(opened.text)
          demand(
            first === 'RESTRICTED' && last === 'RESTRICTED',
            'The marking does not stand first and last.',
          )
          demand(
            opened.concerns.length === 0,
            `The law has something against it: ${opened.concerns[0]?.message}`,
          )
          await answer({ session, delivery, referral, event: 'acknowledged', now: world.clock() })
          return opened
        },
        ({ text, attachments, readers }) => [
          ['first line', firstAndLast(text)[0]],
          ['last line', firstAndLast(text)[1]],
          ['attachments', attachments.map(({ name }) => name).join(', ')],
          ['who can read it', readers.join(', ')],
        ],
      ),
    )
  }
  return read
}

/**
 * Both acknowledgements, once they are there, each checked against what was sent.
 *
 * @param manifest the exact text that the sender's own machine kept
 */
export async function bothAcknowledged(
  session: Session,
  referral: string,
  manifest: string,
): Promise<CheckedReceipt[]> {
  for (const { mailbox } of TEAMS) {
    await untilDelivery(session, referral, mailbox, (delivery) => delivery.answer === 'acknowledged')
  }
  const { client, trust } = session
  const receipts = await checkReceipts(await client.referral(referral), manifest, { trust })
  const wrong = receipts.find(({ problem }) => problem !== null)
  demand(wrong === undefined, `A receipt does not hold. ${wrong?.problem ?? ''}`)
  return receipts.filter(({ event }) => event === 'acknowledged')
}
