import { protectedEntity } from './compose.ts'
import { messageIdHeader } from './header.ts'
import { filePart, textPart } from './part.ts'

export type Reply = {
  from: string
  to: readonly string[]
  subject: string
  date: Date
  messageId: string
  /** The message that is answered; null for a referral that a partner starts by mail. */
  inReplyTo: string | null
  references: readonly string[]
  text: string
  attachments?: readonly { name: string; type: string; bytes: Uint8Array }[]
  boundary?: string
}

/**
 * The entity that a partner's mail client seals when its user answers: text and files, with protected headers and
 * nothing of ours in it. `threading` gives the fields that stand outside too, for `composeEncrypted`.
 */
export function composeReply(reply: Reply): Uint8Array<ArrayBuffer> {
  return protectedEntity({
    headers: reply,
    shared: threading(reply).map(({ name, value }) => ({
      name,
      line: messageIdHeader(name, value.split(' ')),
    })),
    parts: [textPart(reply.text), ...(reply.attachments ?? []).map(filePart)],
    ...(reply.boundary === undefined ? {} : { boundary: reply.boundary }),
  })
}

/** The In-Reply-To and References fields of an answer (RFC 5322 §3.6.4). */
export function threading(
  reply: Pick<Reply, 'inReplyTo' | 'references'>,
): { name: 'In-Reply-To' | 'References'; value: string }[] {
  if (reply.inReplyTo === null) return []
  const references = [...new Set([...reply.references, reply.inReplyTo])]
  return [
    { name: 'In-Reply-To', value: reply.inReplyTo },
    { name: 'References', value: references.join(' ') },
  ]
}
