import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { dayInWords, momentInWords } from '../../words.ts'
import type { Outcome } from '../../worker/compose/send.ts'
import { ReceiptsTable } from '../receipts/receipts-table.tsx'
import { WhoReads } from './who-reads.tsx'

/** What became of it: sent, waiting for keys, or sent before by a colleague. */
export function SentStep({ outcome }: { outcome: Outcome }) {
  if (outcome.outcome === 'sent') return <Sent sent={outcome} />
  if (outcome.outcome === 'waits') return <Waits waits={outcome} />
  return (
    <Page title="It was sent before">
      <p class="govuk-body">
        You or a colleague has sent this very referral already. It was sent once, and the draft is deleted.
      </p>
      <OnFromHere />
    </Page>
  )
}

function Sent({ sent }: { sent: Extract<Outcome, { outcome: 'sent' }> }) {
  const { referral, reference, kind, marking, to, respondBy, readers, proof } = sent
  return (
    <Page title="Referral sent" confirmed={{ body: 'Your reference', strong: reference }} marking={marking}>
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">
        It goes to {to.join(', ')}. You will see here when it is delivered, and when each of them has opened
        it: by a receipt that its reader signs.
      </p>
      <p class="govuk-body">
        {respondBy === null
          ? 'No answer is asked for.'
          : `An answer is asked for by ${dayInWords(respondBy)}. It will come to your inbox, and you are told when it is overdue.`}
      </p>
      <p class="govuk-body">
        Until somebody fetches it, it can be withdrawn. If something is wrong, tell your Designated Liaison
        Officer (DLO) at once.
      </p>
      {kind === 'court-order' ? (
        <>
          <h2 class="govuk-heading-m">Receipts</h2>
          <ReceiptsTable referral={referral} />
        </>
      ) : null}
      <p class="govuk-body">
        <a class="govuk-link" href={`/sent/${referral}/receipts`}>
          See the receipts as they come
        </a>
      </p>
      <h2 class="govuk-heading-m">Proof</h2>
      <p class="govuk-body">
        {proof === null
          ? 'The service has accepted it. Its entry in the log is not published yet, and nothing leaves before it is: open it below to see the proof.'
          : `That you shared it is entry ${proof.index} of the log. This browser has checked the proof against a signed checkpoint of ${proof.size} ${proof.size === '1' ? 'entry' : 'entries'}.`}
      </p>
      <h2 class="govuk-heading-m">Who can read it</h2>
      <WhoReads readers={readers} />
      <p class="govuk-body">
        <a class="govuk-link" href={`/sent/${referral}`}>
          See how it stands with each of them
        </a>
      </p>
      <OnFromHere />
    </Page>
  )
}

const Waits = ({ waits: { sentences, until } }: { waits: Extract<Outcome, { outcome: 'waits' }> }) => (
  <Page title="It waits as a draft" marking="RESTRICTED">
    <NotificationBanner id="waits" title="Important">
      <p class="govuk-notification-banner__heading">It was not sent. Nothing that you entered is lost.</p>
      {sentences.map((sentence) => (
        <p class="govuk-body" key={sentence}>
          {sentence}
        </p>
      ))}
    </NotificationBanner>
    <h2 class="govuk-heading-m">What happens next</h2>
    <p class="govuk-body">
      It waits as a draft, sealed to your own mailbox, until {momentInWords(until)}. When the key is there,
      your drafts say that it can go now: open it there and send it.
    </p>
    <p class="govuk-body">
      <a class="govuk-link" href="/drafts">
        Go to your drafts
      </a>
    </p>
    <OnFromHere />
  </Page>
)

const OnFromHere = () => (
  <p class="govuk-body">
    <a class="govuk-link" href="/compose">
      Send another referral
    </a>
  </p>
)
