import { headlineOf } from './headline.ts'
import { work } from './open-session.ts'
import { recipientsOf } from './recipients.ts'
import { type Opened, sinceRead } from './referral.ts'

/** How something that is opened stands now: nothing is opened again, and nothing signed. */
export type Standing = Pick<Opened, 'headline' | 'recipients'> & { filed: boolean }

/** Asks how it stands; of what was received by its delivery, of what was sent by its referral. */
export async function standing({ of, received }: { of: string; received: boolean }): Promise<Standing> {
  const { session } = await work()
  const later = await (received ? session.client.delivery(of) : session.client.referral(of))
  const view = await sinceRead(session, of, later)
  const manifest = view.origin === 'submitted' ? view.statement : null
  return {
    headline: headlineOf(view, of),
    recipients: await recipientsOf(session, view, manifest),
    filed: view.filed !== null,
  }
}
