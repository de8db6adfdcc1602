import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { ErrorSummary, errorOf } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import type { Sending } from '../../use-sending.ts'
import { capitalised } from '../../words.ts'

/** A change that is asked for and carried out in one form, which takes the place of the button that asked for it, and its focus. */
export function ChangeForm({
  sending: { errors, busy },
  button,
  onSubmit,
  children,
}: {
  sending: Sending
  button: string
  onSubmit(form: HTMLFormElement): void
  children: ComponentChildren
}) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.focus(), [])
  return (
    <form
      ref={form}
      tabIndex={-1}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit(event.currentTarget)
      }}
    >
      <ErrorSummary errors={errors} />
      {children}
      <Button busy={busy}>{button}</Button>
    </form>
  )
}

/** Why, by codes that are kept. */
export const Reasons = ({ codes, sending }: { codes: readonly string[]; sending: Sending }) => (
  <Radios
    id="reason"
    label="Why?"
    choices={codes.map((code) => ({ value: code, text: capitalised(code.replaceAll('-', ' ')) }))}
    error={errorOf(sending.errors, 'reason')}
  />
)
