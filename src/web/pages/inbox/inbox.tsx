import { useLocation } from 'preact-iso'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { useLive } from '../../use-live.ts'
import { countsNow } from '../../waiting-counts.tsx'
import type { InboxFilter } from '../../worker/lists.ts'
import { Filters } from './filters.tsx'
import { InboxRows } from './inbox-rows.tsx'
import { News } from './news.tsx'

const FILTERS: readonly InboxFilter[] = ['new', 'needed', 'overdue', 'all']

/** What the person's mailboxes have received: what nobody has looked at first. */
export default function Inbox() {
  const { query } = useLocation()
  const filter = FILTERS.find((one) => one === query.show) ?? 'new'
  const after = query.after ?? null
  const list = useLive(
    () => atDesk().inbox({ filter, after, mailbox: mailbox.value }),
    [filter, after, mailbox.value],
    ({ list }) => list === 'inbox',
  )
  const counts = countsNow()
  return (
    <Page title="Inbox" marking="RESTRICTED">
      <MailboxChoice />
      <News counts={counts} of={mailbox.value} />
      <Filters current={filter} counts={counts} />
      <Waiting answer={list} words="Looking into your inbox">
        {({ rows, next }) => (
          <>
            <InboxRows rows={rows} filter={filter} />
            <Pagination
              newest={after === null ? null : `/inbox?show=${filter}`}
              older={next === null ? null : `/inbox?show=${filter}&after=${encodeURIComponent(next)}`}
            />
          </>
        )}
      </Waiting>
      <p class="govuk-body app-screen-only">
        <a class="govuk-link" href="/quarantine">
          Mail that was held back
        </a>
      </p>
    </Page>
  )
}
