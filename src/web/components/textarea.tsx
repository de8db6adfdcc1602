import { describedBy, Field, type FieldProps } from './field.tsx'

/** Several lines of text. */
export function Textarea(props: FieldProps & { value?: string; rows?: number }) {
  const { id, value = '', rows = 5, error } = props
  return (
    <Field {...props}>
      <textarea
        class={`govuk-textarea ${error ? 'govuk-textarea--error' : ''}`}
        id={id}
        name={id}
        rows={rows}
        spellcheck={true}
        autocomplete="off"
        defaultValue={value}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? true : undefined}
      />
    </Field>
  )
}
