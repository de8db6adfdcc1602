import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { dayOf } from '../../../domain/day.ts'
import type { AnswerFilter } from '../../../domain/wire/referral-response.ts'
import { dueWords, senderWords } from '../../../sdk/wording.ts'
import { FilterLink } from '../../components/filter-link.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { ReferralRow, RowLine } from '../../components/referral-row.tsx'
import { Select } from '../../components/select.tsx'
import { stateTag } from '../../components/state-tag.ts'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, stage } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { dayInWords, kindInWords, momentInWords } from '../../words.ts'
import type { OwedRow } from '../../worker/agency.ts'
import type { AgencyMailbox } from '../../worker/mailbox-keys.ts'
import { BACK } from './words.ts'

const HERE = '/agency/answers'
const FILTERS: readonly { show: AnswerFilter; text: string; empty: string }[] = [
  { show: 'overdue', text: 'Overdue', empty: 'No answer is overdue.' },
  {
    show: 'due',
    text: 'Due by the next working day',
    empty: 'Nothing is to be answered by the next working day.',
  },
  {
    show: 'needed',
    text: 'All',
    empty:
      'Nothing is still to be answered. What asks for an answer by a day is listed here until it has one.',
  },
]
const [OVERDUE] = FILTERS
const ALL = ''

/** Which answers the officer's agency owes, the longest due first: what the register says of them, since the officer need not be able to read them. */
export default function Answers() {
  const { query, route } = useLocation()
  const [mailbox, setMailbox] = useState(ALL)
  const filter = FILTERS.find(({ show }) => show === query.show) ?? OVERDUE
  const after = query.after ?? null
  const mailboxes = useAnswer(() => atDesk().agencyMailboxes(), [])
  const list = useAnswer(
    () =>
      atDesk().owedAnswers({
        show: filter?.show ?? 'overdue',
        mailbox: mailbox === ALL ? null : mailbox,
        after,
      }),
    [filter, mailbox, after],
  )
  const here = `${HERE}?show=${filter?.show}`
  return (
    <Page title="Answers that your agency owes" back={BACK} marking="RESTRICTED">
      <p class="govuk-body">
        What the mailboxes of your agency were asked to answer by a day, and have not. You see what the
        register says of it, as the service says and not yet verified: what was signed, and what it says
        itself, only members of the mailbox can read. Your looking is entered in the log.
      </p>
      <Waiting answer={mailboxes} words="Looking up your mailboxes">
        {(own) => (
          <>
            {own.length < 2 ? null : (
              <Select
                id="mailbox"
                label="Mailbox"
                value={mailbox}
                choices={[
                  { value: ALL, text: 'All mailboxes of your agency' },
                  ...own.map(({ address }) => ({ value: address, text: address })),
                ]}
                onChange={(chosen) => {
                  setMailbox(chosen)
                  // A place in the list of another mailbox is none in this one's.
                  if (after !== null) route(here)
                }}
              />
            )}
            <nav aria-label="Which of them">
              <ul class="app-filters">
                {FILTERS.map(({ show, text }) => (
                  <FilterLink key={show} href={`${HERE}?show=${show}`} current={show === filter?.show}>
                    {text}
                  </FilterLink>
                ))}
              </ul>
            </nav>
            <Waiting answer={list} words="Looking up what your agency owes">
              {({ rows, next }) => (
                <>
                  <Rows rows={rows} empty={filter?.empty ?? ''} mailboxes={own} />
                  <Pagination
                    newest={after === null ? null : here}
                    older={next === null ? null : `${here}&after=${encodeURIComponent(next)}`}
                    names={{ newest: 'Longest due', older: 'Next' }}
                  />
                </>
              )}
            </Waiting>
          </>
        )}
      </Waiting>
      <InsetText>
        Taking it on, returning or declining it answers a referral; a request for information is answered by
        the information, by returning it or by declining it. Having seen it answers nothing.
      </InsetText>
      <p class="govuk-body">
        <a class="govuk-link" href="/agency/answers/months">
          How many your agency owes, by the month
        </a>
      </p>
    </Page>
  )
}

function Rows({
  rows,
  empty,
  mailboxes,
}: {
  rows: readonly OwedRow[]
  empty: string
  mailboxes: readonly AgencyMailbox[]
}) {
  if (rows.length === 0) return <p class="govuk-body">{empty}</p>
  const { value } = stage
  const readable =
    value.at === 'out' ? [] : value.person.mailboxes.filter(({ rights }) => rights.includes('open'))
  const today = dayOf(new Date())
  return (
    <ul class="app-rows">
      {rows.map((row) => {
        const keys = mailboxes.find(({ address }) => address === row.mailbox)
        return (
          <ReferralRow
            key={row.delivery}
            href={
              readable.some(({ address }) => address === row.mailbox) ? `/received/${row.delivery}` : null
            }
            title={kindInWords(row.kind)}
            reference={row.reference}
            marking={row.marking}
            tags={[stateTag(row), ...(row.due?.overdue ? [{ text: 'Overdue', colour: 'red' } as const] : [])]}
          >
            <RowLine>
              To {row.mailbox}
              {dueWords({ ...row, deliveries: [{ ...row, answeredBy: null }] }, today, dayInWords)}
            </RowLine>
            <RowLine>
              From {senderWords(row)}, {momentInWords(row.acceptedAt)}
            </RowLine>
            {keys === undefined ? null : (
              <RowLine>
                <a class="govuk-link" href={`/agency/mailboxes/${keys.id}`}>
                  Who reads {row.mailbox}
                  <span class="govuk-visually-hidden">, for {row.reference}</span>
                </a>
              </RowLine>
            )}
          </ReferralRow>
        )
      })}
    </ul>
  )
}
