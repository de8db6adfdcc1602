import type { Fault } from '../../domain/wire/check.ts'
import type { Question } from './questions.ts'

/** What is wrong, and the id of the field that it is about, which is its JSON Pointer. */
export type Wrong = { field: string; message: string }

/** `of`: the entry or the group that it stands in; `place`: where it stands among all that is asked. */
type Found = { question: Question; pointer: string; of: string | null; place: readonly number[] }

/** The faults that these questions are about, in words for beside each field and in the order of the page. Of one field, the first is told. */
export function wrongIn(questions: readonly Question[], faults: readonly Fault[]): Wrong[] {
  const told = new Map<string, Wrong & Pick<Found, 'place'>>()
  for (const { path, message } of faults) {
    const [, top = '', ...rest] = path.split('/')
    const at = questions.findIndex(({ name }) => name === top)
    const question = questions[at]
    if (!question) continue
    const found = deepest(
      { question, pointer: `/${top}`, of: null, place: [at] },
      rest,
      questions.length === 1,
    )
    const field = fieldOf(found)
    if (!told.has(field)) told.set(field, { field, message: worded(found, message), place: found.place })
  }
  return [...told.values()]
    .sort((one, other) => inOrder(one.place, other.place))
    .map(({ field, message }) => ({ field, message }))
}

const inOrder = (one: readonly number[], other: readonly number[]): number => {
  const at = one.findIndex((number, place) => number !== other[place])
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1)
}

/** What a path leads to, as far as it is asked for by itself. */
function deepest(found: Found, [name, ...rest]: readonly string[], alone = false): Found {
  const { question, pointer, of, place } = found
  if (name === undefined) return found
  if (question.is === 'group') {
    const at = question.parts.findIndex((one) => one.name === name)
    const part = question.parts[at]
    if (!part) return found
    // The only question of a page is its heading; what stands within another needs to be named.
    const within = !alone && question.name !== '' ? lower(question.label) : of
    return deepest({ question: part, pointer: `${pointer}/${name}`, of: within, place: [...place, at] }, rest)
  }
  if (question.is !== 'list' || !/^\d+$/.test(name)) return found
  const entry = `${lower(question.one)} ${Number(name) + 1}`
  const next = [...place, Number(name)]
  return deepest({ question: question.entry, pointer: `${pointer}/${name}`, of: entry, place: next }, rest)
}

const lower = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1)

/** What is no input itself is a group of them. */
const fieldOf = ({ question, pointer }: Found): string =>
  question.is === 'group' || question.is === 'list' ? `${pointer}-group` : pointer

/** A label that asks is answered by saying it. */
const ASKING = /^(?:What|Why|How|Who|Whom|Where|When|Which|Whether|Since)\b/

/** A label that says whose it is needs no article. */
const OWNED = /^(?:Your|Their|Its|The|A|An)\b/

const MISSING = ['is missing', 'must not be empty', 'must have at least one entry']

function worded({ question, of }: Found, message: string): string {
  const { label } = question
  const where = of === null ? '' : ` (${of})`
  if (question.is === 'list' && MISSING.includes(message))
    return `Add at least one ${lower(question.one)}${where}`
  if (question.is === 'leaf' && MISSING.includes(message)) {
    if (label.endsWith('?')) return `Answer the question: ${label}${where}`
    const { as } = question.input
    if (ASKING.test(label)) return `Say ${lower(label)}${where}`
    if (as === 'yes-no') return `Select yes or no: ${lower(label)}${where}`
    const verb = as === 'choice' || as === 'choices' ? 'Select' : 'Enter'
    return `${verb} ${OWNED.test(label) ? '' : 'the '}${lower(label)}${where}`
  }
  if (question.is === 'leaf' && question.input.as === 'date' && message.startsWith('must be a date'))
    return `${label}${where} must be a real date, such as 27 3 2010`
  return /^[A-Z]/.test(message)
    ? `${label}${where}: ${message}`
    : `${label.replace(/\?$/, '')}${where} ${message}`
}
