import { useState } from 'preact/hooks'
import { formatMarking } from '../../../domain/marking.ts'
import { URGENCIES, type Urgency } from '../../../domain/wire/referral-fields.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { HeldDateInput } from '../../components/date-input.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { dayInWords } from '../../words.ts'
import { type Composing, changeGrounds } from './composing.ts'
import { groundsErrors } from './grounds-errors.ts'
import { Standing } from './standing.tsx'
import { StepPage } from './step-page.tsx'
import { useJudged } from './use-judged.ts'

const URGENCY_HINTS: Readonly<Record<Urgency, { text: string; hint: string }>> = {
  routine: { text: 'Routine', hint: 'In the order of their other work.' },
  urgent: { text: 'Urgent', hint: 'Before other work.' },
  immediate: {
    text: 'Immediate',
    hint: 'At once, today. It is no call for help: in an emergency call 999.',
  },
}

/** How soon, how marked, for how long, and whether it may go further. All of it is settled by the kind until somebody says otherwise. */
export function HandlingStep({ composing }: { composing: Composing }) {
  const standing = useJudged(composing)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const { grounds } = composing.composition
  const usual = standing.judged?.usual ?? null
  const { respondBy, destroyAfter, onward } = grounds
  const marking = grounds.marking ?? usual?.marking ?? null
  const mark = (level: string, descriptors: readonly string[]) =>
    usual && changeGrounds({ marking: { scheme: usual.scheme, level, descriptors: [...descriptors] } })
  return (
    <StepPage
      composing={composing}
      step="handling"
      title="Urgency, marking and how long it is kept"
      errors={errors}
      mayGoOn={() => groundsErrors(composing, 'handling', setErrors)}
    >
      <Radios
        id="urgency"
        label="How soon it is to be read and answered"
        value={grounds.urgency ?? usual?.urgency ?? ''}
        choices={URGENCIES.map((code) => ({ value: code, ...URGENCY_HINTS[code] }))}
        onChange={(urgency) => changeGrounds({ urgency: urgency as Urgency })}
      />
      <Radios
        id="respond-by"
        label="By when you want an answer"
        value={respondBy.choice}
        choices={[
          {
            value: 'usual',
            text: usual?.respondBy
              ? `By ${dayInWords(usual.respondBy)}`
              : 'As is usual: no answer is asked for',
            hint: 'That is usual for this kind and this urgency.',
          },
          {
            value: 'other',
            text: 'By another day',
            reveals: (
              <HeldDateInput
                id="respond-by-day"
                label="The day"
                hint="For example, 27 3 2010"
                value={respondBy.day}
                error={errorOf(errors, 'respond-by-day')}
                onInput={(day) => changeGrounds({ respondBy: { choice: 'other', day } })}
              />
            ),
          },
          { value: 'none', text: 'I do not ask for an answer' },
        ]}
        onChange={(choice) =>
          changeGrounds({
            respondBy: { ...respondBy, choice: choice === 'other' || choice === 'none' ? choice : 'usual' },
          })
        }
      />
      {usual === null || marking === null ? null : (
        <>
          <Radios
            id="marking"
            label="Protective marking"
            hint={`Such a referral is usually marked ${formatMarking({ scheme: usual.scheme, level: usual.marking.level, descriptors: [...usual.marking.descriptors] })}.`}
            value={marking.level}
            choices={usual.levels.map((level) => ({ value: level, text: level }))}
            onChange={(level) => mark(level, marking.descriptors)}
          />
          <Checkboxes
            id="descriptors"
            label="Descriptors (optional)"
            hint="They say what sort of information it is, beside the marking."
            values={marking.descriptors}
            choices={usual.descriptors.map((one) => ({ value: one, text: one }))}
            onChange={(descriptors) => mark(marking.level, descriptors)}
          />
        </>
      )}
      <Radios
        id="destroy-after"
        label="How long it is kept"
        value={destroyAfter.choice}
        choices={[
          {
            value: 'usual',
            text: usual ? `Until ${dayInWords(usual.destroyAfter)}` : 'As is usual',
            hint: 'That is usual for this kind. Then what it says is destroyed; that it was shared stays on record.',
          },
          {
            value: 'other',
            text: 'Until another day',
            reveals: (
              <HeldDateInput
                id="destroy-after-day"
                label="The last day on which it is kept"
                hint="For example, 27 3 2011"
                value={destroyAfter.day}
                error={errorOf(errors, 'destroy-after-day')}
                onInput={(day) => changeGrounds({ destroyAfter: { choice: 'other', day } })}
              />
            ),
          },
        ]}
        onChange={(choice) =>
          changeGrounds({ destroyAfter: { ...destroyAfter, choice: choice === 'other' ? 'other' : 'usual' } })
        }
      />
      <Radios
        id="onward"
        label="May they pass it on?"
        value={onward}
        choices={[
          { value: 'originator-permission', text: 'With your permission only' },
          { value: 'none', text: 'No' },
        ]}
        onChange={(next) => changeGrounds({ onward: next === 'none' ? 'none' : 'originator-permission' })}
      />
      <Standing composing={composing} standing={standing} step="handling" />
    </StepPage>
  )
}
