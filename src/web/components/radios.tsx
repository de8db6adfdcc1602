import { type ComponentChildren, Fragment } from 'preact'
import { useState } from 'preact/hooks'
import { Fieldset, type FieldsetProps } from './fieldset.tsx'

export type Choice = {
  value: string
  text: string
  hint?: string
  /** what is asked besides when it is chosen */
  reveals?: ComponentChildren
}

/** One of several; the first has the id of the whole, so that an error leads to it. */
export function Radios({
  value = '',
  choices,
  ...props
}: FieldsetProps & { value?: string; choices: readonly Choice[] }) {
  const { id } = props
  const [chosen, setChosen] = useState(value)
  return (
    <Fieldset {...props}>
      <div class="govuk-radios">
        {choices.map((choice, at) => {
          const own = at === 0 ? id : `${id}-${at + 1}`
          return (
            <Fragment key={choice.value}>
              <div class="govuk-radios__item">
                <input
                  class="govuk-radios__input"
                  id={own}
                  name={id}
                  type="radio"
                  value={choice.value}
                  checked={choice.value === chosen}
                  onChange={() => setChosen(choice.value)}
                  aria-describedby={choice.hint ? `${own}-item-hint` : undefined}
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
              {choice.reveals && choice.value === chosen ? (
                <div class="govuk-radios__conditional">{choice.reveals}</div>
              ) : null}
            </Fragment>
          )
        })}
      </div>
    </Fieldset>
  )
}
