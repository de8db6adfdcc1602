import { orderTypeOf } from '../../domain/orders/order-types.ts'
import type { Fault } from '../../domain/wire/check.ts'
import { isPerson } from './form-pages.ts'
import type { Group, Question } from './questions.ts'
import { blank, type Typed, withTyped } from './typed.ts'

/**
 * The form of an order as whoever pushes one in a hurry is asked it: what the form and the law cannot do without, and what is usual
 * filled in, to be changed. What it is shared for, with whom and by which law is never usual here (L15).
 */

/** What stands in the file that is attached, and need not be typed again. */
const AS_ATTACHED = 'As set out in the order that is attached.'

/** The form of a type of order with what is usual on a day: made today by the sender's own court, in force at once. */
export function usualOrder(
  form: Group,
  { code, day, court }: { code: string; day: string; court: string },
): Typed {
  const type = orderTypeOf(code)
  if (type === undefined) return blank(form)
  const terms = type.terms === 'requirements' ? 'requirements' : 'prohibitions'
  const values: [string[], Typed][] = [
    [['status'], type.interim ? 'interim' : 'full'],
    [['orderDate'], day],
    [['startDate'], day],
    [['durationText'], AS_ATTACHED],
    [['court', 'name'], court],
    [['court', 'type'], type.courts[0] ?? ''],
    [[terms], [termOf(form, terms)]],
  ]
  return values
    .filter(([[name]]) => form.parts.some((part) => part.name === name))
    .reduce((typed, [path, value]) => withTyped(typed, path, value), blank(form))
}

function termOf(form: Group, terms: string): Typed {
  const list = form.parts.find(({ name }) => name === terms)
  const entry = list?.is === 'list' ? blank(list.entry) : {}
  const values = { n: '1', text: AS_ATTACHED, ...(terms === 'prohibitions' ? { kind: 'other' } : {}) }
  return { ...(entry as { [name: string]: Typed }), ...values }
}

/** What has a usual value, unless something is wrong with it. */
const USUAL = [
  'status',
  'court',
  'orderDate',
  'startDate',
  'durationText',
  'prohibitions',
  'requirements',
  'copiesTo',
]
/** When it ends is asked of every order, however its form has it. */
const ENDS = ['expiryDate', 'untilFurtherOrder', 'interimUntil']
/** How old somebody was is what the law of most orders depends on. */
const OF_A_PERSON = ['name', 'dateOfBirth']

/** What is asked, and what is usual, each in the order of the form. */
export type PushQuestions = { asked: Question[]; usual: Question[] }

/**
 * What the form cannot do without, and what the law asks besides of this order, as `faults` say.
 * @param faults what is wrong with it as it is typed, by JSON Pointer
 */
export function pushQuestions(form: Group, faults: readonly Fault[]): PushQuestions {
  const wrong = new Set(faults.map(({ path }) => path.split('/')[1] ?? ''))
  const interim = form.parts.some(({ name }) => name === 'orderType') && isInterim(form)
  const ends = ENDS.filter((name) => (interim ? name !== 'expiryDate' : name !== 'interimUntil'))
  const wanted = form.parts.filter(
    (part) =>
      part.is !== 'fixed' &&
      !USUAL.includes(part.name) &&
      (part.required || ends.includes(part.name) || wrong.has(part.name)),
  )
  const usual = form.parts.filter(
    (part) => USUAL.includes(part.name) && (part.required || part.name === 'court' || wrong.has(part.name)),
  )
  return {
    asked: [
      ...wanted.filter(isPerson),
      ...wanted.filter((part) => !isPerson(part) && part.name !== 'justification'),
      ...wanted.filter(({ name }) => name === 'justification'),
    ].map((part) => narrowed(part, faults)),
    usual: usual.map((part) => narrowed(part, faults)),
  }
}

function isInterim(form: Group): boolean {
  const type = form.parts.find(({ name }) => name === 'orderType')
  return type?.is === 'fixed' && orderTypeOf(type.value)?.interim === true
}

/**
 * Of a group, what it cannot do without, and what something is wrong with. Who has no date of birth to give is asked for the age, which
 * is enough for the law.
 */
function narrowed(part: Question, faults: readonly Fault[]): Question {
  if (part.is !== 'group') return part
  const noBirth = faults.some(({ path }) => path === `/${part.name}/dateOfBirth`)
  const isWanted = ({ name, required }: Question) =>
    required ||
    (isPerson(part) && (OF_A_PERSON.includes(name) || (noBirth && name === 'ageBand'))) ||
    faults.some(({ path }) => path.startsWith(`/${part.name}/${name}`))
  return { ...part, parts: part.parts.filter(isWanted) }
}
