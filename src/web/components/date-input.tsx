import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

const PARTS = [
  { name: 'Day', place: 2, width: 2 },
  { name: 'Month', place: 1, width: 2 },
  { name: 'Year', place: 0, width: 4 },
] as const

/** A day in three fields, the first of which has the id of the question. `value`: what is typed, year first, `2010-3-27`. */
export function DateInput(props: FieldProps & { value: string; onInput(value: string): void }) {
  const { id, value, error, onInput } = props
  const parts = value.split('-')
  return (
    <Fieldset {...props}>
      <div class="govuk-date-input">
        {PARTS.map(({ name, place, width }) => {
          const own = place === 2 ? id : `${id}-${name.toLowerCase()}`
          return (
            <div class="govuk-date-input__item" key={name}>
              <label class="govuk-label govuk-date-input__label" for={own}>
                {name}
              </label>
              <input
                class={`govuk-input govuk-date-input__input govuk-input--width-${width} ${error ? 'govuk-input--error' : ''}`}
                id={own}
                name={own}
                type="text"
                inputMode="numeric"
                autocomplete="off"
                value={parts[place] ?? ''}
                onInput={({ currentTarget }) => {
                  const next = [0, 1, 2].map((at) =>
                    at === place ? currentTarget.value.replaceAll('-', '') : (parts[at] ?? ''),
                  )
                  onInput(next.every((part) => part === '') ? '' : next.join('-'))
                }}
              />
            </div>
          )
        })}
      </div>
    </Fieldset>
  )
}
