import { useState } from 'preact/hooks'
import { describedBy, Field, type FieldProps } from './field.tsx'

/** A secret to be typed, which the person may look at while they type it. `what`: as the button names it. */
export function PasswordInput(
  props: FieldProps & { what: string; autocomplete: 'current-password' | 'new-password' | 'off' },
) {
  const { id, what, autocomplete, error } = props
  const [shown, setShown] = useState(false)
  return (
    <Field {...props} classes="govuk-password-input">
      <div class="govuk-input__wrapper govuk-password-input__wrapper">
        <input
          class={`govuk-input govuk-password-input__input ${error ? 'govuk-input--error' : ''}`}
          id={id}
          name={id}
          {...(shown ? { type: 'text' as const } : { type: 'password' as const })}
          spellcheck={false}
          autocapitalize="none"
          autocomplete={autocomplete}
          aria-describedby={describedBy(props)}
          aria-invalid={error ? true : undefined}
        />
        <button
          type="button"
          class="govuk-button govuk-button--secondary govuk-password-input__toggle"
          aria-controls={id}
          aria-label={`${shown ? 'Hide' : 'Show'} ${what}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Hide' : 'Show'}
        </button>
      </div>
    </Field>
  )
}
