import { useEffect, useState } from 'preact/hooks'
import { Details } from '../../components/details.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { InsetText } from '../../components/notices.tsx'
import { answersOnPage } from '../../form/answer-rows.ts'
import { wrongIn } from '../../form/fault-words.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { Asked } from './asked.tsx'
import { type Composing, type } from './composing.ts'
import { StepPage } from './step-page.tsx'

/** A page of the form of the kind. */
export function FormStep({ composing, at }: { composing: Composing; at: number }) {
  const page = composing.form.pages[at]
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const look = async (): Promise<boolean> => {
    if (!page) return true
    try {
      const faults = await atDesk().formFaults(composing.composition)
      const wrong = wrongIn(page.questions, faults)
      setErrors(wrong)
      return wrong.length === 0
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      return false
    }
  }
  useEffect(() => {
    // Who comes back from the check of the answers is told at once what is wrong here.
    if (composing.reviewed) void look()
  }, [])
  if (!page) return null
  const { questions, title } = page
  const [only] = questions
  const { typed } = composing.composition
  const isFilled = answersOnPage(questions, typed, composing.filled).some(
    ({ filled }) => filled !== undefined,
  )
  return (
    <StepPage composing={composing} step={`form-${at + 1}`} title={title} errors={errors} mayGoOn={look}>
      {isFilled ? (
        <InsetText>
          Some of this was filled in for you, and is marked so. Look at it, change what does not fit, and
          remove what the purpose does not need.
        </InsetText>
      ) : null}
      {questions.length === 1 && only && only.is !== 'leaf' && only.hint ? (
        <p class="govuk-hint">{only.hint}</p>
      ) : null}
      {questions.map((question) => (
        <Asked
          key={question.name}
          question={question}
          typed={typed}
          path={[question.name]}
          errors={errors}
          onType={type}
          filled={composing.filled}
          bare={questions.length === 1 && question.is !== 'leaf'}
        />
      ))}
      <Details summary="What personal data are, and what to leave out">
        Personal data are what identifies a living person, alone or with what else is held. Give what the
        purpose needs and no more. Whoever is named in free text stands there besides in the lists of people,
        so that the class of the information is worked out rightly.
      </Details>
    </StepPage>
  )
}
