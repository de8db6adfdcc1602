import { useRef } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { InsetText, NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { SELDOM_MS, useLive } from '../../use-live.ts'
import type { CasePage } from '../../worker/cases.ts'
import { Actions } from './actions.tsx'
import { Entries } from './entries.tsx'
import { Exchanges } from './exchanges.tsx'
import { Links } from './links.tsx'
import { People } from './people.tsx'

const DONE: Readonly<Record<string, string>> = {
  begun: 'The case is begun.',
  exchange: 'The exchange is in the case.',
  person: 'The person is in the case.',
  action: 'The action is in the case.',
  note: 'The note is in the case.',
  settled: 'The action is settled.',
  closed: 'The case is closed.',
  reopened: 'The case is open again.',
  corrected: 'It is corrected.',
  renamed: 'It is corrected.',
  review: 'The review of the order is among the actions.',
  linked: 'The two cases are linked.',
  unlinked: 'They are linked no more.',
  'person-out': 'They are not in the case any more.',
  'exchange-out': 'The exchange is not in the case any more.',
}

const BACK = { href: '/cases', text: 'Back to your cases' }

/** A case: its people, links and actions, and everything in it, newest first. */
export default function Case() {
  const { id = '' } = useRoute().params
  const { query } = useLocation()
  /** what the case has now, by which a change is judged */
  const has = useRef<Pick<CasePage, 'mailbox' | 'exchanges'> | null>(null)
  const answer = useLive(
    async () => {
      const opened = await atDesk().openCase(id)
      has.current = opened
      return opened
    },
    [id, query.done],
    ({ list, mailbox, thread }) => {
      if (list === 'cases') return has.current?.mailbox === mailbox
      const within = thread === null || has.current?.exchanges.some((one) => one.thread === thread)
      return (list === 'inbox' || list === 'sent') && within === true
    },
    // Each time every signature in it is verified.
    SELDOM_MS,
  )
  if (answer.state !== 'there')
    return (
      <Page key="waiting" title="Case" back={BACK} marking="RESTRICTED">
        <Waiting answer={answer} words="Opening the case in this browser, and checking every signature in it">
          {() => null}
        </Waiting>
      </Page>
    )
  const { value } = answer
  const { title, number, mailbox, status } = value
  const done = DONE[query.done ?? '']
  return (
    <Page
      key="opened"
      title={title}
      tab="Case"
      back={BACK}
      marking="RESTRICTED"
      {...(number === null ? {} : { caption: number })}
    >
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          {done === undefined ? null : (
            <NotificationBanner id="done" title="Success" success>
              <p class="govuk-notification-banner__heading">{done}</p>
            </NotificationBanner>
          )}
          <p class="govuk-body app-words">
            <Tag text={status === 'open' ? 'Open' : 'Closed'} colour={status === 'open' ? 'green' : 'grey'} />{' '}
            A case of {mailbox}.
          </p>
          {value.mayWrite ? <Ways id={id} status={status} /> : null}
          <People id={id} people={value.people} mayWrite={value.mayWrite} />
          <Actions id={id} actions={value.actions} mayWrite={value.mayWrite} />
          <Links id={id} links={value.links} mayWrite={value.mayWrite} />
          <Exchanges id={id} exchanges={value.exchanges} mayWrite={value.mayWrite} />
          <h2 class="govuk-heading-m">What happened, newest first</h2>
          <Entries entries={value.entries} />
          {value.missing.length === 0 ? null : (
            <InsetText>
              Exchanges that your mailboxes are not party to, or that are not there any more:{' '}
              {value.missing.join(', ')}
            </InsetText>
          )}
        </div>
      </div>
    </Page>
  )
}

/** What can be done with the case. An exchange is put into it from its own page. */
const Ways = ({ id, status }: Pick<CasePage, 'id' | 'status'>) => (
  <ul class="govuk-list app-screen-only">
    {(
      [
        ['referral', 'Send a referral about this case'],
        ['person', 'Add a person'],
        ['people', 'Take people over from a referral'],
        ['action', 'Add an action'],
        ['review', 'Add the review of an order'],
        ['note', 'Add a note'],
        ['link', 'Link it with another case'],
        ['rename', 'Correct what it is called'],
        status === 'open' ? ['close', 'Close the case'] : ['reopen', 'Open the case again'],
      ] as const
    ).map(([way, text]) => (
      <li key={way}>
        <a class="govuk-link" href={`/cases/${id}/${way}`}>
          {text}
        </a>
      </li>
    ))}
  </ul>
)
