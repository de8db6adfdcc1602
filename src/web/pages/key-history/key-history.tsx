import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { KeyHistory as History, KeyPeriod } from '../../../sdk/trust/key-history.ts'
import { detailsOf, headlineOf } from '../../../sdk/trust/key-history-words.ts'
import { Button } from '../../components/button.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Select } from '../../components/select.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { capitalised, counted, momentInWords } from '../../words.ts'
import type { Parties } from '../../worker/audit/register.ts'

/** The certificates that a mailbox had, from when to when and by whose word. */
export default function KeyHistory() {
  const { query } = useLocation()
  const mailbox = query.mailbox ?? null
  const parties = useAnswer(() => atDesk().parties(), [])
  return (
    <Page title="History of keys" marking="RESTRICTED">
      <InsetText>
        Read from the trust log, which this browser has verified from its first record on; the service is not
        believed. Times are those that the statements say: what counts is the place of a record. Who holds the
        keys of a mailbox is told to its members and the officers of its agency alone, and is not here.
      </InsetText>
      <Waiting answer={parties} words="Looking for mailboxes">
        {(known) => <Choose parties={known} mailbox={mailbox} />}
      </Waiting>
      {mailbox === null ? null : <Told key={mailbox} mailbox={mailbox} />}
    </Page>
  )
}

function Choose({ parties: { mailboxes }, mailbox }: { parties: Parties; mailbox: string | null }) {
  const { route } = useLocation()
  const [chosen, setChosen] = useState(mailbox ?? mailboxes[0]?.address ?? '')
  if (mailboxes.length === 0) return <p class="govuk-body">No agency has a mailbox yet.</p>
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        route(`/key-history?mailbox=${encodeURIComponent(chosen)}`)
      }}
    >
      <Select
        id="mailbox"
        label="Mailbox"
        value={chosen}
        choices={mailboxes.map(({ address, closed }) => ({
          value: address,
          text: closed ? `${address} (closed)` : address,
        }))}
        onChange={setChosen}
      />
      <Button>Show its keys</Button>
    </form>
  )
}

function Told({ mailbox }: { mailbox: string }) {
  const answer = useAnswer(() => atDesk().keyHistory(mailbox), [mailbox])
  return (
    <Waiting answer={answer} words="Reading the trust log">
      {(history) => <Shown history={history} />}
    </Waiting>
  )
}

function Shown({ history: { mailbox, agency, lines, periods } }: { history: History }) {
  const doubted = lines.filter(({ believed }) => !believed).length
  return (
    <>
      <h2 class="govuk-heading-m app-words">{mailbox}</h2>
      <p class="govuk-body">
        {agency === null ? '' : `Of ${agency}. `}It has had {counted(periods.length, 'certificate')}.
      </p>
      {doubted === 0 ? (
        <p class="govuk-body">All of it is by agencies that agreements bind to yours.</p>
      ) : (
        <WarningText>
          {counted(doubted, 'record')} of agencies that no agreement binds to yours: not believed here.
        </WarningText>
      )}
      {periods.map((period) => (
        <SummaryList key={`${period.fingerprint} ${period.from.leaf}`} rows={rowsOf(period)} />
      ))}
      <h2 class="govuk-heading-m">Record by record</h2>
      <ol class="app-timeline">
        {lines.map((line) => (
          <li key={line.leaf}>
            <p class="govuk-body govuk-!-margin-bottom-1">{capitalised(headlineOf(line))}</p>
            <p class="govuk-body-s govuk-!-margin-bottom-1">
              Record {line.leaf} of the trust log, {momentInWords(line.time)}
            </p>
            {detailsOf(line).map((detail) => (
              <p class="govuk-body-s govuk-!-margin-bottom-1 app-words" key={detail}>
                {capitalised(detail)}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </>
  )
}

const rowsOf = ({ fingerprint, by, vouched, from, until, believed }: KeyPeriod) => [
  { key: 'Fingerprint', value: grouped(fingerprint) },
  { key: 'By the word of', value: `${by}${vouched ? ', which vouched for it' : ''}` },
  { key: 'From', value: `${momentInWords(from.time)} (record ${from.leaf})` },
  {
    key: 'Until',
    value:
      until === null
        ? 'Now'
        : `${momentInWords(until.time)} (record ${until.leaf}): ${until.why}${until.reason === null ? '' : `, ${until.reason}`}`,
  },
  ...(believed ? [] : [{ key: 'Believed', value: 'No: no agreement binds that agency to yours' }]),
]

/** A fingerprint as it is compared aloud. */
const grouped = (fingerprint: string): string => fingerprint.replaceAll(/(.{4})(?=.)/g, '$1 ')
