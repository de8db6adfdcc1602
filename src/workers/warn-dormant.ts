import { dormancyMessage } from '../services/accounts/dormancy-message.ts'
import { takeDormancyWarnings, untellDormant } from '../services/accounts/dormancy-warnings.ts'
import type { NotifyDependencies } from './notify.ts'

const ATTEMPT_MS = 60_000

/** Warns people, at the address of their notices, whose account is to be suspended since they do not use it. */
export async function warnDormant(dependencies: NotifyDependencies): Promise<void> {
  const { db, clock, server, sender, relay, sign, logger } = dependencies
  for (const warning of await takeDormancyWarnings(db, clock())) {
    const plain = dormancyMessage(sender, warning, clock())
    let isTold = false
    try {
      const { outcome, code, fault } = await relay({
        ...server,
        name: sender.serviceDomain,
        envelope: { from: sender.from, to: warning.address, notify: ['failure'] },
        message: sign ? await sign(plain, `@${sender.serviceDomain}`) : plain,
        timeoutMs: 20_000,
        deadlineMs: ATTEMPT_MS,
      })
      // One that is refused for good is not tried again: it would be, every hour until the suspension.
      isTold = outcome !== 'retry'
      if (outcome !== 'relayed')
        logger.warn({ code, fault }, 'a warning of dormancy was not taken by NOTICE_SMTP')
    } finally {
      if (!isTold) await untellDormant(db, warning)
    }
  }
}
