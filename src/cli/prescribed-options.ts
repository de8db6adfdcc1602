import type { Command } from 'commander'
import { DESCRIPTIONS, type Description, type Prescribed } from '../domain/wire/referral-fields.ts'
import { listed, UsageError } from './action.ts'
import { dateNamed, oneOf } from './option-values.ts'

/** Which prescribed information it is, as options say it. */
export type PrescribedOptions = { prescribed?: string[]; prescribedPeriod?: string }

export function withPrescribed(command: Command): Command {
  return command
    .option(
      '--prescribed <code>',
      'with the basis cda-1998-s17a: which prescribed information it is, such as police-crimes; may be repeated',
      listed,
    )
    .option('--prescribed-period <date>', 'first day of the quarter that this information is of')
}

/** Undefined where nothing is said of it. @throws UsageError when one of both is missing, or wrong */
export function prescribedFrom({ prescribed, prescribedPeriod }: PrescribedOptions): Prescribed | undefined {
  if (prescribed === undefined && prescribedPeriod === undefined) return undefined
  if (prescribed === undefined || prescribedPeriod === undefined)
    throw new UsageError('--prescribed CODE and --prescribed-period DATE go together.')
  const descriptions = prescribed.map((one) => oneOf<Description>('prescribed', DESCRIPTIONS, one))
  return {
    descriptions: [...new Set(descriptions)],
    period: dateNamed('prescribed-period', prescribedPeriod),
  }
}
