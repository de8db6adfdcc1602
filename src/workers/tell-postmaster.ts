import { routeTroubles, takeTroubles, untell } from '../services/partners/postmaster.ts'
import { postmasterMessage } from '../services/partners/postmaster-message.ts'
import type { NotifyDependencies } from './notify.ts'

const ATTEMPT_MS = 60_000

/**
 * Tells the postmaster what is wrong with the ways to partners, in one mail: each thing once a day for as long as it lasts. It
 * says domains and numbers, and nothing of any mail.
 */
export async function tellPostmaster(
  { db, clock, server, sender, relay, sign, logger }: Omit<NotifyDependencies, 'chasing'>,
  postmaster: string,
): Promise<void> {
  const troubles = await takeTroubles(db, await routeTroubles(db, clock()))
  if (troubles.length === 0) return
  const plain = postmasterMessage(sender, { to: postmaster, troubles }, clock())
  try {
    const { outcome, code, fault } = await relay({
      ...server,
      name: sender.serviceDomain,
      envelope: { from: sender.from, to: postmaster, notify: ['failure'] },
      message: sign ? await sign(plain, `@${sender.serviceDomain}`) : plain,
      timeoutMs: 20_000,
      deadlineMs: ATTEMPT_MS,
    })
    if (outcome === 'relayed') return
    logger.warn({ code, fault }, 'the postmaster could not be told; it is tried again')
  } catch (error) {
    await untell(db, troubles)
    throw error
  }
  await untell(db, troubles)
}
