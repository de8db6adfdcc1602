import { describedBy, Field, type FieldProps } from './field.tsx'

/** One of several, where there are too many for radios or no room. */
export function Select(
  props: FieldProps & {
    value: string
    choices: readonly { value: string; text: string }[]
    onChange(value: string): void
  },
) {
  const { id, value, choices, onChange } = props
  return (
    <Field {...props}>
      <select
        class="govuk-select"
        id={id}
        name={id}
        value={value}
        aria-describedby={describedBy(props)}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </Field>
  )
}
