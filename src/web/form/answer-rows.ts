import { dayInWords } from '../words.ts'
import { type Filled, filledWords } from './filled.ts'
import type { Question } from './questions.ts'
import { dateOf, type Path, type Typed, typedAt } from './typed.ts'

/** One answer as it is looked through before it is sent: of which field, what was typed, and whether that was filled in for the person. */
export type AnswerRow = { key: string; value: string; filled?: string }

/** What is looked through: all that is typed, and what of it was filled in. */
type Looked = { typed: Typed | undefined; filled: Filled | null }

/** What was answered on a page; what is its heading is not said again before each answer. */
export function answersOnPage(
  questions: readonly Question[],
  typed: Typed | undefined,
  filled: Filled | null = null,
): AnswerRow[] {
  const [only] = questions
  const asked = questions.length === 1 && only?.is === 'group' ? only : null
  const looked = { typed, filled }
  if (asked === null) return questions.flatMap((question) => answerRows(question, looked, [question.name]))
  return asked.parts.flatMap((part) => answerRows(part, looked, [asked.name, part.name]))
}

/** What was answered, in the order in which it was asked; what was left empty is left out. */
function answerRows(question: Question, looked: Looked, path: Path, within = ''): AnswerRow[] {
  const typed = typedAt(looked.typed, path)
  switch (question.is) {
    case 'fixed':
      return []
    case 'group':
      return question.parts.flatMap((part) =>
        answerRows(
          part,
          looked,
          [...path, part.name],
          joined(within, question.name === '' ? '' : question.label),
        ),
      )
    case 'list': {
      const entries = Array.isArray(typed) ? (typed as readonly Typed[]) : []
      return entries.flatMap((_entry, place) =>
        answerRows(question.entry, looked, [...path, place], joined(within, `${question.one} ${place + 1}`)),
      )
    }
    case 'leaf': {
      const value = answerOf(question, typed)
      if (value === '') return []
      const filled = filledWords(looked.filled, path, typed)
      return [
        {
          key: question.name === '' ? within : joined(within, question.label),
          value,
          ...(filled === null ? {} : { filled }),
        },
      ]
    }
    default:
      return question satisfies never
  }
}

const joined = (within: string, label: string): string =>
  [within, label].filter((part) => part !== '').join(': ')

function answerOf({ input }: Extract<Question, { is: 'leaf' }>, typed: Typed | undefined): string {
  if (input.as === 'choices') {
    const chosen = Array.isArray(typed) ? (typed as readonly string[]) : []
    return input.choices.flatMap(({ value, text }) => (chosen.includes(value) ? [text] : [])).join('; ')
  }
  const text = typeof typed === 'string' ? typed.trim() : ''
  switch (input.as) {
    case 'choice':
      return input.choices.find(({ value }) => value === text)?.text ?? ''
    case 'yes-no':
    case 'tick':
      return text === '' ? '' : text === 'yes' ? 'Yes' : 'No'
    case 'date': {
      const day = dateOf(text)
      // Browsers parse more than dates: what is half typed stands as it is.
      return day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))
        ? dayInWords(day)
        : text
    }
    default:
      return text
  }
}
