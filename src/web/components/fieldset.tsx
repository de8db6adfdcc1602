import type { ComponentChildren } from 'preact'
import { describedBy, type FieldProps } from './field.tsx'

/** Several inputs that answer one question, with its hint and what is wrong. It can have the focus, where an error is about all of it. */
export function Fieldset({
  id,
  label,
  hint,
  error,
  size = 's',
  children,
}: FieldProps & { size?: 's' | 'm'; children: ComponentChildren }) {
  return (
    <div class={`govuk-form-group ${error ? 'govuk-form-group--error' : ''}`}>
      <fieldset
        class="govuk-fieldset app-fieldset"
        id={`${id}-group`}
        tabIndex={-1}
        aria-describedby={describedBy({ id, label, ...(hint ? { hint } : {}), error })}
      >
        <legend class={`govuk-fieldset__legend govuk-fieldset__legend--${size}`}>{label}</legend>
        {hint ? (
          <div class="govuk-hint" id={`${id}-hint`}>
            {hint}
          </div>
        ) : null}
        {error ? (
          <p class="govuk-error-message" id={`${id}-error`}>
            <span class="govuk-visually-hidden">Error:</span> {error}
          </p>
        ) : null}
        {children}
      </fieldset>
    </div>
  )
}
