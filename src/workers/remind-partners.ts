import type { Logger } from 'pino'
import { faultOf } from '../services/fault.ts'
import type { NoticeSender } from '../services/notices/message.ts'
import { partnerReminderMessage } from '../services/notices/partner-reminder-message.ts'
import {
  isTimeToRemind,
  type LeasedReminder,
  leasePartnerReminders,
  notePartnerReminders,
  recordPartnerReminder,
} from '../services/notices/partner-reminders.ts'
import type { DeliverDependencies } from './deliver.ts'
import { sendByRoute } from './send-by-route.ts'

type Dependencies = Omit<DeliverDependencies, 'tidy'> & {
  clock: () => Date
  sender: NoticeSender
  logger: Logger
}

/**
 * Reminds partners who have only mail of what they were asked for (promise 5), by the way that their mail goes. Each reminder leaves
 * once; one whose worker dies between the partner's answer and the record leaves again, as the same mail.
 */
export async function remindPartners(dependencies: Dependencies): Promise<void> {
  const { db, clock, logger } = dependencies
  if (!isTimeToRemind(clock())) return
  await notePartnerReminders(db, clock())
  for (;;) {
    const reminders = await leasePartnerReminders(db, clock())
    if (reminders.length === 0) return
    const outcomes = await Promise.all(
      reminders.map(async (reminder) => {
        const outcome = await sendReminder(dependencies, reminder).catch((error) => {
          logger.error(faultOf(error), 'a reminder to a partner could not be sent')
          return 'retry' as const
        })
        await recordPartnerReminder(db, reminder, outcome ?? 'retry')
        return outcome
      }),
    )
    // No connection is given any more when the service stops: the rest does not lose a try to that.
    if (outcomes.every((outcome) => outcome === null)) return
  }
}

/** What came of it; null where no connection became free. */
async function sendReminder(
  dependencies: Dependencies,
  reminder: LeasedReminder,
): Promise<'relayed' | 'retry' | 'failed' | null> {
  const { findServers, serviceDomain, sender, clock, sign } = dependencies
  const { domain, route } = reminder
  const found = await findServers(domain, route)
  if (!('servers' in found)) return 'retry'
  const message = await partnerReminderMessage(sender, reminder, clock())
  const sent = await sendByRoute(dependencies, {
    domain,
    maxConnections: route.maxConnections,
    servers: found.servers,
    // RFC 5321 §4.5.5: nobody waits for what becomes of it, and no machine answers it.
    envelope: { from: '', to: reminder.address },
    message: sign ? await sign(message, `@${serviceDomain}`) : message,
    mayBegin: async () => true,
  })
  return sent?.outcome ?? null
}
