import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { dayInWords, momentInWords } from '../../words.ts'
import type { KeyChange, MailboxKeys } from '../../worker/mailbox-keys.ts'
import { BACK } from './back.ts'

type Offer = { button: string; about: string }

const ROTATE: Offer = {
  button: 'Give it new keys',
  about:
    'Everybody who is a member gets the new keys, under the fingerprint that partners know; the old ones open old mail as before. Mail to the old key is taken for 90 days more, and then held back.',
}
const RENEW: Offer = {
  button: 'Renew its keys',
  about:
    'The keys stay as they are, and count for two years from today. Partners find the renewed certificate in the directory of keys.',
}
const RESTRICT: Offer = {
  button: 'Restrict it',
  about:
    'It is said in the trust log, and every officer of the agency is told. The directory of keys gives its key out no more, so partners who write by mail are sent it as a file. Members stay as they are.',
}
const UNRESTRICT: Offer = {
  button: 'Open it again',
  about:
    'It is said in the trust log, and every officer of the agency is told. Its key is in the directory of keys again. Nobody becomes a member by it.',
}

const OFFERS: Readonly<Record<KeyChange, Offer>> = {
  rotate: ROTATE,
  renew: RENEW,
  restrict: RESTRICT,
  unrestrict: UNRESTRICT,
}

/** A mailbox of one's own agency, by the fingerprint of its key: who holds its keys, and what an officer may change of them. */
export default function Mailbox() {
  const { id = '' } = useRoute().params
  const [said, setSaid] = useState<readonly string[]>([])
  const answer = useAnswer(() => atDesk().mailboxKeys(id), [id, said])
  return (
    <Page title="Keys of a mailbox" back={BACK}>
      {said.map((sentence) => (
        <NotificationBanner id="said" key={sentence} title="Success" success>
          <p class="govuk-notification-banner__heading">{sentence}</p>
        </NotificationBanner>
      ))}
      <Waiting answer={answer} words="Looking up who holds its keys">
        {(mailbox) => (
          <>
            <Facts mailbox={mailbox} />
            <Changes key={mailbox.id} mailbox={mailbox} onDone={(sentence) => setSaid([sentence])} />
          </>
        )}
      </Waiting>
    </Page>
  )
}

const PARTS = { sign: 'sign', open: 'open', certify: 'certify its keys' } as const

const Facts = ({ mailbox }: { mailbox: MailboxKeys }) => (
  <>
    <SummaryList
      rows={[
        { key: 'Mailbox', value: mailbox.address },
        { key: 'Called', value: mailbox.name },
        {
          key: 'Restricted',
          value: mailbox.restricted ? 'yes: to everybody but its members it takes breaking glass' : 'no',
        },
        { key: 'Fingerprint', value: <code>{mailbox.fingerprint}</code> },
        {
          key: 'Keys in use',
          value: `generation ${mailbox.generation}${mailbox.since === null ? '' : `, since ${momentInWords(mailbox.since)}`}`,
        },
      ]}
    />
    <h2 class="govuk-heading-m">Who holds its keys</h2>
    <p class="govuk-body">
      Everybody who may open can read what comes for it, the recovery key of your agency too. Who they are is
      changed with each person, under{' '}
      <a class="govuk-link" href="/agency/people">
        People, roles and training
      </a>
      .
    </p>
    {mailbox.holders.length === 0 ? <p class="govuk-body">Nobody holds a key of it.</p> : null}
    <ul class="govuk-list govuk-list--bullet">
      {mailbox.holders.map(({ fingerprint, who, parts, generations, until }) => (
        <li key={fingerprint}>
          {who}: may {parts.map((part) => PARTS[part]).join(', ')}, generation {generations}, until{' '}
          {dayInWords(until)}
        </li>
      ))}
    </ul>
  </>
)

/** One change is asked for by its button, explained, and carried out by another. */
function Changes({ mailbox, onDone }: { mailbox: MailboxKeys; onDone(sentence: string): void }) {
  const [change, setChange] = useState<KeyChange | null>(null)
  const { errors, busy, send } = useSending()
  const offered: KeyChange[] = ['renew', 'rotate', mailbox.restricted ? 'unrestrict' : 'restrict']
  if (change === null)
    return (
      <>
        <h2 class="govuk-heading-m">What you can change</h2>
        <div class="govuk-button-group">
          {offered.map((one) => (
            <Button secondary key={one} onClick={() => setChange(one)}>
              {OFFERS[one].button}
            </Button>
          ))}
        </div>
        <p class="govuk-body">
          <a class="govuk-link" href={`/agency/mailboxes/${mailbox.id}/revoke`}>
            Revoke its key for good
          </a>
          , such as when it was stolen.
        </p>
      </>
    )
  return (
    <>
      <h2 class="govuk-heading-m">{OFFERS[change].button}</h2>
      {errors.map(({ message }) => (
        <div role="alert" key={message}>
          <WarningText>{message}</WarningText>
        </div>
      ))}
      <p class="govuk-body">{OFFERS[change].about}</p>
      <div class="govuk-button-group">
        <Button
          busy={busy}
          onClick={() =>
            void send([], async () => {
              const sentence = await atDesk().changeKeys(mailbox.id, change)
              setChange(null)
              onDone(sentence)
            })
          }
        >
          {busy ? 'Entering it in the trust log' : OFFERS[change].button}
        </Button>
        <Button secondary onClick={() => setChange(null)}>
          Back
        </Button>
      </div>
    </>
  )
}
