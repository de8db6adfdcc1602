import { describedBy, Field, type FieldProps } from './field.tsx'

/** One line of text. */
export function TextInput(
  props: FieldProps & {
    value?: string
    autocomplete: string
    width?: '10' | '20' | '30'
    spellcheck?: boolean
  },
) {
  const { id, value = '', autocomplete, width, spellcheck = false, error } = props
  return (
    <Field {...props}>
      <input
        class={`govuk-input ${width ? `govuk-input--width-${width}` : ''} ${error ? 'govuk-input--error' : ''}`}
        id={id}
        name={id}
        type="text"
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={spellcheck}
        defaultValue={value}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? true : undefined}
      />
    </Field>
  )
}
