import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { CONSENT_STATES, NOT_ASKED_REASONS } from '../../../domain/consents.ts'
import type { Category, Consent, ConsentState } from '../../../domain/wire/referral-fields.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { HeldDateInput } from '../../components/date-input.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Fieldset } from '../../components/fieldset.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { codeInWords } from '../../form/labels.ts'
import type { TypedConsent, YesNo } from '../../worker/compose/request.ts'
import { type Composing, changeGrounds } from './composing.ts'
import { groundsErrors } from './grounds-errors.ts'
import { Standing } from './standing.tsx'
import { StepPage } from './step-page.tsx'
import { useJudged } from './use-judged.ts'

const NOTHING_SAID: TypedConsent = { state: '', on: '', why: '', written: '', reviewBy: '', told: '' }

const begun = (usual: Consent | null | undefined): TypedConsent =>
  usual ? { ...NOTHING_SAID, state: usual.state } : NOTHING_SAID

/** Whether the people whom it is about agreed, of some of them apart where they answered otherwise; and the Guardian of health and social care. */
export function ConsentStep({ composing }: { composing: Composing }) {
  const standing = useJudged(composing)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const { grounds } = composing.composition
  const usual = standing.judged?.usual ?? null
  const { otherConsents, guardian } = grounds
  const consent = grounds.consent ?? begun(usual?.consent)
  const categories = usual?.categories ?? []
  const apart = otherConsents.map(({ who }) => who)
  const offered = [...new Set<Category>([...categories, ...apart])]
  return (
    <StepPage
      composing={composing}
      step="consent"
      title="Consent"
      errors={errors}
      mayGoOn={() => groundsErrors(composing, 'consent', setErrors)}
    >
      <ConsentOf
        id="consent"
        label={apart.length === 0 ? 'Did the people whom it is about agree?' : 'Did the others agree?'}
        consent={consent}
        errors={errors}
        onChange={(next) => changeGrounds({ consent: next })}
      />
      {offered.length < 2 && apart.length === 0 ? null : (
        <Checkboxes
          id="apart"
          label="Did some of them answer otherwise than the others? (optional)"
          hint="Choose whose consent is to be said apart."
          values={apart}
          choices={offered.map((one) => ({ value: one, text: codeInWords(one) }))}
          onChange={(chosen) =>
            changeGrounds({
              otherConsents: offered
                .filter((who) => chosen.includes(who))
                .map((who) => otherConsents.find((one) => one.who === who) ?? { who, consent: NOTHING_SAID }),
            })
          }
        />
      )}
      {otherConsents.map(({ who, consent: theirs }) => (
        <ConsentOf
          key={who}
          id={`consent-of-${who}`}
          label={`Consent of: ${codeInWords(who).toLowerCase()}`}
          consent={theirs}
          errors={errors}
          onChange={(next) =>
            changeGrounds({
              otherConsents: otherConsents.map((one) => (one.who === who ? { who, consent: next } : one)),
            })
          }
        />
      ))}
      {usual?.hasGuardian || guardian.reference !== '' || guardian.consented !== '' ? (
        <Fieldset
          id="guardian"
          label="Consent of your Caldicott Guardian"
          hint="An agency of health or social care shares personal information with the consent of its Guardian, who sees to its confidentiality."
          size="m"
        >
          <HeldDateInput
            id="guardian-consented"
            label="Day on which the Guardian consented"
            hint="For example, 27 3 2010"
            value={guardian.consented}
            error={errorOf(errors, 'guardian-consented')}
            onInput={(consented) => changeGrounds({ guardian: { ...guardian, consented } })}
          />
          <TextInput
            id="guardian-reference"
            label="The Guardian’s reference"
            hint="In capitals and digits, such as CG/2010/31. Auditors read it: no name."
            autocomplete="off"
            width="20"
            value={guardian.reference}
            error={errorOf(errors, 'guardian-reference')}
            onInput={(reference) => changeGrounds({ guardian: { ...guardian, reference } })}
          />
        </Fieldset>
      ) : null}
      <Standing composing={composing} standing={standing} step="consent" />
    </StepPage>
  )
}

function ConsentOf({
  id,
  label,
  consent,
  errors,
  onChange,
}: {
  id: string
  label: string
  consent: TypedConsent
  errors: readonly FieldError[]
  onChange(consent: TypedConsent): void
}) {
  const set = (changes: Partial<TypedConsent>) => onChange({ ...consent, ...changes })
  const told = (
    <YesOrNo
      id={`${id}-told`}
      label="Were they told that it is shared? (optional)"
      value={consent.told}
      onChange={(value) => set({ told: value })}
    />
  )
  const day = (
    <HeldDateInput
      id={`${id}-on`}
      label="Day on which they answered"
      hint="For example, 27 3 2010"
      value={consent.on}
      error={errorOf(errors, `${id}-on`)}
      onInput={(on) => set({ on })}
    />
  )
  const inside: Readonly<Record<ConsentState, ComponentChildren>> = {
    'not-needed': told,
    refused: (
      <>
        {day}
        {told}
      </>
    ),
    'not-sought': (
      <>
        <Radios
          id={`${id}-why`}
          label="Why they were not asked"
          value={consent.why}
          choices={NOT_ASKED_REASONS.map(({ code, name, sentence }) => ({
            value: code,
            text: name,
            hint: sentence,
          }))}
          onChange={(why) => set({ why })}
        />
        {told}
      </>
    ),
    given: (
      <>
        {day}
        <YesOrNo
          id={`${id}-written`}
          label="Is it in writing? (optional)"
          value={consent.written}
          onChange={(value) => set({ written: value })}
        />
        <HeldDateInput
          id={`${id}-review`}
          label="Day by which it is reviewed (optional)"
          hint="For example, 27 3 2011"
          value={consent.reviewBy}
          error={errorOf(errors, `${id}-review`)}
          onInput={(reviewBy) => set({ reviewBy })}
        />
      </>
    ),
  }
  return (
    <Radios
      id={id}
      label={label}
      value={consent.state}
      error={errorOf(errors, id)}
      choices={CONSENT_STATES.map(({ code, name, sentence }) => ({
        value: code,
        text: name,
        hint: sentence,
        reveals: inside[code],
      }))}
      onChange={(state) => set({ state: state as ConsentState })}
    />
  )
}

const YesOrNo = ({
  id,
  label,
  value,
  onChange,
}: {
  id: string
  label: string
  value: YesNo
  onChange(value: YesNo): void
}) => (
  <Radios
    id={id}
    label={label}
    inline
    value={value}
    choices={[
      { value: 'yes', text: 'Yes' },
      { value: 'no', text: 'No' },
      { value: '', text: 'Not said' },
    ]}
    onChange={(next) => onChange(next === 'yes' || next === 'no' ? next : '')}
  />
)
