import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { ClientError } from '../../sdk/errors.ts'
import { type Typed, typedIn } from '../typed.ts'
import { failed } from '../use-answer.ts'
import { Button } from './button.tsx'
import type { FieldError } from './error-summary.tsx'
import { Page } from './page.tsx'

type FormPageProps = {
  title: string
  button: string
  back: { href: string; text: string }
  marking: string
  /** what is missing or wrong, before anything is done with it */
  check(typed: Typed): readonly FieldError[]
  /** carries it out; what it throws stands on the page, and what was typed stays */
  carryOut(typed: Typed): Promise<void>
  /** the field that an error is about; none where it is left out */
  place?(error: ClientError): FieldError
  children: (errors: readonly FieldError[]) => ComponentChildren
}

/** A page that asks one thing, and does it. */
export function FormPage({
  title,
  button,
  back,
  marking,
  check,
  carryOut,
  place = ({ message }) => ({ field: null, message }),
  children,
}: FormPageProps) {
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy || !form.current) return
    const typed = typedIn(form.current)
    const wrong = check(typed)
    setErrors(wrong)
    if (wrong.length > 0) return
    setBusy(true)
    try {
      await carryOut(typed)
    } catch (error) {
      setErrors([place(failed(error))])
    }
    setBusy(false)
  }
  return (
    <Page title={title} errors={errors} back={back} marking={marking}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          ref={form}
          noValidate
          onSubmit={(event) => void submit(event)}
        >
          {children(errors)}
          <Button busy={busy}>{button}</Button>
        </form>
      </div>
    </Page>
  )
}
