import { describedBy, Field, type FieldProps } from './field.tsx'

/** So much of the room that there is has to be used before it is said how much is left. */
const NEARLY = 0.75

/** Several lines of text. `most`: characters; how many are left is said when there are few. */
export function TextArea(
  props: FieldProps & { value: string; rows?: number; most?: number | null; onInput(value: string): void },
) {
  const { id, value, rows = 5, most = null, error, onInput } = props
  const left = most === null ? null : most - value.length
  const tells = left !== null && most !== null && value.length > most * NEARLY
  return (
    <Field {...props}>
      <textarea
        class={`govuk-textarea ${error ? 'govuk-textarea--error' : ''}`}
        id={id}
        name={id}
        rows={rows}
        autocomplete="off"
        spellcheck
        value={value}
        aria-describedby={
          [describedBy(props), tells ? `${id}-left` : ''].filter(Boolean).join(' ') || undefined
        }
        aria-invalid={error ? true : undefined}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {tells && left !== null ? (
        <div
          class={`govuk-character-count__message ${left < 0 ? 'govuk-error-message' : 'govuk-hint'}`}
          id={`${id}-left`}
        >
          {left < 0
            ? `You have ${-left} ${left === -1 ? 'character' : 'characters'} too many`
            : `You have ${left} ${left === 1 ? 'character' : 'characters'} remaining`}
        </div>
      ) : null}
    </Field>
  )
}
