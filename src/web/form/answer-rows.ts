import { dayInWords } from '../words.ts'
import type { Question } from './questions.ts'
import { dateOf, type Typed, typedAt } from './typed.ts'

/** One answer as it is looked through before it is sent: of which field, and what was typed. */
export type AnswerRow = { key: string; value: string }

/** What was answered on a page; what is its heading is not said again before each answer. */
export function answersOnPage(questions: readonly Question[], typed: Typed | undefined): AnswerRow[] {
  const [only] = questions
  const asked = questions.length === 1 && only?.is === 'group' ? only : null
  if (asked === null)
    return questions.flatMap((question) => answerRows(question, typedAt(typed, [question.name])))
  return asked.parts.flatMap((part) => answerRows(part, typedAt(typed, [asked.name, part.name])))
}

/** What was answered, in the order in which it was asked; what was left empty is left out. */
function answerRows(question: Question, typed: Typed | undefined, within = ''): AnswerRow[] {
  switch (question.is) {
    case 'fixed':
      return []
    case 'group':
      return question.parts.flatMap((part) =>
        answerRows(
          part,
          typedAt(typed, [part.name]),
          joined(within, question.name === '' ? '' : question.label),
        ),
      )
    case 'list': {
      const entries = Array.isArray(typed) ? (typed as readonly Typed[]) : []
      return entries.flatMap((entry, place) =>
        answerRows(question.entry, entry, joined(within, `${question.one} ${place + 1}`)),
      )
    }
    case 'leaf': {
      const value = answerOf(question, typed)
      return value === ''
        ? []
        : [{ key: question.name === '' ? within : joined(within, question.label), value }]
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
      return day === undefined || Number.isNaN(Date.parse(day)) ? text : dayInWords(day)
    }
    default:
      return text
  }
}
