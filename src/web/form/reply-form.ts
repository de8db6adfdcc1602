import type { Group, Question } from './questions.ts'
import { type Typed, typedAt } from './typed.ts'

/** The form of a reply that gives advice with what is returned. */
export const ADVICE = 'advice'

const OUTCOME = 'returned-with-advice'

/** What a reply asks: returning something is a task of its own, whose outcome is settled and keeps nothing back. */
export function replyForm(form: Group, advice: boolean): Group {
  return { ...form, parts: form.parts.flatMap((part) => (advice ? ofAdvice(part) : ofReply(part))) }
}

function ofAdvice(part: Question): Question[] {
  if (part.name === 'outcome') return [{ ...part, is: 'fixed', value: OUTCOME }]
  if (part.name === 'reason' || part.name === 'canSupplyBy') return []
  return part.name === 'answer' && part.is === 'leaf'
    ? [
        {
          ...part,
          label: 'Your advice',
          hint: 'What its sender may do instead. It goes to them, sealed, as a reply.',
        },
      ]
    : [part]
}

function ofReply(part: Question): Question[] {
  if (part.name !== 'outcome' || part.is !== 'leaf' || part.input.as !== 'choice') return [part]
  const choices = part.input.choices.filter(({ value }) => value !== OUTCOME)
  return [{ ...part, input: { ...part.input, choices } }]
}

/** Which of these forms the data of a reply fill in. */
export const isAdvice = (data: unknown): boolean =>
  typeof data === 'object' &&
  data !== null &&
  Object.getOwnPropertyDescriptor(data, 'outcome')?.value === OUTCOME

/** Whether the writer of free text says that it tells of nobody. */
export const tellsOfNobody = (typed: Typed): boolean => typedAt(typed, ['contains', 'dataClass']) === 'none'

/** Whether an answer is asked for no law and no consent: where it tells of nobody. */
export const needsNoLaw = ({
  answering,
  typed,
}: {
  answering: { thread?: string | undefined }
  typed: Typed
}): boolean => answering.thread !== undefined && tellsOfNobody(typed)
