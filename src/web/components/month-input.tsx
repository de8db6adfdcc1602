import { DateFields } from './date-fields.tsx'
import type { FieldProps } from './field.tsx'

/** A month as it is typed: each part is what stands in its field. */
export type TypedMonth = { month: string; year: string }

/** A month in two fields; the first has the id of the whole, the other its id and `-year`. */
export const MonthInput = ({ value, ...props }: FieldProps & { value: TypedMonth }) => (
  <DateFields {...props} parts={['month', 'year']} field={(part) => ({ defaultValue: value[part] })} />
)
