import { type ComponentChildren, Fragment } from 'preact'
import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

export type RadioChoice = {
  value: string
  text: string
  hint?: string
  /** what is asked besides, when it is chosen */
  inside?: ComponentChildren
}

/** One of several. The first has the id of the question, so that an error leads to it. */
export function Radios(
  props: FieldProps & {
    value: string
    choices: readonly RadioChoice[]
    inline?: boolean
    onChange(value: string): void
  },
) {
  const { id, value, choices, inline = false, onChange } = props
  return (
    <Fieldset {...props}>
      <div class={`govuk-radios ${inline ? 'govuk-radios--inline' : ''}`}>
        {choices.map((choice, at) => {
          const own = at === 0 ? id : `${id}-${at}`
          const chosen = value === choice.value
          return (
            <Fragment key={choice.value}>
              <div class="govuk-radios__item">
                <input
                  class="govuk-radios__input"
                  type="radio"
                  id={own}
                  name={id}
                  value={choice.value}
                  checked={chosen}
                  aria-describedby={choice.hint ? `${own}-item-hint` : undefined}
                  onChange={() => onChange(choice.value)}
                />
                <label class="govuk-label govuk-radios__label" for={own}>
                  {choice.text}
                </label>
                {choice.hint ? (
                  <div class="govuk-hint govuk-radios__hint" id={`${own}-item-hint`}>
                    {choice.hint}
                  </div>
                ) : null}
              </div>
              {chosen && choice.inside ? <div class="govuk-radios__conditional">{choice.inside}</div> : null}
            </Fragment>
          )
        })}
      </div>
    </Fieldset>
  )
}
