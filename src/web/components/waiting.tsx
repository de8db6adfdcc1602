import type { ComponentChildren } from 'preact'
import type { Answer } from '../use-answer.ts'
import { ErrorSummary } from './error-summary.tsx'

/** What was asked for, once it is there; until then that it is being looked for, or else why it cannot be had. */
export function Waiting<T>({
  answer,
  words,
  children,
}: {
  answer: Answer<T>
  words: string
  children: (value: T) => ComponentChildren
}) {
  if (answer.state === 'waiting')
    return (
      <p class="govuk-body app-waiting" role="status">
        {words}
      </p>
    )
  if (answer.state === 'failed')
    return <ErrorSummary errors={[{ field: null, message: answer.error.message }]} />
  return <>{children(answer.value)}</>
}
