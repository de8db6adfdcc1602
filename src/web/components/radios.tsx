import { type ComponentChildren, Fragment } from 'preact'
import { useState } from 'preact/hooks'
import type { FieldProps } from './field.tsx'
import { Fieldset } from './fieldset.tsx'

export type Choice = {
  value: string
  text: string
  hint?: string
  /** what is asked besides when it is chosen */
  reveals?: ComponentChildren
}

/**
 * One of several; the first has the id of the whole, so that an error leads to it.
 *
 * @param props.onChange where the page holds what is chosen; else it is read with the form
 */
export function Radios({
  value = '',
  choices,
  inline = false,
  onChange,
  ...props
}: FieldProps & {
  value?: string
  choices: readonly Choice[]
  inline?: boolean
  onChange?: (value: string) => void
}) {
  const { id } = props
  const [own, setOwn] = useState(value)
  const chosen = onChange ? value : own
  return (
    <Fieldset {...props}>
      <div class={`govuk-radios ${inline ? 'govuk-radios--inline' : ''}`}>
        {choices.map((choice, at) => {
          const name = at === 0 ? id : `${id}-${at + 1}`
          return (
            <Fragment key={choice.value}>
              <div class="govuk-radios__item">
                <input
                  class="govuk-radios__input"
                  id={name}
                  name={id}
                  type="radio"
                  value={choice.value}
                  checked={choice.value === chosen}
                  onChange={() => (onChange ?? setOwn)(choice.value)}
                  aria-describedby={choice.hint ? `${name}-item-hint` : undefined}
                />
                <label class="govuk-label govuk-radios__label" for={name}>
                  {choice.text}
                </label>
                {choice.hint ? (
                  <div class="govuk-hint govuk-radios__hint" id={`${name}-item-hint`}>
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
