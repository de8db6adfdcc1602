import { useLocation } from 'preact-iso'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { momentInWords } from '../../words.ts'
import type { OwnList } from '../../worker/recipient-lists.ts'
import { BegunBefore } from '../compose/begun-before.tsx'

const DONE: Readonly<Record<string, string>> = {
  begun: 'The list is kept. It stands among the recipients whenever you send from its mailbox.',
  changed: 'The list is changed.',
  removed: 'The list is removed.',
}

/** The lists of recipients of one’s mailboxes. */
export default function RecipientLists() {
  const { query } = useLocation()
  const answer = useAnswer(() => atDesk().ownLists(), [query.done])
  const done = DONE[query.done ?? '']
  return (
    <Page title="Lists of recipients" marking="RESTRICTED">
      {done === undefined ? null : (
        <NotificationBanner id="done" title="Success" success>
          <p class="govuk-notification-banner__heading">{done}</p>
        </NotificationBanner>
      )}
      <BegunBefore begins={false} />
      <p class="govuk-body">
        A list stands for several mailboxes that you often send to together. It belongs to a mailbox, and
        whoever may send from that keeps it. It is signed by whoever wrote it and checked in your browser, so
        that nobody else can put anybody on it. Choosing one fills in its mailboxes: you still see each of
        them, and the rules are asked about each.
      </p>
      <Waiting answer={answer} words="Looking for your lists, and checking every signature">
        {({ lists, mailboxes }) => (
          <>
            {lists.length === 0 ? <p class="govuk-body">There are no lists yet.</p> : null}
            {lists.map((list) => (
              <List key={list.id} list={list} mayKeep={mailboxes.includes(list.mailbox)} />
            ))}
            {mailboxes.length === 0 ? (
              <p class="govuk-body">
                You have no mailbox that you may send from, so you cannot keep a list. Your Designated Liaison
                Officer (DLO) gives you one.
              </p>
            ) : (
              <p class="govuk-body">
                <a class="govuk-link" href="/recipient-lists/new">
                  Begin a list
                </a>
              </p>
            )}
          </>
        )}
      </Waiting>
    </Page>
  )
}

const List = ({
  list: { id, name, mailbox, members, time, why },
  mayKeep,
}: {
  list: OwnList
  mayKeep: boolean
}) => (
  <section>
    <h2 class="govuk-heading-m app-words">{name}</h2>
    {why === null ? null : <WarningText>{why}</WarningText>}
    <SummaryList
      rows={[
        { key: 'Of', value: mailbox },
        ...(members.length === 0 ? [] : [{ key: 'Who is on it', value: members.join('\n') }]),
        ...(time === null ? [] : [{ key: 'Written', value: momentInWords(time) }]),
      ]}
    />
    {mayKeep ? (
      <p class="govuk-body">
        <a class="govuk-link" href={`/recipient-lists/${id}`}>
          Change who is on it<span class="govuk-visually-hidden"> ({name})</span>
        </a>{' '}
        or{' '}
        <a class="govuk-link" href={`/recipient-lists/${id}/remove`}>
          remove it<span class="govuk-visually-hidden"> ({name})</span>
        </a>
      </p>
    ) : null}
  </section>
)
