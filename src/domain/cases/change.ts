import type { Person } from '../kinds/person.ts'
import type { Category } from '../wire/referral-fields.ts'
import { type ActionStatus, type CaseAction, type CasePerson, type CaseText, MOST } from './case-text.ts'

/**
 * Changes of a case, as functions from its notes to its notes. Each can be made again in what a colleague has written
 * meanwhile: what it adds has an id of its own, and what is there already is not added twice. One that changes nothing gives
 * back the very notes that it was given.
 */
export type CaseChange = (notes: CaseText) => CaseText

/** Who changes something, and when. */
export type Written = { at: string; by: string }

/** The notes do not allow it; the message says why, and names nobody. */
export class CaseChangeError extends Error {
  override readonly name = 'CaseChangeError'
}

/** The notes of a new case, which nobody has kept yet. */
export function newCase(
  { id, mailbox, title, number }: Pick<CaseText, 'id' | 'mailbox' | 'title' | 'number'>,
  written: Written,
): CaseText {
  return {
    despatch: 'case/1',
    ...{ id, mailbox, version: 1, title, number, status: 'open' },
    ...{ threads: [], people: [], notes: [], actions: [], links: [] },
    history: [{ status: 'open', ...written }],
    lastNumber: { people: 0, actions: 0 },
  }
}

/** Closes a case, or opens it again. */
export const setStatus =
  (status: CaseText['status'], written: Written): CaseChange =>
  (notes) =>
    notes.status === status
      ? notes
      : { ...notes, status, history: room('history', [...notes.history, { status, ...written }]) }

/** Gives it another title or own number; what is left out stays. */
export const rename =
  (to: Partial<Pick<CaseText, 'title' | 'number'>>): CaseChange =>
  (notes) =>
    (to.title ?? notes.title) === notes.title &&
    (to.number === undefined ? notes.number : to.number) === notes.number
      ? notes
      : { ...notes, ...to }

/** Puts an exchange into the case. */
export const addThread =
  (thread: string, written: Written): CaseChange =>
  (notes) =>
    notes.threads.some((one) => one.thread === thread)
      ? notes
      : { ...notes, threads: room('threads', [...notes.threads, { thread, ...written }]) }

/** Takes an exchange out of the case again. */
export const removeThread =
  (thread: string): CaseChange =>
  (notes) => {
    const threads = notes.threads.filter((one) => one.thread !== thread)
    return threads.length === notes.threads.length ? notes : { ...notes, threads }
  }

export const addNote =
  (id: string, text: string, written: Written): CaseChange =>
  (notes) =>
    has(notes.notes, id)
      ? notes
      : { ...notes, notes: room('notes', [...notes.notes, { id, text, ...written }]) }

/** Adds somebody, under the next number. */
export const addPerson =
  (id: string, { person, roles }: { person: Person; roles: Category[] }, written: Written): CaseChange =>
  (notes) => {
    if (has(notes.people, id)) return notes
    const number = notes.lastNumber.people + 1
    return {
      ...notes,
      people: room('people', [...notes.people, { id, number, person, roles, ...written }]),
      lastNumber: { ...notes.lastNumber, people: number },
    }
  }

/** Puts right what is known of somebody. @throws CaseChangeError when there is nobody of that number */
export const correctPerson =
  (number: number, now: { person: Person; roles: Category[] }, written: Written): CaseChange =>
  (notes) => {
    personNumbered(notes, number)
    return {
      ...notes,
      people: notes.people.map((one) => (one.number === number ? { ...one, ...now, ...written } : one)),
    }
  }

/** Takes somebody out who does not belong there. Their number is not given out again. */
export const removePerson =
  (number: number): CaseChange =>
  (notes) => {
    const people = notes.people.filter((one) => one.number !== number)
    return people.length === notes.people.length ? notes : { ...notes, people }
  }

/** Adds something to be done, under the next number. */
export const addAction =
  (id: string, action: Pick<CaseAction, 'text' | 'owner' | 'due'>, written: Written): CaseChange =>
  (notes) => {
    if (has(notes.actions, id)) return notes
    const number = notes.lastNumber.actions + 1
    const made: CaseAction = {
      ...{ id, number, ...action, status: 'open' },
      history: [{ status: 'open', why: null, ...written }],
    }
    return {
      ...notes,
      actions: room('actions', [...notes.actions, made]),
      lastNumber: { ...notes.lastNumber, actions: number },
    }
  }

/** Adds an action that follows from something else, such as the review of an order; not where the case has the same already. */
export const addActionOnce =
  (id: string, action: Pick<CaseAction, 'text' | 'owner' | 'due'>, written: Written): CaseChange =>
  (notes) =>
    notes.actions.some(({ text, due }) => text === action.text && due === action.due)
      ? notes
      : addAction(id, action, written)(notes)

/**
 * Says what became of an action. Of two colleagues who settle it at once both stay in its history, and the later counts.
 *
 * @throws CaseChangeError when there is none of that number
 */
export const settleAction =
  (number: number, status: ActionStatus, why: string | null, written: Written): CaseChange =>
  (notes) => {
    const action = actionNumbered(notes, number)
    if (action.status === status) return notes
    if (action.history.length >= 50)
      throw new CaseChangeError(`Action ${number} was settled 50 times. Add another in its place.`)
    const settled = { ...action, status, history: [...action.history, { status, why, ...written }] }
    return { ...notes, actions: notes.actions.map((one) => (one.number === number ? settled : one)) }
  }

/** @throws CaseChangeError */
export function personNumbered({ people }: CaseText, number: number): CasePerson {
  const found = people.find((one) => one.number === number)
  if (found) return found
  throw new CaseChangeError(`The case has no person ${number}.`)
}

/** @throws CaseChangeError */
export function actionNumbered({ actions }: CaseText, number: number): CaseAction {
  const found = actions.find((one) => one.number === number)
  if (found) return found
  throw new CaseChangeError(`The case has no action ${number}.`)
}

const has = (among: readonly { id: string }[], id: string): boolean => among.some((one) => one.id === id)

const CALLED: Readonly<Record<keyof typeof MOST, string>> = {
  threads: 'exchanges',
  people: 'people',
  notes: 'notes',
  actions: 'actions',
  links: 'links',
  history: 'closings and openings',
}

/** @throws CaseChangeError when there are more than one case holds */
export function room<T>(of: keyof typeof MOST, rows: T[]): T[] {
  if (rows.length <= MOST[of]) return rows
  throw new CaseChangeError(
    `A case holds ${MOST[of]} ${CALLED[of]} at most. Open another case and link the two.`,
  )
}
