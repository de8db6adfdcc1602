import { useEffect, useRef } from 'preact/hooks'
import type { FieldError } from './field-error.ts'

export { errorOf, type FieldError } from './field-error.ts'

/** All that is wrong, first on the page and with the focus; the same words stand beside each field. */
export function ErrorSummary({ errors }: { errors: readonly FieldError[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (errors.length > 0) box.current?.focus()
  }, [errors])
  if (errors.length === 0) return null
  return (
    <div class="govuk-error-summary" ref={box} tabIndex={-1}>
      <div role="alert">
        <h2 class="govuk-error-summary__title">There is a problem</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {errors.map(({ field, message }, at) => (
              <li key={at}>
                {field === null ? (
                  message
                ) : (
                  <a
                    href={`#${field}`}
                    onClick={(event) => {
                      // The address is for pages, not for places in them.
                      event.preventDefault()
                      document.getElementById(field)?.focus()
                    }}
                  >
                    {message}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  )
}
