import { UnreadableError } from '../../crypto/open.ts'
import { StatementError } from '../../domain/wire/statement.ts'
import { openListedDraft } from '../drafts.ts'
import type { ReferralRequest } from '../referral-request.ts'
import type { Session } from '../session.ts'
import { wrongWithOne } from '../wrong-with-one.ts'

/** What makes a row the same again: the kind, whom it is for, and the whole form. */
type Form = Pick<ReferralRequest, 'kind' | 'to' | 'data'>

/** The drafts of a mailbox by what they hold, so that what is imported a second time is found. */
export type DraftsThere = { find(form: Form): string | undefined; add(form: Form, id: string): void }

/** Opens every draft of the mailbox; one that does not open is none that a row could be. */
export async function draftsThere(session: Session, mailbox: string, now: Date): Promise<DraftsThere> {
  const ids = new Map<string, string>()
  const listed = (await session.client.drafts()).filter((draft) => draft.mailbox === mailbox)
  for (const draft of listed) {
    try {
      const { request } = await openListedDraft({ session, draft, now })
      ids.set(keyOf(request), draft.id)
    } catch (error) {
      if (!(error instanceof UnreadableError || error instanceof StatementError)) wrongWithOne(error)
    }
  }
  return {
    find: (form) => ids.get(keyOf(form)),
    add: (form, id) => void ids.set(keyOf(form), id),
  }
}

/** A case system may write its fields in another order the next time. */
const keyOf = ({ kind, to, data }: Form): string =>
  JSON.stringify([kind, [...to].sort(), data], (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
