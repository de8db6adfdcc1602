import type { ComponentChildren } from 'preact'
import { dayOf } from '../../../domain/day.ts'
import type { InboxRow } from '../../../domain/wire/referral-response.ts'
import { cameWords, dueWords, senderWords, waitsToBeFiled } from '../../../sdk/wording.ts'
import { ReferralRow, RowLine } from '../../components/referral-row.tsx'
import { stateTag } from '../../components/state-tag.ts'
import type { TagColour } from '../../components/tag.tsx'
import { ThreadLink } from '../../components/thread-link.tsx'
import { dayInWords, kindInWords, momentInWords } from '../../words.ts'
import type { InboxFilter, ListedRow, Standing } from '../../worker/lists.ts'

const EMPTY: Readonly<Record<InboxFilter, string>> = {
  new: 'Nothing new. What your team has looked at already is under All.',
  needed: 'Nothing is still to be answered.',
  overdue: 'No answer is overdue.',
  all: 'Nothing has been received. What partners send to your mailboxes will be listed here.',
}

/** A page of an inbox. */
export function InboxRows({ rows, filter }: { rows: readonly ListedRow<InboxRow>[]; filter: InboxFilter }) {
  if (rows.length === 0) return <p class="govuk-body">{EMPTY[filter]}</p>
  const today = dayOf(new Date())
  return (
    <ul class="app-rows">
      {rows.map((row) => (
        <ReceivedRow key={row.delivery} row={row} today={today} />
      ))}
    </ul>
  )
}

/** Something that came in, as a list has it; what else is to be said of it stands before the way to its exchange. */
export const ReceivedRow = ({
  row,
  today,
  children,
}: {
  row: Standing<InboxRow> | ListedRow<InboxRow>
  today: string
  children?: ComponentChildren
}) => (
  <ReferralRow
    href={`/received/${row.delivery}`}
    title={kindInWords(row.kind)}
    reference={row.reference}
    marking={row.marking}
    tags={tagsOf(row)}
    doubt={'doubt' in row ? row.doubt : null}
  >
    <RowLine>
      From {senderWords(row)}
      {cameWords(row)}
      {dueWords({ ...row, deliveries: [row] }, today, dayInWords)}
    </RowLine>
    <RowLine>
      To {row.mailbox}, {momentInWords(row.acceptedAt)}
    </RowLine>
    {children}
    <RowLine>
      <ThreadLink thread={row.thread} at={row.acceptedAt} />
    </RowLine>
  </ReferralRow>
)

function tagsOf(row: Standing<InboxRow> | ListedRow<InboxRow>): { text: string; colour: TagColour }[] {
  const isNew = row.answer === null && row.state === 'delivered'
  return [
    isNew ? { text: 'New', colour: 'blue' } : stateTag(row),
    ...(waitsToBeFiled(row) ? [{ text: 'Not filed', colour: 'yellow' } as const] : []),
    ...(row.due?.overdue ? [{ text: 'Overdue', colour: 'red' } as const] : []),
  ]
}
