import type { ComponentChildren } from 'preact'
import { reasonSentence } from '../../../domain/receipt-reasons.ts'
import type { SentRow } from '../../../domain/wire/referral-response.ts'
import { withdrawalSentence } from '../../../domain/withdrawal.ts'
import { dueWords } from '../../../sdk/wording.ts'
import { ReferralRow, RowLine } from '../../components/referral-row.tsx'
import { stateTag } from '../../components/state-tag.ts'
import { ThreadLink } from '../../components/thread-link.tsx'
import { dayInWords, kindInWords, momentInWords } from '../../words.ts'
import type { ListedRow, Standing } from '../../worker/lists.ts'

/** Something that was sent, as a list has it; what else is to be said of it stands before the way to its exchange. */
export const SentItem = ({
  row,
  today,
  children,
}: {
  row: Standing<SentRow> | ListedRow<SentRow>
  today: string
  children?: ComponentChildren
}) => (
  <ReferralRow
    href={`/sent/${row.referral}`}
    title={kindInWords(row.kind)}
    reference={row.reference}
    marking={row.marking}
    doubt={'doubt' in row ? row.doubt : null}
    tags={row.due?.overdue ? [{ text: 'Answer overdue', colour: 'red' }] : []}
  >
    <RowLine>
      From {row.from}, {momentInWords(row.acceptedAt)}
      {dueWords({ ...row, deliveries: row.to }, today, dayInWords)}
    </RowLine>
    {row.to.map((recipient) => (
      <RowLine key={recipient.mailbox}>
        To {recipient.mailbox}: {stateTag(recipient).text.toLowerCase()}
        {reasonWords(recipient)}
      </RowLine>
    ))}
    {children}
    <RowLine>
      <a class="govuk-link" href={`/sent/${row.referral}/receipts`}>
        Receipts<span class="govuk-visually-hidden"> of {row.reference}</span>
      </a>
    </RowLine>
    <RowLine>
      <ThreadLink thread={row.thread} at={row.acceptedAt} sent />
    </RowLine>
  </ReferralRow>
)

/** Why it was given back, or taken back, by the sentence of its code. */
const reasonWords = ({ state, reason }: SentRow['to'][number]): string => {
  if (reason === null) return ''
  return `. ${state === 'withdrawn' ? withdrawalSentence(reason) : reasonSentence(reason)}`
}
