import { CONSENT_STATES, NOT_ASKED_REASONS } from '../../../domain/consents.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { DateInput } from '../../components/date-input.tsx'
import { Details } from '../../components/details.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { one, typedDay } from '../../typed.ts'
import type { BasisChoice, Beginning } from '../../worker/answering.ts'
import type { StepProps } from './answer-step.tsx'
import { basesTyped } from './written.ts'

/** By what law an answer is sent, with whose consent, and how it is marked. */
export function GroundsStep({ typed, errors, begun }: StepProps & { begun: Beginning }) {
  const { bases, markings, marking } = begun
  const chosen = basesTyped(typed)
  return (
    <>
      <Checkboxes
        id="bases"
        label="What is the legal basis?"
        hint="Select all that you rely on: they stand in the register."
        values={chosen}
        choices={bases.filter(({ usual }) => usual).map(choiceOf)}
        error={errorOf(errors, 'bases')}
      />
      <Details summary="Other legal bases">
        <Checkboxes
          id="otherBases"
          label="Less usual for an answer"
          values={chosen}
          choices={bases.filter(({ usual }) => !usual).map(choiceOf)}
        />
      </Details>
      <Radios
        id="consent"
        label="Have those whom it tells of consented?"
        value={one(typed, 'consent')}
        choices={CONSENT_STATES.map(({ code, name, sentence }) => ({
          value: code,
          text: name,
          hint: sentence,
          reveals: revealed(code, { typed, errors }),
        }))}
        error={errorOf(errors, 'consent')}
      />
      {markings.length < 2 ? null : (
        <Radios
          id="marking"
          label="How is it marked?"
          hint="As what you answer was, or higher."
          value={one(typed, 'marking') || marking}
          choices={markings.map((value) => ({ value, text: value }))}
        />
      )}
      <h2 class="govuk-heading-s">For agencies of health and social care</h2>
      <DateInput
        id="guardianOn"
        label="When did your Caldicott Guardian consent? (optional)"
        hint="For example, 27 3 2010"
        value={typedDay(typed, 'guardianOn')}
        error={errorOf(errors, 'guardianOn')}
      />
      <TextInput
        id="guardianReference"
        label="Reference of the Guardian’s office (optional)"
        hint="For example, CG/2010/31. It names nobody."
        autocomplete="off"
        width="20"
        value={one(typed, 'guardianReference')}
        error={errorOf(errors, 'guardianReference')}
      />
    </>
  )
}

const choiceOf = ({ code, name, statute, sentence }: BasisChoice) => ({
  value: code,
  text: name,
  hint: `${sentence} (${statute}; ${code})`,
})

function revealed(code: string, { typed, errors }: StepProps) {
  if (code === 'given' || code === 'refused')
    return (
      <>
        <DateInput
          id="consentOn"
          label="On which day were they asked?"
          value={typedDay(typed, 'consentOn')}
          error={errorOf(errors, 'consentOn')}
        />
        {code === 'given' ? (
          <Radios
            id="consentWritten"
            label="Was it in writing?"
            value={one(typed, 'consentWritten')}
            choices={[
              { value: 'yes', text: 'Yes' },
              { value: 'no', text: 'No' },
            ]}
          />
        ) : null}
      </>
    )
  if (code !== 'not-sought') return null
  return (
    <Radios
      id="notAsked"
      label="Why was nobody asked?"
      value={one(typed, 'notAsked')}
      choices={NOT_ASKED_REASONS.map(({ code: value, name, sentence }) => ({
        value,
        text: name,
        hint: sentence,
      }))}
      error={errorOf(errors, 'notAsked')}
    />
  )
}
