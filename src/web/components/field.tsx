import type { ComponentChildren } from 'preact'

/** What every field has: its id is its name in the form, and that of the error about it. */
export type FieldProps = { id: string; label: string; hint?: string | undefined; error?: string | undefined }

/** What a field is described by: its hint, its error, both, or nothing. */
export const describedBy = ({ id, hint, error }: FieldProps): string | undefined =>
  [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined

/** Label, hint and error around a field. */
export function Field({
  id,
  label,
  hint,
  error,
  classes = '',
  children,
}: FieldProps & { classes?: string; children: ComponentChildren }) {
  return (
    <div class={`govuk-form-group ${classes} ${error ? 'govuk-form-group--error' : ''}`}>
      <label class="govuk-label govuk-label--s" for={id}>
        {label}
      </label>
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
    </div>
  )
}
