import { within } from './day.ts'
import type { Directory, ListedAgreement } from './wire/directory.ts'

/**
 * The newest agreement in force that day which all these agencies have signed (A9); undefined where there is none.
 *
 * @param agencies their ids in the directory
 * @param day `YYYY-MM-DD`
 */
export function agreementBetween(
  agencies: readonly string[],
  { agreements }: Pick<Directory, 'agreements'>,
  day: string,
): ListedAgreement | undefined {
  return agreements
    .filter((agreement) => within(day, agreement) && agencies.every((id) => hasSigned(agreement, id)))
    .sort((a, b) => b.version - a.version)[0]
}

/** Whether an agency, by its id in the directory, has signed an agreement. */
export const hasSigned = ({ signatories }: ListedAgreement, id: string): boolean =>
  signatories.some(({ agency }) => agency === id)
