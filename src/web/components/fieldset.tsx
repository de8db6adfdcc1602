import type { ComponentChildren } from 'preact'

/** What a group of inputs has: its id is their name in the form, and that of the error about them. */
export type FieldsetProps = {
  id: string
  legend: string
  hint?: string | undefined
  error?: string | undefined
}

/** Legend, hint and error around inputs that answer one question. */
export const Fieldset = ({
  id,
  legend,
  hint,
  error,
  children,
}: FieldsetProps & { children: ComponentChildren }) => (
  <div class={`govuk-form-group ${error ? 'govuk-form-group--error' : ''}`}>
    <fieldset
      class="govuk-fieldset"
      aria-describedby={
        [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
      }
    >
      <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{legend}</legend>
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
