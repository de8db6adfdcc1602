import { Fieldset, type FieldsetProps } from './fieldset.tsx'

/** A day as it is typed, in three parts: each is what stands in its field. */
export type TypedDay = { day: string; month: string; year: string }

const PARTS = [
  ['day', 'Day', '2'],
  ['month', 'Month', '2'],
  ['year', 'Year', '4'],
] as const

/** A day in three fields; the first has the id of the whole, the others its id and `-month`, `-year`. */
export const DateInput = ({ value, ...props }: FieldsetProps & { value: TypedDay }) => (
  <Fieldset {...props}>
    <div class="govuk-date-input">
      {PARTS.map(([part, label, width]) => {
        const own = part === 'day' ? props.id : `${props.id}-${part}`
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
