import { useState } from 'preact/hooks'
import { isAnswerReason } from '../../../domain/receipt-reasons.ts'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { ReasonRadios } from '../../components/reason-radios.tsx'
import { type Composing, change } from './composing.ts'
import { StepPage } from './step-page.tsx'

/** Why it is returned: by one of the reasons that auditors read; what is advised stands in the form. */
export function ReasonStep({ composing }: { composing: Composing }) {
  const { returning } = composing.composition
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  if (returning === null) return null
  const { reason, delivery } = returning
  return (
    <StepPage
      composing={composing}
      step="reason"
      title="Why do you return it?"
      errors={errors}
      mayGoOn={() => {
        setErrors(reason === null ? [{ field: 'code', message: 'Select why you return it' }] : [])
        return Promise.resolve(reason !== null)
      }}
    >
      <ReasonRadios
        label="Reason"
        withAdvice
        value={reason ?? ''}
        error={errorOf(errors, 'code')}
        onChange={(code) => isAnswerReason(code) && change({ returning: { delivery, reason: code } })}
      />
    </StepPage>
  )
}
