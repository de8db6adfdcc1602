import { randomUUID } from 'node:crypto'
import { composeDormancyNotice } from '../../mail/dormancy-notice.ts'
import { messageIdOf } from '../../mail/message-id.ts'
import type { NoticeSender } from '../notices/message.ts'
import type { DormancyWarning } from './dormancy-warnings.ts'

/** A warning as mail. Its Message-ID is drawn by chance, so that it leads to nothing. */
export function dormancyMessage(
  { from, origin, serviceDomain }: NoticeSender,
  { address, suspendedAt }: DormancyWarning,
  now: Date,
): Uint8Array {
  const messageId = messageIdOf(randomUUID(), serviceDomain)
  return composeDormancyNotice({ from, to: address, date: now, messageId, origin, suspendedAt })
}
