import { useState } from 'preact/hooks'
import type { ClientError } from '../sdk/errors.ts'
import type { FieldError } from './components/error-summary.tsx'
import { failed } from './use-answer.ts'

/** What a form is sent with: one thing at a time, and what goes wrong is told at its field where it has one. */
export type Sending = {
  errors: readonly FieldError[]
  busy: boolean
  /**
   * @param wrong what is wrong already as it was typed: then nothing is done
   * @param fieldOf the field that an error of `act` is about; null for none
   */
  send(
    wrong: readonly FieldError[],
    act: () => Promise<void>,
    fieldOf?: (error: ClientError) => string | null,
  ): Promise<void>
}

export function useSending(): Sending {
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  return {
    errors,
    busy,
    async send(wrong, act, fieldOf = () => null) {
      if (busy) return
      setErrors(wrong)
      if (wrong.length > 0) return
      setBusy(true)
      try {
        await act()
      } catch (error) {
        const told = failed(error)
        setErrors([{ field: fieldOf(told), message: told.message }])
      }
      setBusy(false)
    },
  }
}

/** The texts of a form by the names of its fields; of what is not there, nothing. */
export function textsOf(form: HTMLFormElement): (name: string) => string {
  const fields = new FormData(form)
  return (name) => {
    const found = fields.get(name)
    return typeof found === 'string' ? found : ''
  }
}

/** What is missing of a form: a sentence for each field that must not be empty. */
export const missingOf = (
  textOf: (name: string) => string,
  wanted: readonly (readonly [field: string, message: string])[],
): FieldError[] =>
  wanted.flatMap(([field, message]) => (textOf(field).trim() === '' ? [{ field, message }] : []))
