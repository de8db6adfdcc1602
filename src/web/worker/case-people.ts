import type { CasePerson } from '../../domain/cases/case-text.ts'
import { addActionOnce, correctPerson, personNumbered, removePerson } from '../../domain/cases/change.ts'
import type { SamePerson, Wanted } from '../../domain/cases/same-person.ts'
import { safeLine } from '../../domain/kinds/plain-text.ts'
import type { Category } from '../../domain/wire/referral-fields.ts'
import { addPeople } from '../../sdk/cases/add-people.ts'
import { type FoundPerson, findPeople, proposedLinks } from '../../sdk/cases/find-people.ts'
import type { TakenFrom } from '../../sdk/cases/form-of-referral.ts'
import { changeCase, newItemId, type OpenedCase, writtenBy } from '../../sdk/cases/notes.ts'
import { peopleOfReferral } from '../../sdk/cases/people-of-referral.ts'
import { findCase, openCases } from '../../sdk/cases/read-cases.ts'
import { reviewOfOrder } from '../../sdk/cases/review-of-order.ts'
import { ClientError, isApiProblem } from '../../sdk/errors.ts'
import { findReferral } from '../../sdk/find-referral.ts'
import type { Session } from '../../sdk/session.ts'
import { work } from './open-session.ts'

/** Somebody to be put into a case, as their form has it. */
export type NewPerson = {
  name: string
  aliases: string[]
  dateOfBirth: string | null
  description: string | null
  roles: Category[]
}

/** What the form asks of somebody; what it leaves empty is known no more. */
const asked = ({ name, aliases, dateOfBirth, description }: NewPerson) => ({
  name,
  ...(aliases.length === 0 ? {} : { aliases }),
  ...(dateOfBirth === null ? {} : { dateOfBirth }),
  ...(description === null ? {} : { description }),
})

/**
 * Puts somebody into a case.
 * @param again whether they are added though somebody there seems to be the same
 * @throws ClientError where somebody seems to be, and `again` is not said
 */
export async function addCasePerson(id: string, one: NewPerson, again: boolean): Promise<void> {
  const { session, now } = await work()
  const opened = await findCase(session, id, now)
  const person = { person: asked(one), roles: one.roles }
  const { added } = await addPeople(session, opened, [person], { again, now })
  if (added.length === 0) throw new MaybeThereError('Somebody of that name is in the case already.')
}

/** Somebody who is to be added seems to be there already; a person has to say. */
class MaybeThereError extends ClientError {
  override name = 'MaybeThereError'
}

/** Somebody in a case, to be put right. */
export async function casePerson(id: string, number: number): Promise<CasePerson> {
  const { session, now } = await work()
  return personNumbered((await findCase(session, id, now)).notes, number)
}

/** Puts right what is known of somebody; what the form does not ask, such as an address, stays. */
export async function correctCasePerson(id: string, number: number, one: NewPerson): Promise<void> {
  const { session, now } = await work()
  const written = writtenBy(session, now)
  const opened = await findCase(session, id, now)
  await changeCase(
    session,
    opened,
    (notes) => {
      const { name, aliases, dateOfBirth, description, ...rest } = personNumbered(notes, number).person
      const person = { ...rest, ...asked(one) }
      return correctPerson(number, { person, roles: one.roles }, written)(notes)
    },
    now,
  )
}

/** Takes somebody out of a case who does not belong there. */
export async function removeCasePerson(id: string, number: number): Promise<void> {
  const { session, now } = await work()
  await changeCase(session, await findCase(session, id, now), removePerson(number), now)
}

/** Somebody in a case who may be whom one looks for: a guess, for a person to judge. */
export type Found = Pick<SamePerson, 'reasons' | 'contradicted'> & {
  id: string
  title: string
  number: string | null
  closed: boolean
  person: string
}

const foundOf = ({ in: { notes }, person, same }: FoundPerson): Found => ({
  ...{ id: notes.id, title: safeLine(notes.title), number: notes.number, closed: notes.status === 'closed' },
  ...{ person: safeLine(person.person.name), reasons: same.reasons, contradicted: same.contradicted },
})

/** Who in one's cases may be somebody, the likeliest first, and how many cases could not be opened. */
export async function findInCases(wanted: Wanted): Promise<{ found: Found[]; unreadable: number }> {
  const { session, now } = await work()
  const { cases, unreadable } = await openCases(session, now)
  return { found: findPeople(cases, wanted).map(foundOf), unreadable: unreadable.length }
}

/** A referral in the exchanges of a case. */
export type CaseReferral = { reference: string; kind: string; at: string }

/** The referrals that a case can take something over from, the newest first. */
export async function caseReferrals(id: string): Promise<CaseReferral[]> {
  const { session, now } = await work()
  const { notes } = await findCase(session, id, now)
  const exchanges = await Promise.all(
    notes.threads.map(({ thread }) =>
      session.client.thread(thread).catch((error: unknown) => {
        if (isApiProblem(error, 'not-found')) return null
        throw error
      }),
    ),
  )
  return exchanges
    .flatMap((exchange) => exchange?.referrals ?? [])
    .flatMap(({ reference, kind, acceptedAt }) =>
      kind === null ? [] : [{ reference, kind, at: acceptedAt }],
    )
    .sort((one, other) => (one.at < other.at ? 1 : -1))
}

/** What was taken over from a referral: who was added, how many were there before, and which other cases may name them. */
export type TakenOver = { added: string[]; there: number; proposed: (Found & { of: string })[] }

/** Puts everybody into a case whom a referral names in its form. It is opened as always, and signed for. */
export async function takePeopleOver(id: string, reference: string): Promise<TakenOver> {
  const { session, now } = await work()
  const opened = await findCase(session, id, now)
  const named = await peopleOfReferral(session, await takenFrom(session, opened, reference, now))
  const { changed, added } = await addPeople(session, opened, named, { again: false, now })
  const others = added.length === 0 ? [] : (await openCases(session, now, changed.file.mailbox)).cases
  return {
    added: added.map(({ person }) => safeLine(person.name)),
    there: named.length - added.length,
    proposed: added.flatMap((person) =>
      proposedLinks(changed, person, others).map((one) => ({
        ...foundOf(one),
        of: safeLine(person.person.name),
      })),
    ),
  }
}

/** Adds the review of an order, due by the day that it says; not where it is there already. @returns that day */
export async function addOrderReview(id: string, reference: string, owner: string): Promise<string> {
  const { session, now } = await work()
  const opened = await findCase(session, id, now)
  const review = await reviewOfOrder(session, await takenFrom(session, opened, reference, now))
  const change = addActionOnce(newItemId(now), { ...review, owner }, writtenBy(session, now))
  await changeCase(session, opened, change, now)
  return review.due
}

/** What the case takes over from: where it came to several of one’s mailboxes, as it came to that of the case. */
async function takenFrom(
  session: Session,
  { file }: OpenedCase,
  reference: string,
  now: Date,
): Promise<TakenFrom> {
  const { client, person } = session
  const mailboxes = person.mailboxes.map(({ address }) => address)
  const { referral, deliveries } = await findReferral(client, reference, mailboxes)
  if (deliveries.length < 2) return { referral, delivery: deliveries[0] ?? null, now }
  const views = await Promise.all(deliveries.map((one) => client.delivery(one)))
  const own = views.flatMap((view) => view.deliveries).find(({ mailbox }) => mailbox === file.mailbox)
  if (own) return { referral, delivery: own.delivery, now }
  throw new ClientError(`${reference} came to several of your mailboxes, and not to that of the case.`)
}
