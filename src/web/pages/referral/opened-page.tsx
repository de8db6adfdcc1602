import { InsetText, NotificationBanner, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { ThreadLink } from '../../components/thread-link.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useLive } from '../../use-live.ts'
import { kindInWords } from '../../words.ts'
import type { Opened } from '../../worker/referral.ts'
import { Answers } from './answers.tsx'
import { Attachments } from './attachments.tsx'
import { ReadingOrder } from './reading-order.tsx'
import { Recipients } from './recipients.tsx'

type OpenedPageProps = {
  /** the id by which it is opened, and its attachments are had */
  of: string
  back: { href: string; text: string }
  open(): Promise<Opened>
  /** the delivery that can be answered; null for one's own copy */
  delivery: string | null
}

/** A referral that is opened: its marking first and last, warnings before anything that its sender wrote. */
export function OpenedPage({ of, back, open, delivery }: OpenedPageProps) {
  const answer = useAnswer(open, [of])
  if (answer.state !== 'there') {
    return (
      <Page key="waiting" title="Referral" back={back} marking="RESTRICTED">
        <Waiting answer={answer} words="Opening it in this browser">
          {() => null}
        </Waiting>
      </Page>
    )
  }
  return <Shown key={of} of={of} back={back} opened={answer.value} delivery={delivery} />
}

type ShownProps = Pick<OpenedPageProps, 'of' | 'back' | 'delivery'> & { opened: Opened }

/** What it says stays as it was opened; how it stands is told as it changes, without opening it again. */
function Shown({ of, back, opened, delivery }: ShownProps) {
  const { headline, marking, unfiled } = opened
  const received = delivery !== null
  const list = received ? 'inbox' : 'sent'
  const live = useLive(
    () => atDesk().standing({ of, received }),
    [of, received],
    ({ list: changed, referral }) =>
      changed === list && (referral === null || referral === headline.referral),
  )
  const now = live.state === 'there' ? live.value : { ...opened, filed: unfiled === null }
  const filed = unfiled === null || now.filed
  return (
    <Page
      key="opened"
      title={kindInWords(headline.kind)}
      caption={headline.reference}
      back={back}
      marking={marking ?? headline.marking ?? 'RESTRICTED'}
    >
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <p class="govuk-body">
            <ThreadLink thread={headline.thread} at={headline.acceptedAt} sent={!received} />
          </p>
          {filed || delivery === null ? null : <NotFiled delivery={delivery} {...unfiled} />}
          <Content opened={opened} of={of} />
          {opened.unreadable !== null ? null : delivery === null ? (
            <AfterSending referral={of} />
          ) : (
            <Answers delivery={delivery} standing={now.headline.answer} kind={headline.kind} filed={filed} />
          )}
          <Recipients recipients={now.recipients} />
          <h2 class="govuk-heading-m">Proof</h2>
          <p class="govuk-body app-words">{opened.proof}</p>
        </div>
      </div>
    </Page>
  )
}

/** Mail from a partner that could not be filed by its own words: what is missing, and where it is given. */
const NotFiled = ({ delivery, kind, marking }: { delivery: string; kind: boolean; marking: boolean }) => {
  const missing =
    kind && marking ? 'what it is, or how it is marked' : kind ? 'what it is' : 'how it is marked'
  return (
    <NotificationBanner id="not-filed" title="Not filed yet">
      <p class="govuk-notification-banner__heading">
        The mail does not say {missing}.{' '}
        <a class="govuk-notification-banner__link" href={`/received/${delivery}/file`}>
          File this mail
        </a>
      </p>
      <p class="govuk-body">Until you say so, nobody can find it by that, and it cannot be replied to.</p>
    </NotificationBanner>
  )
}

/** What can be done with what one sent oneself. */
const AfterSending = ({ referral }: { referral: string }) => (
  <ul class="govuk-list app-screen-only">
    <li>
      <a class="govuk-link" href={`/sent/${referral}/note`}>
        Write a note to those who have it
      </a>
    </li>
    <li>
      <a class="govuk-link" href={`/sent/${referral}/withdraw`}>
        Withdraw it
      </a>
    </li>
  </ul>
)

function Content({ opened, of }: { opened: Opened; of: string }) {
  const { unreadable, warnings, sender, found, layout, quoted, concerns, attachments } = opened
  if (unreadable !== null)
    return (
      <WarningText>It could not be read: {unreadable} Its sender is told so by a signed receipt.</WarningText>
    )
  return (
    <>
      {warnings.map((sentence) => (
        <WarningText key={sentence}>{sentence}</WarningText>
      ))}
      {sender === null ? null : (
        <SummaryList
          rows={[
            { key: 'From', value: sender.from },
            { key: 'Its signature', value: sender.verdict },
          ]}
        />
      )}
      <InsetText>
        {found.map((sentence) => (
          <p class="govuk-body app-words" key={sentence}>
            {sentence}
          </p>
        ))}
      </InsetText>
      {layout === null ? null : <ReadingOrder layout={layout} />}
      {quoted.map(({ verdict, text, remarks }, at) => (
        <section key={at}>
          {verdict === null ? null : <h2 class="govuk-heading-s">{verdict}</h2>}
          {remarks.map((remark) => (
            <p class="govuk-body" key={remark}>
              {remark}
            </p>
          ))}
          {text === '' ? null : <blockquote class="app-quoted govuk-body">{text}</blockquote>}
        </section>
      ))}
      {concerns.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">To settle with its sender before you act on it</h2>
          <ul class="govuk-list govuk-list--bullet">
            {concerns.map((concern) => (
              <li key={concern}>{concern}</li>
            ))}
          </ul>
        </>
      )}
      <Attachments attachments={attachments} of={of} reference={opened.headline.reference} />
    </>
  )
}
