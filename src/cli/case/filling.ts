import { type Command, Option } from 'commander'
import { personNumbered } from '../../domain/cases/change.ts'
import { type Filled, FURTHER_FIELDS, type FurtherField, fillForm } from '../../domain/cases/fill-form.ts'
import type { KindName } from '../../domain/wire/referral-fields.ts'
import type { OpenedCase } from '../../sdk/cases/notes.ts'
import { listed, offering, repeated, UsageError } from '../action.ts'
import { oneOf } from '../option-values.ts'

/** Which people of a case are to stand in a form, where, and with what of them. */
export type FillingOptions = { person?: string[]; with?: string[] }

/** `--person` and `--with`, of `case form` and `send`. */
export const withFilling = (command: Command): Command =>
  command
    .option('--person <n[:place]>', 'somebody of the case, and where in the form; may be repeated', repeated)
    .addOption(
      offering(
        new Option('--with <field>', 'what of them besides who they are; may be repeated'),
        FURTHER_FIELDS,
      ).argParser(listed),
    )

/** A form with the people in it whom the options name. @throws UsageError, CaseChangeError */
export function filledFrom(
  { notes }: OpenedCase,
  { kind, data }: { kind: KindName; data: unknown },
  { person = [], with: further = [] }: FillingOptions,
): Filled {
  const people = person.map((text) => {
    const [, n = '', place] = /^([1-9][0-9]{0,5})(?::([A-Za-z.]+))?$/.exec(text) ?? []
    if (n === '') throw new UsageError('--person is a number, or a number and a place, such as 2:witnesses')
    const { number, person, roles } = personNumbered(notes, Number(n))
    return { number, person, roles, ...(place === undefined ? {} : { place }) }
  })
  const fields = further.map((one) => oneOf<FurtherField>('with', FURTHER_FIELDS, one))
  return fillForm(kind, data, people, fields)
}
