import { useLocation } from 'preact-iso'
import { RECORD_STATES, type RecordState } from '../../../domain/history/each-entry.ts'
import { FilterLink } from '../../components/filter-link.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { capitalised, counted, momentInWords } from '../../words.ts'
import type { LogEntriesView } from '../../worker/audit/log-check.ts'

const HERE = '/log-check/entries'

/** What an auditor is not given is missing: nothing is withheld from one. */
const SHOWN: readonly { record: RecordState; words: string }[] = [
  { record: 'opened', words: 'Opened' },
  { record: 'erased', words: 'Erased' },
  { record: 'missing', words: 'Missing' },
]

/** Each entry of the log as it was checked last, with what became of its record. What is listed stands in the address. */
export default function LogEntries() {
  const { query } = useLocation()
  const record = RECORD_STATES.find((one) => one === query.record) ?? null
  const from = /^\d{1,9}$/.test(query.from ?? '') ? Number(query.from) : 0
  const answer = useAnswer(() => atDesk().logEntries({ from, record }), [from, record])
  return (
    <Page
      title="Entries of the log"
      marking="RESTRICTED"
      back={{ href: '/log-check', text: 'Back to the check of the log' }}
    >
      <InsetText>
        An entry stays for ever, and shows nothing by itself. The record behind it was opened, and is the one
        that was logged; or it was erased, as another entry says; or it is missing, and none says why: that is
        a fault of the log.
      </InsetText>
      <Waiting answer={answer} words="Looking up what was checked">
        {(view) => (view === null ? <NotChecked /> : <Listed view={view} from={from} record={record} />)}
      </Waiting>
    </Page>
  )
}

const NotChecked = () => (
  <p class="govuk-body">
    Nothing is listed that was not verified.{' '}
    <a href="/log-check" class="govuk-link">
      Check the whole log
    </a>{' '}
    first: it is listed until you lock the page.
  </p>
)

type Asked = { from: number; record: RecordState | null }

function Listed({ view: { at, size, entries, next }, from, record }: { view: LogEntriesView } & Asked) {
  return (
    <>
      <p class="govuk-body">
        The log had {counted(size, 'entry', 'entries')} when it was checked on {momentInWords(at)}.
      </p>
      <ul class="app-filters">
        <FilterLink href={HERE} current={record === null}>
          All
        </FilterLink>
        {SHOWN.map((one) => (
          <FilterLink
            key={one.record}
            href={addressOf({ from: 0, record: one.record })}
            current={record === one.record}
          >
            {one.words}
          </FilterLink>
        ))}
      </ul>
      {entries.length === 0 ? (
        <p class="govuk-body">There is no entry of that kind{from === 0 ? '' : ' from here on'}.</p>
      ) : (
        <Entries entries={entries} />
      )}
      <Pagination
        newest={from === 0 ? null : addressOf({ from: 0, record })}
        older={next === null ? null : addressOf({ from: next, record })}
        names={{ newest: 'First entries', older: 'Next entries' }}
      />
    </>
  )
}

const Entries = ({ entries }: Pick<LogEntriesView, 'entries'>) => (
  <table class="govuk-table">
    <caption class="govuk-visually-hidden">Entries, in the order of the log</caption>
    <thead class="govuk-table__head">
      <tr class="govuk-table__row">
        {['Entry', 'Type', 'Record'].map((heading) => (
          <th scope="col" class="govuk-table__header" key={heading}>
            {heading}
          </th>
        ))}
      </tr>
    </thead>
    <tbody class="govuk-table__body">
      {entries.map(({ index, type, words, referral }) => (
        <tr class="govuk-table__row" key={index}>
          <th scope="row" class="govuk-table__header">
            {index}
          </th>
          <td class="govuk-table__cell">{type}</td>
          <td class="govuk-table__cell app-words">
            {capitalised(words)}
            {referral === null ? null : (
              <>
                <br />
                <a class="govuk-link" href={`/register?reference=${referral.reference}`}>
                  referral {referral.id}
                </a>
              </>
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

const addressOf = ({ from, record }: Asked): string => {
  const asked = new URLSearchParams({
    ...(record === null ? {} : { record }),
    ...(from === 0 ? {} : { from: String(from) }),
  })
  return asked.size === 0 ? HERE : `${HERE}?${asked}`
}
