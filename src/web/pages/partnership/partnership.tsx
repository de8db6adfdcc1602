import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { counted, dayInWords } from '../../words.ts'
import type { PartnershipStanding } from '../../worker/partnership.ts'

const LINKS: readonly [href: string, text: string][] = [
  ['/partnership/agencies', 'Agencies and their roots'],
  ['/partnership/mailboxes', 'Mailboxes and whose word their keys are'],
  ['/partnership/networks', 'Networks, and how mail to partners fares'],
  ['/partnership/rules', 'Rule sets and their editions'],
  ['/partnership/draft', 'Draft an agreement, its next version or its annex'],
  ['/partnership/enter', 'Enter what roots have signed'],
  ['/partnership/root', 'What is not done in a browser'],
]

/** Where a co-ordinator begins: the agreements, what is due, and where everything else is. */
export default function Partnership() {
  const answer = useAnswer(() => atDesk().partnership(), [])
  return (
    <Page title="The partnership">
      <p class="govuk-body">
        For the CSP (community-safety partnership) co-ordinator. All of it is from the trust log, as this
        browser has read and judged it, but for how mail fares.
      </p>
      <ul class="govuk-list">
        {LINKS.map(([href, text]) => (
          <li key={href}>
            <a class="govuk-link" href={href}>
              {text}
            </a>
          </li>
        ))}
      </ul>
      <Waiting answer={answer} words="Reading the trust log">
        {(standing) => <Standing standing={standing} />}
      </Waiting>
    </Page>
  )
}

function Standing({
  standing: { agreements, suspensions, missing, gaps },
}: {
  standing: PartnershipStanding
}) {
  const due = [...agreements.flatMap((one) => one.due ?? []), ...suspensions, ...missing]
  return (
    <>
      {due.length === 0 ? null : (
        <NotificationBanner id="due" title="Important">
          {due.map((sentence) => (
            <p class="govuk-body" key={sentence}>
              {sentence}
            </p>
          ))}
        </NotificationBanner>
      )}
      <h2 class="govuk-heading-m">Agreements</h2>
      {agreements.length === 0 ? <p class="govuk-body">No agreement is in the trust log.</p> : null}
      {agreements.map(({ id, title, version, from, until, review, signed, notSigned }) => (
        <div key={id}>
          <h3 class="govuk-heading-s">
            <a class="govuk-link" href={`/partnership/agreement/${id}`}>
              {title}
            </a>
          </h3>
          <SummaryList
            rows={[
              { key: 'Agreement', value: `${id}, version ${version}` },
              { key: 'In force', value: `${dayInWords(from)} to ${dayInWords(until)}` },
              { key: 'Review by', value: dayInWords(review) },
              { key: 'Signatures', value: `${signed.length} of ${signed.length + notSigned.length}` },
              ...(notSigned.length === 0 ? [] : [{ key: 'Not signed by', value: notSigned.join('\n') }]),
            ]}
          />
        </div>
      ))}
      <h2 class="govuk-heading-m">Who shares without a current agreement</h2>
      {gaps.length === 0 ? (
        <p class="govuk-body">Everybody who shared in the last 12 months has a current agreement.</p>
      ) : (
        <SummaryList
          rows={gaps.map(({ agencies, disclosures, why }) => ({
            key: agencies,
            value: `${counted(disclosures, 'disclosure')}. ${why}`,
          }))}
        />
      )}
    </>
  )
}
