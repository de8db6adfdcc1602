import type { DisclosureRow } from '../../../domain/wire/register-response.ts'
import { senderWords, stateWords } from '../../../sdk/wording.ts'
import { ReferralRow, RowLine } from '../../components/referral-row.tsx'
import { stateTagOf } from '../../components/state-tag.ts'
import { kindInWords, momentInWords } from '../../words.ts'
import type { Filters } from '../../worker/audit/filters.ts'
import { addressOf } from './address.ts'
import { classInWords } from './choices.ts'

/** A page of the register. */
export function RegisterRows({ rows, filters }: { rows: readonly DisclosureRow[]; filters: Filters }) {
  if (rows.length === 0)
    return (
      <p class="govuk-body">
        {Object.keys(filters).length > 0
          ? 'The register has nothing of that kind. Remove a filter to see more.'
          : 'Nothing has been disclosed yet. Whatever agencies send each other will be listed here.'}
      </p>
    )
  return (
    <ul class="app-rows">
      {rows.map((row) => (
        <ReferralRow
          key={row.delivery}
          // The filters go along, so that the way back leads to the same list.
          href={addressOf(`/register/${row.referral}/${row.delivery}`, filters)}
          title={kindInWords(row.kind)}
          reference={row.reference}
          marking={row.marking}
          tags={[stateTagOf(stateWords(row))]}
        >
          <RowLine>
            From {fromWords(row)} to {row.to.mailbox} ({row.to.agencyName}), {momentInWords(row.at)}
          </RowLine>
          <RowLine>
            {row.dataClass === null
              ? 'A partner’s mail: its data are not classified, and no basis is named'
              : `${classInWords(row.dataClass)}; ${basesWords(row)}`}
          </RowLine>
          <RowLine>{leafWords(row)}</RowLine>
        </ReferralRow>
      ))}
    </ul>
  )
}

/** Whose it is, with their agency where that is borne out. */
export const fromWords = ({ from }: DisclosureRow): string =>
  `${senderWords({ from: from.mailbox, fromDomain: from.domain })}${from.agencyName === null ? '' : ` (${from.agencyName})`}`

const basesWords = ({ bases }: DisclosureRow): string =>
  bases.length === 0
    ? 'no legal basis named'
    : `legal ${bases.length === 1 ? 'basis' : 'bases'} ${bases.join(', ')}`

/** Where it stands in the log, and whether what stands behind that is still there. */
export function leafWords({ leaf, record, destruction }: DisclosureRow): string {
  if (leaf === null) return 'Not yet published in the log'
  if (record === 'kept') return `Entry ${leaf} of the log`
  return destruction === null
    ? `Entry ${leaf} of the log; its record is missing, and no published entry says that it was destroyed`
    : `Entry ${leaf} of the log; its record was destroyed, as entry ${destruction} says`
}
