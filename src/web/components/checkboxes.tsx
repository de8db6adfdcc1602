import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

export type CheckboxChoice = { value: string; text: string; hint?: string }

type CheckboxesProps = FieldProps & {
  values: readonly string[]
  choices: readonly CheckboxChoice[]
  onChange(values: string[]): void
}

/** Any of several. The first has the id of the question, so that an error leads to it. */
export const Checkboxes = (props: CheckboxesProps) => (
  <Fieldset {...props}>
    <CheckboxItems {...props} />
  </Fieldset>
)

/** The boxes alone, within a question that has more. */
export function CheckboxItems({
  id,
  values,
  choices,
  onChange,
}: Pick<CheckboxesProps, 'id' | 'values' | 'choices' | 'onChange'>) {
  return (
    <div class="govuk-checkboxes">
      {choices.map((choice, at) => {
        const own = at === 0 ? id : `${id}-${at}`
        return (
          <div class="govuk-checkboxes__item" key={choice.value}>
            <input
              class="govuk-checkboxes__input"
              type="checkbox"
              id={own}
              name={id}
              value={choice.value}
              checked={values.includes(choice.value)}
              aria-describedby={choice.hint ? `${own}-item-hint` : undefined}
              onChange={({ currentTarget }) => {
                const others = values.filter((one) => one !== choice.value)
                onChange(currentTarget.checked ? [...others, choice.value] : others)
              }}
            />
            <label class="govuk-label govuk-checkboxes__label" for={own}>
              {choice.text}
            </label>
            {choice.hint ? (
              <div class="govuk-hint govuk-checkboxes__hint" id={`${own}-item-hint`}>
                {choice.hint}
              </div>
            ) : null}
          </div>
        )
      })}
    </div>
  )
}
