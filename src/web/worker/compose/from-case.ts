import { FURTHER_FIELDS, type FurtherField, fillForm, usualPlaces } from '../../../domain/cases/fill-form.ts'
import { placesOf } from '../../../domain/cases/places.ts'
import { safeLine } from '../../../domain/kinds/plain-text.ts'
import { kindOf } from '../../../domain/kinds.ts'
import { caseToSendIn } from '../../../sdk/cases/case-to-send-in.ts'
import { putThread } from '../../../sdk/cases/put-thread.ts'
import { findCase } from '../../../sdk/cases/read-cases.ts'
import { sentenceOf } from '../../../sdk/sentence.ts'
import { type Filled, filledOf } from '../../form/filled.ts'
import { codeInWords } from '../../form/labels.ts'
import type { Group, Question } from '../../form/questions.ts'
import { type Typed, typedOf } from '../../form/typed.ts'
import { work } from '../open-session.ts'
import { LogContradictedError } from '../seen-log.ts'
import { type Beginning, beginning, type Form, formFor } from './compose.ts'
import { type Composition, formOf } from './request.ts'

/** Somebody of a case: `place` is where in the form they usually stand, null where that does not follow from their part in the case. */
export type Placeable = { number: number; name: string; roles: string[]; place: string | null }

/** Who of a case can stand in a form, and where. Empty places: the form names no people. */
export type CasePeople = {
  people: Placeable[]
  places: { name: string; label: string }[]
  /** what the case knows of some of them besides who they are */
  further: FurtherField[]
}

type Which = Pick<Composition, 'kind' | 'form'>

/** What can be sent about a case, from its own mailbox. */
export async function caseBeginning(id: string): Promise<Beginning & { title: string }> {
  const { session, now } = await work()
  const [{ file, notes }, begun] = await Promise.all([findCase(session, id, now), beginning()])
  return {
    ...begun,
    mailboxes: begun.mailboxes.filter((address) => address === file.mailbox),
    title: safeLine(notes.title),
  }
}

/** Who of a case can stand in a form. */
export async function casePeopleFor(id: string, which: Which): Promise<CasePeople> {
  const { session, now } = await work()
  const { notes } = await findCase(session, id, now)
  const data = begunWith(which)
  const usual = usualPlaces(which.kind, data, notes.people)
  const form = formOf(which)
  return {
    people: notes.people.map(({ number, person, roles }) => ({
      number,
      name: safeLine(person.name),
      roles: roles.map(codeInWords),
      place: usual.get(number) ?? null,
    })),
    places: placesOf(which.kind, data).map(({ name }) => ({ name, label: labelAt(form, name) })),
    further: FURTHER_FIELDS.filter((field) => notes.people.some(({ person }) => person[field] !== undefined)),
  }
}

/**
 * The form of a kind with people of a case in it. Of the law, of the purpose and of whom it goes to nothing is filled in (L15).
 *
 * @param people by their numbers in the case, each with its place in the form
 * @param further what of them besides who they are
 */
export async function formFromCase(
  id: string,
  which: Which,
  people: readonly { number: number; place: string }[],
  further: readonly FurtherField[],
): Promise<{ form: Form; typed: Typed; filled: Filled }> {
  const { session, now } = await work()
  const { notes } = await findCase(session, id, now)
  const chosen = people.flatMap(({ number, place }) =>
    notes.people
      .filter((one) => one.number === number)
      .map(({ person, roles }) => ({ number, person, roles, place })),
  )
  const form = await formFor(which)
  const typed = typedOf(form.group, fillForm(which.kind, begunWith(which), chosen, further).data)
  return { form, typed, filled: filledOf(form.group, typed, 'case') }
}

/** A form in which nothing is said but which of its kind it is. */
function begunWith({ kind, form }: Which): object {
  const { forms } = kindOf(kind)
  return forms === null || form === null ? {} : { [forms.field]: form }
}

/** What a place is called in the form as it is asked. */
function labelAt(form: Group, place: string): string {
  let group: Group | null = form
  const labels: string[] = []
  for (const name of place.split('.')) {
    const part: Question | undefined = group?.parts.find((one) => one.name === name)
    if (part) labels.push(part.label)
    group = part?.is === 'group' ? part : null
  }
  return labels.join(': ')
}

/**
 * Puts what was sent into the case that it is about. What was sent is sent, whatever becomes of that.
 *
 * @returns why it is not there; null when it is
 */
export async function putSentIntoCase(
  which: string,
  { from, thread }: { from: string; thread: string },
): Promise<string | null> {
  try {
    const { session, now } = await work()
    await putThread(session, await caseToSendIn(session, { which, from, now }), { thread, now })
    return null
  } catch (error) {
    if (error instanceof LogContradictedError) throw error
    return sentenceOf(error) ?? 'Something went wrong in this page.'
  }
}
