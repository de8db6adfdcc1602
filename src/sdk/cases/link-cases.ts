import type { LinkReason } from '../../domain/cases/case-text.ts'
import { linkTo, unlinkFrom } from '../../domain/cases/links.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { changeCase, type OpenedCase, writtenBy } from './notes.ts'

/**
 * Links two cases of one mailbox: first in the one, then in the other. Where this machine stops in between, whoever reads both next
 * puts in what is missing.
 *
 * @throws ClientError when they are of two mailboxes: whoever reads the one need not be let to know of the other
 */
export async function linkCases(
  session: Session,
  [one, other]: readonly [OpenedCase, OpenedCase],
  { why, now }: { why: LinkReason; now: Date },
): Promise<[OpenedCase, OpenedCase]> {
  demandOneMailbox(one, other)
  const written = writtenBy(session, now)
  return [
    await changeCase(session, one, linkTo(other.file.id, why, written), now),
    await changeCase(session, other, linkTo(one.file.id, why, written), now),
  ]
}

/** Ends the link of two cases, in both. */
export async function unlinkCases(
  session: Session,
  [one, other]: readonly [OpenedCase, OpenedCase],
  now: Date,
): Promise<[OpenedCase, OpenedCase]> {
  const written = writtenBy(session, now)
  return [
    await changeCase(session, one, unlinkFrom(other.file.id, written), now),
    await changeCase(session, other, unlinkFrom(one.file.id, written), now),
  ]
}

function demandOneMailbox(one: OpenedCase, other: OpenedCase): void {
  if (one.file.mailbox === other.file.mailbox) return
  throw new ClientError(
    `The one is a case of ${one.file.mailbox}, the other of ${other.file.mailbox}. Only cases of one mailbox are linked: others do not read both.`,
  )
}
