import type { InputHTMLAttributes } from 'preact'
import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

/** A day as it is typed, in three parts: each is what stands in its field. */
export type TypedDay = { day: string; month: string; year: string }

const PARTS = [
  ['day', 'Day', '2'],
  ['month', 'Month', '2'],
  ['year', 'Year', '4'],
] as const

/** A day in three fields that are read with the form; the first has the id of the whole, the others its id and `-month`, `-year`. */
export const DateInput = ({ value, ...props }: FieldProps & { value: TypedDay }) => (
  <DayFields {...props} field={(part) => ({ defaultValue: value[part] })} />
)

/** The same where the page holds what is typed: `value` has the year first, `2010-3-27`. */
export function HeldDateInput({
  value,
  onInput,
  ...props
}: FieldProps & { value: string; onInput(value: string): void }) {
  const [year = '', month = '', day = ''] = value.split('-')
  const typed: TypedDay = { day, month, year }
  const field = (part: keyof TypedDay): InputHTMLAttributes => ({
    value: typed[part],
    onInput({ currentTarget }) {
      const next = { ...typed, [part]: currentTarget.value.replaceAll('-', '') }
      const parts = [next.year, next.month, next.day]
      onInput(parts.every((one) => one === '') ? '' : parts.join('-'))
    },
  })
  return <DayFields {...props} field={field} />
}

const DayFields = ({
  field,
  ...props
}: FieldProps & { field(part: keyof TypedDay): InputHTMLAttributes }) => (
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
