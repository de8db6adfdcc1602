import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'

/** How what was heard is told: as words, or as a fingerprint that came on paper or in person. */
export const HeardFields = ({ errors }: { errors: readonly FieldError[] }) => (
  <Radios
    id="how"
    label="What did its holder tell you?"
    hint="Call them at a number that you knew before, and have them read you the words of their own key. Do not read yours to them."
    choices={[
      {
        value: 'words',
        text: 'The words of their key',
        reveals: (
          <TextInput
            id="words"
            label="The words that they read to you"
            autocomplete="off"
            error={errorOf(errors, 'words')}
          />
        ),
      },
      {
        value: 'in-person',
        text: 'The fingerprint, in person',
        reveals: (
          <TextInput
            id="in-person"
            label="The fingerprint that they gave you"
            autocomplete="off"
            error={errorOf(errors, 'in-person')}
          />
        ),
      },
      {
        value: 'agency-record',
        text: 'The fingerprint, from a record of my agency',
        reveals: (
          <TextInput
            id="agency-record"
            label="The fingerprint of the record"
            autocomplete="off"
            error={errorOf(errors, 'agency-record')}
          />
        ),
      },
    ]}
    error={errorOf(errors, 'how')}
  />
)
