import type { KindName } from '../domain/wire/referral-fields.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { ClientError } from './errors.ts'
import { readFiling } from './read-filing.ts'
import type { ReferralRequest } from './referral-request.ts'
import { readStatement, type StatementSession } from './referral-statement.ts'

/** The kinds that are written to whoever sent a referral, in its thread; all but a note answer it. */
export const REPLY_KINDS = ['reply', 'marac-research', 'note'] as const satisfies readonly KindName[]
export type ReplyKind = (typeof REPLY_KINDS)[number]

/**
 * Where a reply to a referral goes and what it belongs to: to its sender, in its thread, for its purpose, as marked as what it answers. A note
 * belongs to the thread alone: what was asked is still to be answered.
 *
 * @param kind a reply, unless told
 * @param referral what the person named, where they did: only the service says what a delivery is of
 * @param mailbox the person's mailbox that answers; the one that received it
 * @throws ClientError for mail whose sender is not known until it has been opened and filed
 */
export async function replyTo({
  session,
  view,
  referral,
  mailbox,
  kind = 'reply',
}: {
  session: StatementSession
  view: ReferralView
  referral?: string
  mailbox: string
  kind?: ReplyKind
}): Promise<
  Pick<ReferralRequest, 'from' | 'to' | 'kind' | 'inReplyTo' | 'thread' | 'marking' | 'answers' | 'purpose'>
> {
  const statement = await readStatement(session, view, referral)
  const belongs = {
    from: mailbox,
    kind,
    inReplyTo: kind === 'note' ? null : view.referral,
    thread: statement.fields.thread,
  }
  if (statement.origin === 'submitted') {
    const { from, marking, dataClass, purpose } = statement.fields
    return { ...belongs, to: [from], purpose, marking, answers: { marking, dataClass } }
  }
  const filed = await readFiling(session, view)
  if (!filed)
    throw new ClientError(`Open ${view.reference} and file it first: its sender is not known until then.`)
  if (!filed.from)
    throw new ClientError(
      `No signature shows who sent ${view.reference}, so that nobody would be answered. Make sure who it was, and send them what you have to say on its own.`,
    )
  const { marking, dataClass } = filed
  return { ...belongs, to: [filed.from], marking, answers: { marking, dataClass } }
}

/**
 * Where a note goes in an exchange that one's own mailbox has written in: to everybody whom the referral went to, marked as it was.
 * It answers nothing, and asks nothing.
 *
 * @param mailboxes the person's own
 * @throws ClientError when none of them sent it, or when it is mail that a partner sent
 */
export async function noteAfter({
  session,
  view,
  referral,
  mailboxes,
}: {
  session: StatementSession
  view: ReferralView
  referral: string
  mailboxes: readonly string[]
}): Promise<
  Pick<ReferralRequest, 'from' | 'to' | 'kind' | 'inReplyTo' | 'thread' | 'purpose' | 'marking' | 'answers'>
> {
  const statement = await readStatement(session, view, referral)
  if (statement.origin !== 'submitted' || !mailboxes.includes(statement.fields.from))
    throw new ClientError(`${view.reference} was not sent from a mailbox of yours.`)
  const { from, to, thread, marking, dataClass, purpose } = statement.fields
  const others = to.filter((address) => address !== from)
  if (others.length === 0) throw new ClientError(`${view.reference} went to nobody else.`)
  const answers = { marking, dataClass }
  return { from, to: others, kind: 'note', inReplyTo: null, thread, purpose, marking, answers }
}
