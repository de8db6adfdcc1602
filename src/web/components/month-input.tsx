import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

/** A month as it is typed: each part is what stands in its field. */
export type TypedMonth = { month: string; year: string }

const PARTS = [
  ['month', 'Month', '2'],
  ['year', 'Year', '4'],
] as const

/** A month in two fields; the first has the id of the whole, the other its id and `-year`. */
export const MonthInput = ({ value, ...props }: FieldProps & { value: TypedMonth }) => (
  <Fieldset {...props}>
    <div class="govuk-date-input">
      {PARTS.map(([part, label, width]) => {
        const own = part === 'month' ? props.id : `${props.id}-${part}`
        return (
          <div class="govuk-date-input__item" key={part}>
            <div class="govuk-form-group">
              <label class="govuk-label govuk-date-input__label" for={own}>
                {label}
              </label>
              <input
                class={`govuk-input govuk-date-input__input govuk-input--width-${width} ${props.error ? 'govuk-input--error' : ''}`}
                id={own}
                name={own}
                type="text"
                inputMode="numeric"
                autocomplete="off"
                defaultValue={value[part]}
                aria-invalid={props.error ? true : undefined}
              />
            </div>
          </div>
        )
      })}
    </div>
  </Fieldset>
)
