import { useState } from 'preact/hooks'
import { DESCRIPTION_CHOICES } from '../../../domain/prescribed.ts'
import { SHARING_PURPOSES } from '../../../domain/purposes.ts'
import type { Description, Purpose } from '../../../domain/wire/referral-fields.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { HeldDateInput } from '../../components/date-input.tsx'
import { Details } from '../../components/details.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { AgreementChoice } from './agreement-choice.tsx'
import { BasesChoice } from './bases-choice.tsx'
import { type Composing, changeGrounds } from './composing.ts'
import { groundsErrors } from './grounds-errors.ts'
import { Standing } from './standing.tsx'
import { StepPage } from './step-page.tsx'
import { useJudged } from './use-judged.ts'

/** The basis that asks which prescribed information it is. */
const PRESCRIBED = 'cda-1998-s17a'

/** What it is shared for, and by which law. No basis is named for anybody: each case is considered by itself (L15). */
export function LawStep({ composing }: { composing: Composing }) {
  const standing = useJudged(composing)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const { grounds } = composing.composition
  const usual = standing.judged?.usual ?? null
  const { bases, prescribed } = grounds
  return (
    <StepPage
      composing={composing}
      step="law"
      title="Purpose and legal bases"
      errors={errors}
      mayGoOn={() => groundsErrors(composing, 'law', setErrors)}
    >
      <Radios
        id="purpose"
        label="What it is shared for"
        value={grounds.purpose ?? usual?.purpose ?? ''}
        choices={SHARING_PURPOSES.map(({ code, name, sentence }) => ({
          value: code,
          text: name,
          hint: sentence,
        }))}
        onChange={(purpose) => changeGrounds({ purpose: purpose as Purpose })}
      />
      <AgreementChoice usual={usual} chosen={composing.composition.agreement} />
      <BasesChoice usual={usual} bases={bases} error={errorOf(errors, 'bases')} />
      {usual === null ? null : <Details summary="When you are not sure">{usual.whenUncertain}</Details>}
      {bases.includes(PRESCRIBED) ? (
        <>
          <Checkboxes
            id="prescribed"
            label="Which prescribed information it is"
            hint="Section 17A names information by its description, quarter by quarter."
            values={prescribed.descriptions}
            choices={DESCRIPTION_CHOICES.map(({ code, name, sentence }) => ({
              value: code,
              text: name,
              hint: sentence,
            }))}
            onChange={(chosen) =>
              changeGrounds({ prescribed: { ...prescribed, descriptions: chosen as Description[] } })
            }
          />
          <HeldDateInput
            id="prescribed-period"
            label="First day of the quarter"
            hint="For example, 1 1 2010"
            value={prescribed.period}
            error={errorOf(errors, 'prescribed-period')}
            onInput={(period) => changeGrounds({ prescribed: { ...prescribed, period } })}
          />
        </>
      ) : null}
      <Standing composing={composing} standing={standing} step="law" />
    </StepPage>
  )
}
