import { describedBy, Field, type FieldProps } from './field.tsx'

/** One line of text. */
export function TextInput(
  props: FieldProps & {
    value?: string
    autocomplete: string
    width?: '10' | '20' | '30'
    spellcheck?: boolean
    /** told of each change; without it the form reads the field when it is sent */
    onInput?: (value: string) => void
  },
) {
  const { id, value = '', autocomplete, width, spellcheck = false, error, onInput } = props
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
        {...(onInput ? { value } : { defaultValue: value })}
        onInput={({ currentTarget }) => onInput?.(currentTarget.value)}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? true : undefined}
      />
    </Field>
  )
}
