import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

export type CheckboxChoice = { value: string; text: string; hint?: string }

type CheckboxesProps = FieldProps & {
  values: readonly string[]
  choices: readonly CheckboxChoice[]
  /** where the page holds what is ticked; else it is read with the form */
  onChange?: (values: string[]) => void
}

/** Any of several; the first has the id of the question, so that an error leads to it. */
export const Checkboxes = (props: CheckboxesProps) => (
  <Fieldset {...props}>
    <CheckboxItems {...props} />
  </Fieldset>
)

/** The boxes alone, within a question that has more. */
export const CheckboxItems = ({
  id,
  values,
  choices,
  onChange,
}: Pick<CheckboxesProps, 'id' | 'values' | 'choices' | 'onChange'>) => (
  <div class="govuk-checkboxes">
    {choices.map(({ value, text, hint }, at) => {
      const own = at === 0 ? id : `${id}-${at + 1}`
      const ticked = values.includes(value)
      return (
        <div class="govuk-checkboxes__item" key={value}>
          <input
            class="govuk-checkboxes__input"
            id={own}
            name={id}
            type="checkbox"
            value={value}
            {...(onChange ? { checked: ticked } : { defaultChecked: ticked })}
            aria-describedby={hint ? `${own}-item-hint` : undefined}
            onChange={({ currentTarget: { checked } }) => {
              const others = values.filter((one) => one !== value)
              onChange?.(checked ? [...others, value] : others)
            }}
          />
          <label class="govuk-label govuk-checkboxes__label" for={own}>
            {text}
          </label>
          {hint ? (
            <div class="govuk-hint govuk-checkboxes__hint" id={`${own}-item-hint`}>
              {hint}
            </div>
          ) : null}
        </div>
      )
    })}
  </div>
)
