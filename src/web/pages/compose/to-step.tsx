import { useState } from 'preact/hooks'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import type { Composing } from './composing.ts'
import { wrongWithChoice } from './mailboxes-choice.tsx'
import { Standing } from './standing.tsx'
import { StepPage } from './step-page.tsx'
import { TO_FIELD, ToChoice } from './to-choice.tsx'
import { useJudged } from './use-judged.ts'

/** Whom it goes to: mailboxes of the partnership, and the lists that the sending one keeps. */
export function ToStep({ composing }: { composing: Composing }) {
  const { from, kind, to } = composing.composition
  const offered = useAnswer(() => atDesk().offeredRecipients({ from, kind }), [from, kind])
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const standing = useJudged(composing)
  const mayGoOn = () => {
    const wrong = wrongWithChoice(to)
    setErrors(wrong === null ? [] : [{ field: TO_FIELD, message: wrong }])
    return Promise.resolve(wrong === null)
  }
  return (
    <StepPage composing={composing} step="to" title="Whom it goes to" errors={errors} mayGoOn={mayGoOn}>
      <p class="govuk-body">
        It is sealed for the mailboxes that you choose, and for your own. Who can open these, the recovery
        keys of agencies too, is listed before you send it.
      </p>
      <Waiting answer={offered} words="Looking for the mailboxes of the partnership">
        {(found) => <ToChoice offered={found} to={to} error={errorOf(errors, TO_FIELD)} />}
      </Waiting>
      <Standing composing={composing} standing={standing} step="to" />
    </StepPage>
  )
}
