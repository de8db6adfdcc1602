import type { InputHTMLAttributes } from 'preact'
import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

export type DatePart = 'day' | 'month' | 'year'

const LABELS = { day: 'Day', month: 'Month', year: 'Year' } as const

/** The parts of a date, each in a field of its own; the first has the id of the whole, the others its id and their name. */
export const DateFields = <Part extends DatePart>({
  parts,
  field,
  ...props
}: FieldProps & { parts: readonly Part[]; field(part: Part): InputHTMLAttributes }) => (
  <Fieldset {...props}>
    <div class="govuk-date-input">
      {parts.map((part, at) => {
        const own = at === 0 ? props.id : `${props.id}-${part}`
        return (
          <div class="govuk-date-input__item" key={part}>
            <div class="govuk-form-group">
              <label class="govuk-label govuk-date-input__label" for={own}>
                {LABELS[part]}
              </label>
              <input
                class={`govuk-input govuk-date-input__input govuk-input--width-${part === 'year' ? 4 : 2} ${props.error ? 'govuk-input--error' : ''}`}
                id={own}
                name={own}
                type="text"
                inputMode="numeric"
                autocomplete="off"
                aria-invalid={props.error ? true : undefined}
                {...field(part)}
              />
            </div>
          </div>
        )
      })}
    </div>
  </Fieldset>
)
