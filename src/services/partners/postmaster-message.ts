import { randomUUID } from 'node:crypto'
import { messageIdOf } from '../../mail/message-id.ts'
import { composePostmasterNotice } from '../../mail/postmaster-notice.ts'
import type { NoticeSender } from '../notices/message.ts'
import { type RouteTrouble, troubleSentence } from './postmaster.ts'

/** What the postmaster is told, as mail. */
export function postmasterMessage(
  { from, origin, serviceDomain }: NoticeSender,
  { to, troubles }: { to: string; troubles: readonly RouteTrouble[] },
  now: Date,
): Uint8Array {
  return composePostmasterNotice({
    from,
    to,
    date: now,
    messageId: messageIdOf(randomUUID(), serviceDomain),
    origin,
    troubles: troubles.map(troubleSentence),
  })
}
