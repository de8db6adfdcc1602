import { useState } from 'preact/hooks'
import { Details } from '../../components/details.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { AgreementChoice } from './agreement-choice.tsx'
import { BasesChoice } from './bases-choice.tsx'
import type { Composing } from './composing.ts'
import { groundsErrors } from './grounds-errors.ts'
import { wrongWithChoice } from './mailboxes-choice.tsx'
import { Standing } from './standing.tsx'
import { StepPage } from './step-page.tsx'
import { TO_FIELD, ToChoice } from './to-choice.tsx'
import { useJudged } from './use-judged.ts'

/** Whom an order is pushed to and by which law: each is chosen by whoever pushes it, the usual ones stand first (L15). */
export function ShareStep({ composing }: { composing: Composing }) {
  const { from, kind, to, grounds } = composing.composition
  const offered = useAnswer(() => atDesk().offeredRecipients({ from, kind }), [from, kind])
  const standing = useJudged(composing)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const usual = standing.judged?.usual ?? null
  const mayGoOn = async () => {
    let found: readonly FieldError[] = []
    await groundsErrors(composing, 'law', (wrong) => {
      found = wrong
    })
    const wrong = wrongWithChoice(to)
    const all = [
      ...(wrong === null ? [] : [{ field: TO_FIELD, message: wrong }]),
      ...found,
      ...(grounds.bases.length === 0 && found.length === 0
        ? [{ field: 'bases', message: 'Select the legal bases that hold in this case' }]
        : []),
    ]
    setErrors(all)
    return all.length === 0
  }
  return (
    <StepPage
      composing={composing}
      step="share"
      title="Whom it goes to, and by which law"
      errors={errors}
      mayGoOn={mayGoOn}
    >
      <Waiting answer={offered} words="Looking for the mailboxes of the partnership">
        {(found) => <ToChoice offered={found} to={to} error={errorOf(errors, TO_FIELD)} />}
      </Waiting>
      <AgreementChoice usual={usual} chosen={composing.composition.agreement} />
      <BasesChoice usual={usual} bases={grounds.bases} error={errorOf(errors, 'bases')} />
      {usual === null ? null : <Details summary="When you are not sure">{usual.whenUncertain}</Details>}
      <Standing composing={composing} standing={standing} step="share" />
    </StepPage>
  )
}
