import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Details } from '../../components/details.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { answersOnPage } from '../../form/answer-rows.ts'
import { wrongIn } from '../../form/fault-words.ts'
import { pushQuestions } from '../../form/push-form.ts'
import type { Question } from '../../form/questions.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { Asked } from './asked.tsx'
import { askAll, type Composing, type } from './composing.ts'
import { FILES_FIELD, FilesChoice } from './files-choice.tsx'
import { StepPage } from './step-page.tsx'
import { pathOf } from './steps.ts'
import { useJudged } from './use-judged.ts'

/** An order as it is pushed: its file, what cannot be known otherwise, and what is usual, to be changed. */
export function OrderStep({ composing }: { composing: Composing }) {
  const { route } = useLocation()
  const { judged } = useJudged(composing)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const { form, composition } = composing
  const { typed } = composition
  // What the law asks besides of this order is asked for once it is known that it does.
  const { asked, usual } = pushQuestions(form.group, judged?.faults ?? [])

  const look = async (): Promise<boolean> => {
    try {
      const { faults } = await atDesk().judge(composition, composing.files)
      const wanted = pushQuestions(form.group, faults)
      const wrong: FieldError[] = wrongIn([...wanted.asked, ...wanted.usual], faults)
      const other = faults
        .filter(({ path }) => path === '')
        .map(({ message }) => ({ field: FILES_FIELD, message }))
      setErrors([...other, ...wrong])
      return other.length === 0 && wrong.length === 0
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      return false
    }
  }
  const ask = (question: Question) => (
    <Asked
      key={question.name}
      question={question}
      typed={typed}
      path={[question.name]}
      errors={errors}
      onType={type}
    />
  )
  const isWrong = usual.some(({ name }) =>
    errors.some(({ field }) => field?.split('/')[1]?.replace(/-group$/, '') === name),
  )
  return (
    <StepPage composing={composing} step="order" title="The order" errors={errors} mayGoOn={look}>
      <FilesChoice
        composing={composing}
        label="The order itself, as a PDF"
        errors={errors}
        onErrors={setErrors}
        none="Drop it here, or choose it. Maps and other files go with it in the same way."
      />
      {asked.map(ask)}
      <h2 class="govuk-heading-m">What is usual</h2>
      <ul class="govuk-list govuk-list--bullet">
        {answersOnPage(usual, typed).map(({ key, value }) => (
          <li key={key} class="app-words">
            {key}: {value}
          </li>
        ))}
      </ul>
      <Details summary="Change what is usual" open={isWrong}>
        {usual.map(ask)}
      </Details>
      <p class="govuk-body">
        <a
          class="govuk-link"
          href={pathOf('form-1')}
          onClick={(event) => {
            event.preventDefault()
            askAll()
            route(pathOf('form-1'))
          }}
        >
          Answer every question of the form instead
        </a>
      </p>
    </StepPage>
  )
}
