import type { Logger } from 'pino'
import type { RelayRequest, RelayResult } from '../mail/gateway/relay.ts'
import type { Db } from '../services/db.ts'
import { faultOf } from '../services/fault.ts'
import { type Chasing, noteChases } from '../services/notices/chasing.ts'
import { type DueNotice, takeDueNotices } from '../services/notices/due.ts'
import { type NoticeSender, noticeMessage } from '../services/notices/message.ts'
import { recordNotice } from '../services/notices/record-notice.ts'
import type { Sign } from './deliver.ts'

/** Notices sent at once; a mail server may take few connections from one machine. */
const BATCH = 10
/** One attempt ends well before the lease on the setting does. */
const ATTEMPT_MS = 60_000

/** The operator's ordinary outgoing mail server. */
export type NoticeServer = {
  host: string
  port: number
  /** the PEM certificate that it must show; null to judge it by name and public authorities */
  tlsCertificate: string | null
}

export type NotifyDependencies = {
  db: Db
  clock: () => Date
  server: NoticeServer
  sender: NoticeSender
  /** when it is told, and to whom, that something is overdue or collected by nobody */
  chasing: Chasing
  relay(request: RelayRequest): Promise<RelayResult>
  /** the notice with the service's signatures; null where nothing is signed */
  sign: Sign | null
  logger: Logger
}

/**
 * Sends a batch of the notices that are due. When the mail server cannot be reached, the rest wait for another turn.
 *
 * @returns whether there may be more to send at once
 */
export async function notify(dependencies: NotifyDependencies): Promise<boolean> {
  const { db, clock, chasing } = dependencies
  await noteChases(db, clock(), chasing)
  const { notices, more } = await takeDueNotices(dependencies, BATCH)
  const reached = await Promise.all(notices.map((notice) => sendNotice(dependencies, notice)))
  return more && reached.every((one) => one)
}

/** Sends one, in an SMTP transaction of its own, and records what came of it; false when there was no server. */
async function sendNotice(dependencies: NotifyDependencies, notice: DueNotice): Promise<boolean> {
  const { clock, server, sender, relay, sign, logger } = dependencies
  try {
    const plain = noticeMessage(sender, notice, clock())
    const { outcome, code, fault } = await relay({
      ...server,
      name: sender.serviceDomain,
      // RFC 5321 §4.5.5: only reports have an empty sender. Nobody is told of success.
      envelope: { from: sender.from, to: notice.address, notify: ['failure'] },
      // The author's domain may be another's, who publishes no key of ours.
      message: sign ? await sign(plain, `@${sender.serviceDomain}`) : plain,
      timeoutMs: 20_000,
      deadlineMs: ATTEMPT_MS,
    })
    await recordNotice(dependencies, notice, outcome)
    // Not the server's words: they may name the address.
    if (outcome !== 'relayed') logger.warn({ code, fault }, 'a notice was not taken by NOTICE_SMTP')
    return fault === null
  } catch (error) {
    // The lease ends by itself, and the notice is tried again; the others are not to wait for this one.
    logger.error(faultOf(error), 'a notice could not be sent')
    return true
  }
}
