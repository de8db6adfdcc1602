import { randomUUID } from 'node:crypto'
import { messageIdOf } from '../../mail/message-id.ts'
import { composeNotice } from '../../mail/notice.ts'
import type { DueNotice } from './due.ts'

/** Whom notices come from and where they send people. */
export type NoticeSender = {
  /** the address in From, and the envelope's sender */
  from: string
  /** `PUBLIC_URL` */
  origin: string
  serviceDomain: string
}

/** A notice as mail. Its Message-ID is drawn by chance, so that it leads to nothing. */
export function noticeMessage(
  { from, origin, serviceDomain }: NoticeSender,
  { address, waiting }: Pick<DueNotice, 'address' | 'waiting'>,
  now: Date,
): Uint8Array {
  return composeNotice({
    from,
    to: address,
    date: now,
    messageId: messageIdOf(randomUUID(), serviceDomain),
    origin,
    waiting,
  })
}
