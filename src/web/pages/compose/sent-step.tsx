import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { dayInWords, momentInWords } from '../../words.ts'
import type { Composition } from '../../worker/compose/request.ts'
import type { Outcome } from '../../worker/compose/send.ts'
import { ReceiptsTable } from '../receipts/receipts-table.tsx'
import { markingOf, NOT_IN_CASE, type Task, taskOf, wordsOf } from './tasks.ts'
import { WhoReads } from './who-reads.tsx'

/** What became of it: sent, waiting for keys, or sent before by a colleague. */
export function SentStep({ outcome, ...of }: { outcome: Outcome } & OfComposition) {
  if (outcome.outcome === 'sent') return <Sent sent={outcome} {...of} />
  if (outcome.outcome === 'waits') return <Waits waits={outcome} {...of} />
  const { composition } = of
  return (
    <Page title="It was sent before" marking={markingOf(composition)}>
      <p class="govuk-body">
        {taskOf(composition) === 'return'
          ? 'Your advice was sent already. It was sent once, and what it answers is returned.'
          : 'You or a colleague has sent this very referral already. It was sent once, and the draft is deleted.'}
      </p>
      <OnFromHere {...of} />
    </Page>
  )
}

/** `pushed`: by the pages that push an order, where the next one is begun as well. */
type OfComposition = { composition: Composition; pushed: boolean }

function Sent({ sent, ...of }: OfComposition & { sent: Extract<Outcome, { outcome: 'sent' }> }) {
  const { referral, reference, kind, marking, to, respondBy, readers, proof, inCase, thread } = sent
  const { composition } = of
  const task = taskOf(composition)
  return (
    <Page
      title={wordsOf(composition).done}
      confirmed={{
        body: task === 'return' ? 'The reference of your advice' : 'Your reference',
        strong: reference,
      }}
      marking={marking}
    >
      <h2 class="govuk-heading-m">What happens next</h2>
      <InCase inCase={inCase} thread={thread} />
      {NEXT[task].map((sentence) => (
        <p class="govuk-body" key={sentence}>
          {sentence}
        </p>
      ))}
      <p class="govuk-body">
        It goes to {to.join(', ')}. You will see here when it is delivered, and when each of them has opened
        it: by a receipt that its reader signs.
      </p>
      {task === 'referral' || respondBy !== null ? (
        <p class="govuk-body">
          {respondBy === null
            ? 'No answer is asked for.'
            : `An answer is asked for by ${dayInWords(respondBy)}. It will come to your inbox, and you are told when it is overdue.`}
        </p>
      ) : null}
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
      <OnFromHere {...of} />
    </Page>
  )
}

/** What follows from an answer. */
const NEXT: Readonly<Record<Task, readonly string[]>> = {
  referral: [],
  reply: ['It stands in the exchange of what it answers.'],
  research: ['It stands in the exchange of what asked for it.'],
  note: ['It stands in the exchange, and asks for no answer. What was asked of you is still to be answered.'],
  return: [
    'Its sender has your signed receipt that you return it, and your advice as a sealed reply. Auditors see the reason, and nothing of the advice.',
  ],
}

const Waits = ({
  waits: { sentences, until },
  composition,
  pushed,
}: OfComposition & { waits: Extract<Outcome, { outcome: 'waits' }> }) => (
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
      {taskOf(composition) === 'return' ? ' Nothing is returned before.' : ''}
      {composition.inCase === null ? '' : ` ${NOT_IN_CASE}`}
    </p>
    <p class="govuk-body">
      <a class="govuk-link" href="/drafts">
        Go to your drafts
      </a>
    </p>
    <OnFromHere composition={composition} pushed={pushed} />
  </Page>
)

/** Whether it is in the case that it is about. */
function InCase({ inCase, thread }: Pick<Extract<Outcome, { outcome: 'sent' }>, 'inCase' | 'thread'>) {
  if (inCase === null) return null
  return inCase.problem === null ? (
    <p class="govuk-body">
      It is in the case, and so is everything that comes of it.{' '}
      <a class="govuk-link" href={`/cases/${inCase.id}`}>
        Go back to the case
      </a>
    </p>
  ) : (
    <>
      <WarningText>It was sent, and is not in the case. {inCase.problem}</WarningText>
      <p class="govuk-body">
        <a class="govuk-link" href={`/cases/put/${thread}`}>
          Put it into the case
        </a>
      </p>
    </>
  )
}

const OnFromHere = ({ composition: { answering }, pushed }: OfComposition) => (
  <p class="govuk-body">
    {answering.thread === undefined ? (
      <a class="govuk-link" href={pushed ? '/push' : '/compose'}>
        {pushed ? 'Push another order' : 'Send another referral'}
      </a>
    ) : (
      <a class="govuk-link" href={`/thread/${answering.thread}`}>
        See the exchange
      </a>
    )}
  </p>
)
