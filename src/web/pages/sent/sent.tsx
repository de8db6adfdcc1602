import { useLocation } from 'preact-iso'
import { dayOf } from '../../../domain/day.ts'
import type { SentRow } from '../../../domain/wire/referral-response.ts'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { useLive } from '../../use-live.ts'
import type { ListedRow } from '../../worker/lists.ts'
import { SentItem } from './sent-item.tsx'

/** What the person's mailboxes have sent, and how it stands with each recipient. */
export default function Sent() {
  const after = useLocation().query.after ?? null
  const list = useLive(
    () => atDesk().sent({ after, mailbox: mailbox.value }),
    [after, mailbox.value],
    ({ list }) => list === 'sent',
  )
  return (
    <Page title="Sent" marking="RESTRICTED">
      <MailboxChoice />
      <Waiting answer={list} words="Looking for what was sent">
        {({ rows, next }) => (
          <>
            <SentRows rows={rows} />
            <Pagination
              newest={after === null ? null : '/sent'}
              older={next === null ? null : `/sent?after=${encodeURIComponent(next)}`}
            />
          </>
        )}
      </Waiting>
    </Page>
  )
}

function SentRows({ rows }: { rows: readonly ListedRow<SentRow>[] }) {
  if (rows.length === 0)
    return (
      <p class="govuk-body">
        Nothing has been sent. What you send will be listed here, with who has answered.{' '}
        <a class="govuk-link" href="/compose">
          Send a referral
        </a>
      </p>
    )
  const today = dayOf(new Date())
  return (
    <>
      <ul class="app-rows">
        {rows.map((row) => (
          <SentItem key={row.referral} row={row} today={today} />
        ))}
      </ul>
      <p class="govuk-body-s">
        How it stands with each recipient, and why, is as the service says. Receipts shows what was signed of
        it, checked by this browser.
      </p>
    </>
  )
}
