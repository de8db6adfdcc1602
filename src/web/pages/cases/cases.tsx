import { useLocation } from 'preact-iso'
import { FilterLink } from '../../components/filter-link.tsx'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { RowLine } from '../../components/referral-row.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { SELDOM_MS, useLive } from '../../use-live.ts'
import { counted, momentInWords } from '../../words.ts'
import type { CaseRow } from '../../worker/cases.ts'

/** The cases of the person’s mailboxes: what belongs together, as the team keeps it for itself. */
export default function Cases() {
  const closed = useLocation().query.show === 'closed'
  const list = useLive(
    () => atDesk().cases({ mailbox: mailbox.value }),
    [mailbox.value],
    ({ list, mailbox: of }) => list === 'cases' && (mailbox.value === null || mailbox.value === of),
    // Each time all of them are opened.
    SELDOM_MS,
  )
  return (
    <Page title="Cases" marking="RESTRICTED">
      <p class="govuk-body">
        A case draws together what your team was sent and has sent about one matter, with its people, notes
        and what is to be done. Only your team can read it.
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href="/cases/new">
          Begin a case
        </a>
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href="/cases/find">
          Look for somebody in your cases
        </a>
      </p>
      <MailboxChoice />
      <nav aria-label="Which cases">
        <ul class="app-filters">
          <FilterLink href="/cases" current={!closed}>
            Open
          </FilterLink>
          <FilterLink href="/cases?show=closed" current={closed}>
            Closed
          </FilterLink>
        </ul>
      </nav>
      <Waiting answer={list} words="Opening your cases in this browser">
        {({ rows, unreadable }) => (
          <>
            <Rows rows={rows.filter(({ status }) => (status === 'closed') === closed)} closed={closed} />
            {unreadable.map(({ id, why }) => (
              <InsetText key={id}>
                The case {id} could not be opened, and is left out: {why}
              </InsetText>
            ))}
          </>
        )}
      </Waiting>
    </Page>
  )
}

function Rows({ rows, closed }: { rows: readonly CaseRow[]; closed: boolean }) {
  if (rows.length === 0)
    return (
      <p class="govuk-body">
        {closed
          ? 'No case is closed.'
          : 'There are no open cases. Begin one here, or from the exchange that it is about.'}
      </p>
    )
  return (
    <ul class="app-rows">
      {rows.map(({ id, title, number, mailbox: of, changedAt, threads, people, open, overdue, soon }) => (
        <li class="app-row" key={id}>
          <div class="app-row__head">
            <a class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19" href={`/cases/${id}`}>
              {title}
            </a>
            {overdue > 0 ? <Tag text={`${counted(overdue, 'action')} overdue`} colour="red" /> : null}
            {soon > 0 ? <Tag text={`${counted(soon, 'action')} due soon`} colour="yellow" /> : null}
          </div>
          <RowLine>
            {number === null ? 'Of' : `${number}, of`} {of}, changed {momentInWords(changedAt)}
          </RowLine>
          <RowLine>
            {counted(threads, 'exchange')}, {people === 1 ? '1 person' : `${people} people`},{' '}
            {counted(open, 'open action')}
          </RowLine>
        </li>
      ))}
    </ul>
  )
}
