import type { InputHTMLAttributes } from 'preact'
import { DateFields } from './date-fields.tsx'
import type { FieldProps } from './field.tsx'

/** A day as it is typed, in three parts: each is what stands in its field. */
export type TypedDay = { day: string; month: string; year: string }

const PARTS = ['day', 'month', 'year'] as const

/** A day in three fields that are read with the form; the first has the id of the whole, the others its id and `-month`, `-year`. */
export const DateInput = ({ value, ...props }: FieldProps & { value: TypedDay }) => (
  <DateFields {...props} parts={PARTS} field={(part) => ({ defaultValue: value[part] })} />
)

/** The same where the page holds what is typed: `value` has the year first, `2010-3-27`. */
export function HeldDateInput({
  value,
  onInput,
  ...props
}: FieldProps & { value: string; onInput(value: string): void }) {
  const [year = '', month = '', day = ''] = value.split('-')
  const typed: TypedDay = { day, month, year }
  const field = (part: keyof TypedDay): InputHTMLAttributes => ({
    value: typed[part],
    onInput({ currentTarget }) {
      const next = { ...typed, [part]: currentTarget.value.replaceAll('-', '') }
      const parts = [next.year, next.month, next.day]
      onInput(parts.every((one) => one === '') ? '' : parts.join('-'))
    },
  })
  return <DateFields {...props} parts={PARTS} field={field} />
}
