import { FailedError } from './action.ts'

/** What of a row was found about what somebody signed of it. */
type Found = { marking: string | null; doubt: string | null }

/** The marking of a row; one that nobody is believed about is not to be taken for a low one. */
export const listMarking = ({ marking, doubt }: Found): string =>
  marking ?? (doubt === null ? 'not yet marked' : 'NOT BELIEVED')

/** What has to be heard before the rest of a row. */
export const doubtLines = ({ doubt }: Found): string[] => (doubt === null ? [] : [`WARNING: ${doubt}`])

/** @throws FailedError where a list shows what nobody signed, once it was printed */
export function demandBelieved(rows: readonly Found[]): void {
  const wrong = rows.filter(({ doubt }) => doubt !== null).length
  if (wrong > 0)
    throw new FailedError(
      wrong === 1
        ? 'Something is shown otherwise than it was signed: see the warning. Tell the operator.'
        : `${wrong} are shown otherwise than they were signed: see the warnings. Tell the operator.`,
    )
}
