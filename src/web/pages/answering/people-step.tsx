import type { Category, DataClass } from '../../../domain/wire/referral-fields.ts'
import { Checkboxes } from '../../components/checkboxes.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { all, one } from '../../typed.ts'
import type { StepProps } from './answer-step.tsx'

/** What a text says of people, in the words of whoever writes it. */
export const CLASSES: Readonly<Record<DataClass, { text: string; hint?: string }>> = {
  none: { text: 'It tells of nobody' },
  depersonalised: {
    text: 'Only what identifies nobody',
    hint: 'Numbers or areas, from which nobody can be made out.',
  },
  personal: {
    text: 'It tells of somebody',
    hint: 'Personal data: a name, or what somebody can be known by.',
  },
  'sensitive-personal': {
    text: 'It tells something sensitive of somebody',
    hint: 'Such as health, origin, beliefs, or offences, alleged or committed.',
  },
}

export const PEOPLE: Readonly<Record<Category, string>> = {
  informer: 'Somebody who told of it (informer)',
  'suspected-perpetrator': 'Suspected perpetrator',
  'subject-of-order': 'Subject of an order',
  victim: 'Victim',
  witness: 'Witness',
  'young-person': 'Young person',
  'drug-treatment': 'Somebody in treatment for drugs or alcohol',
  'other-subject': 'Somebody else',
}

/** What an answer says of people: only its writer can say that of free text. */
export const PeopleStep = ({ typed, errors }: StepProps) => (
  <>
    <Radios
      id="dataClass"
      label="What does what you wrote say of people?"
      hint="Only you can say so: nobody on the way can read it."
      value={one(typed, 'dataClass')}
      choices={Object.entries(CLASSES).map(([value, words]) => ({ value, ...words }))}
      error={errorOf(errors, 'dataClass')}
    />
    <Checkboxes
      id="categories"
      label="Whom does it tell of?"
      hint="Select all that apply. Leave it where it tells of nobody."
      values={all(typed, 'categories')}
      choices={Object.entries(PEOPLE).map(([value, text]) => ({ value, text }))}
      error={errorOf(errors, 'categories')}
    />
    <Textarea
      id="justification"
      label="Why it is shared"
      hint="Each case is considered by itself, on evidence. It is needed where it tells of somebody."
      rows={4}
      value={one(typed, 'justification')}
      error={errorOf(errors, 'justification')}
    />
  </>
)
