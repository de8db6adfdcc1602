import { Fieldset, type FieldsetProps } from './fieldset.tsx'

/** Any of several; the first has the id of the whole, so that an error leads to it. */
export function Checkboxes({
  values,
  choices,
  ...props
}: FieldsetProps & {
  values: readonly string[]
  choices: readonly { value: string; text: string; hint?: string }[]
}) {
  const { id } = props
  return (
    <Fieldset {...props}>
      <div class="govuk-checkboxes">
        {choices.map(({ value, text, hint }, at) => {
          const own = at === 0 ? id : `${id}-${at + 1}`
          return (
            <div class="govuk-checkboxes__item" key={value}>
              <input
                class="govuk-checkboxes__input"
                id={own}
                name={id}
                type="checkbox"
                value={value}
                defaultChecked={values.includes(value)}
                aria-describedby={hint ? `${own}-item-hint` : undefined}
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
    </Fieldset>
  )
}
