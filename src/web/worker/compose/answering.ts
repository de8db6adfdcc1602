import { v7 } from 'uuid'
import { findingsBegun } from '../../../domain/kinds/findings-begun.ts'
import type { AnswerReason } from '../../../domain/receipt-reasons.ts'
import { adviceIdOf, demandReturnable } from '../../../sdk/advice.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { noteAfter, replyTo } from '../../../sdk/reply.ts'
import type { Session } from '../../../sdk/session.ts'
import { type Filled, filledOf } from '../../form/filled.ts'
import { ADVICE } from '../../form/reply-form.ts'
import { typedOf } from '../../form/typed.ts'
import { openedDelivery } from '../answer.ts'
import { work } from '../open-session.ts'
import { dataOpened, type Opened, openedBefore } from '../referral.ts'
import { type Form, formFor } from './compose.ts'
import type { Composition } from './request.ts'

/** What is answered: a delivery that came in, or what one's own mailbox sent. */
export type Answered = { of: string; received: boolean }

/** What is written in answer to something: words, what research found for a conference, a note, or advice with what is returned. */
export type Writing = 'reply' | 'research' | 'note' | 'return'

/** An answer as it begins: where it goes is settled by what it answers, and so are its purpose and its marking. */
export type BegunAnswer = {
  composition: Pick<
    Composition,
    'id' | 'from' | 'to' | 'kind' | 'form' | 'typed' | 'answering' | 'returning' | 'follows'
  >
  grounds: Pick<Composition['grounds'], 'purpose' | 'marking'>
  form: Form
  /** of what is typed already, what was filled in from what it answers; null where nothing was */
  filled: Filled | null
  /** the most that it may be with its files, in bytes */
  limit: number
  original: Opened
}

const KINDS = {
  reply: { kind: 'reply', form: null },
  research: { kind: 'marac-research', form: 'findings' },
  note: { kind: 'note', form: null },
  return: { kind: 'reply', form: ADVICE },
} as const

/**
 * Begins an answer to what has been opened before.
 *
 * @param reason why it is returned, with advice
 * @throws ClientError when nobody has opened it, or it cannot be returned: before anything is written in vain
 */
export async function beginAnswer(
  answered: Answered,
  writing: Writing,
  reason: AnswerReason | null,
): Promise<BegunAnswer> {
  const { session, now } = await work()
  const { kind, form } = KINDS[writing]
  const { inReplyTo, thread, answers, purpose, marking, ...place } = await placeOf(session, answered, writing)
  const returning = writing === 'return' ? { delivery: answered.of, reason } : null
  const [asked, original] = [await formFor({ kind, form }), await openedBefore(answered)]
  const begun = writing === 'research' ? findingsBegun(dataOpened(answered.of)) : null
  const typed = begun === null ? asked.blank : typedOf(asked.group, begun)
  return {
    composition: {
      id: returning ? await adviceIdOf(answered.of) : v7({ msecs: now.getTime() }),
      ...{ from: place.from, to: place.to, kind, form, typed, returning },
      follows: writing === 'note' ? original.headline.referral : null,
      answering: {
        ...(inReplyTo === undefined ? {} : { inReplyTo }),
        ...(thread === undefined ? {} : { thread }),
        ...(answers === undefined ? {} : { answers }),
      },
    },
    grounds: { purpose: purpose ?? null, marking: marking ?? null },
    form: asked,
    filled: begun === null ? null : filledOf(asked.group, typed, 'request'),
    limit: session.service.limits.contentBytes,
    original,
  }
}

async function placeOf(session: Session, { of, received }: Answered, writing: Writing) {
  if (!received) {
    const view = await session.client.referral(of)
    const mailboxes = session.person.mailboxes.map(({ address }) => address)
    return noteAfter({ session, view, referral: of, mailboxes })
  }
  const { view, own } = await openedDelivery(session, of)
  if (writing === 'return' && demandReturnable(session, own))
    throw new ClientError(`${view.reference} was returned already.`)
  // What the person has read, and not whatever the service shows in its place now.
  const { referral } = (await openedBefore({ of, received })).headline
  return replyTo({ session, view, referral, mailbox: own.mailbox, kind: KINDS[writing].kind })
}
