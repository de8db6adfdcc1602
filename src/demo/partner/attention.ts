import { setTimeout as pause } from 'node:timers/promises'
import type { KeptMail, MailFolder } from './folder.ts'
import type { GatewayAddress } from './gateway.ts'
import type { Officer } from './officer.ts'
import { sendToGateway } from './outgoing.ts'
import { deliveryReport, displayedReport } from './reports.ts'

/** What a partner does by itself with a mail that came in. */
export type Behaviour = {
  /** Whether its server sends the delivery report that was asked for. */
  reports: boolean
  /** Whether its officer opens the mail after a moment, which sends the disposition notification. */
  opens: boolean
}

/** A moment: what an officer takes who sits before the screen, in milliseconds. */
const OPENED_AFTER_MS = 1_500

/**
 * Sees to received mail in the background: reports go out at once, mails are opened one after the other. What
 * was done before, in this process or an earlier one, is not done again.
 */
export function attention({
  officer,
  mails,
  gateway,
  behaviour,
  onError,
}: {
  officer: Officer
  mails: MailFolder
  gateway: GatewayAddress
  behaviour: Behaviour
  onError: (error: unknown) => void
}) {
  const { partner } = officer
  const stopping = new AbortController()
  const { signal } = stopping
  const inHand = new Set<Promise<void>>()
  let reading = Promise.resolve()

  const track = (work: Promise<void>): Promise<void> => {
    const seen = work.catch((error: unknown) => {
      if (!signal.aborted) onError(error)
    })
    inHand.add(seen)
    void seen.then(() => inHand.delete(seen))
    return seen
  }
  const report = async (mail: KeptMail): Promise<void> => {
    const due = behaviour.reports ? deliveryReport(partner, mail) : null
    if (due === null || !(await mails.claim(mail.id, 'reported'))) return
    await sendToGateway(partner, gateway, { from: '', ...due, signal })
  }
  const read = async (mail: KeptMail): Promise<void> => {
    const due = behaviour.opens ? displayedReport(partner, mail) : null
    if (due === null || mail.messageId === null || (await mails.done(mail.id, 'notified'))) return
    const wait = Date.parse(mail.envelope.at) + OPENED_AFTER_MS - Date.now()
    if (wait > 0) await pause(wait, undefined, { signal })
    signal.throwIfAborted()
    await officer.open(mail.messageId)
  }

  return {
    /** Begins to see to a mail. */
    attend(mail: KeptMail): void {
      void track(report(mail))
      reading = track(reading.then(() => read(mail)))
    },
    /** Stops after what is being done this moment. */
    async stop(): Promise<void> {
      stopping.abort()
      await Promise.all(inHand)
    },
  }
}
