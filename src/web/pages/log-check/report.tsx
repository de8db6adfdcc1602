import { Details } from '../../components/details.tsx'
import { NotificationBanner, WarningText } from '../../components/notices.tsx'
import { momentInWords } from '../../words.ts'
import type { LogReport } from '../../worker/audit/log-report.ts'

/** What is said of the log where it holds and where it does not; `strange`: what has to be known of one that holds and is of another service. */
type Words = { holds: string; broken: string; strange?: string | null }

const PUBLISHED: Words = {
  holds: 'The log holds',
  broken:
    'The log does not hold. Do not use the service to send anything, keep this page, and tell the other auditors and the operator.',
}

/** What a verification of the log found, every problem first. */
export function Report({ report, words = PUBLISHED }: { report: LogReport; words?: Words }) {
  const { fits, holds, at, size, before, problems } = report
  return (
    <>
      {fits && words.strange ? (
        <WarningText>{words.strange}</WarningText>
      ) : fits ? (
        <NotificationBanner id="verdict" title="Success" success>
          <p class="govuk-notification-banner__heading">
            {words.holds}: {size} {size === '1' ? 'entry' : 'entries'}, and nothing in it was changed or taken
            away.
          </p>
        </NotificationBanner>
      ) : (
        <>
          <WarningText>{words.broken}</WarningText>
          <div role="alert">
            <h2 class="govuk-heading-m">What does not fit</h2>
            <ul class="govuk-list govuk-list--bullet">
              {problems.map((problem) => (
                <li key={problem} class="app-words">
                  {problem}
                </li>
              ))}
            </ul>
          </div>
        </>
      )}
      <p class="govuk-body">
        Begun on {momentInWords(at)}.
        {before === '0'
          ? ''
          : ` ${before} of the entries were checked in this browser before and were not read again.`}
      </p>
      {holds ? <Verified report={report} /> : null}
    </>
  )
}

/** What was verified of a log whose entries, tree and checkpoint belong together. */
function Verified({ report: { tree, history, checkpoint, root } }: { report: LogReport }) {
  return (
    <>
      <Section title="Entries and tree" lines={tree} />
      <h2 class="govuk-heading-m">The history of the referrals</h2>
      {history === null ? (
        <p class="govuk-body">It was not read this time. Check the whole log to have it judged.</p>
      ) : (
        <>
          <Lines lines={[history.words, ...history.unjudged]} />
          {history.open.length === 0 ? null : (
            <Details summary="Referrals that are still on their way">
              <ul class="govuk-list govuk-list--bullet">
                {history.open.map((line) => (
                  <li key={line} class="app-words">
                    {line}
                  </li>
                ))}
              </ul>
              {history.more === 0 ? null : <p class="govuk-body">And {history.more} more.</p>}
            </Details>
          )}
          {history.destroyed.length === 0 ? null : (
            <Section title="What was destroyed" lines={history.destroyed} />
          )}
        </>
      )}
      <Section title="Checkpoint and witnesses" lines={checkpoint} />
      <Details summary="The root of the log, to compare with others">
        <p class="govuk-body app-words">
          <code>{root}</code>
        </p>
        <p class="govuk-body">
          Whoever checks the log of as many entries gets the same. If another auditor has a different one, you
          are being shown different logs.
        </p>
      </Details>
    </>
  )
}

const Section = ({ title, lines }: { title: string; lines: readonly string[] }) => (
  <>
    <h2 class="govuk-heading-m">{title}</h2>
    <Lines lines={lines} />
  </>
)

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <>
    {lines.map((line) => (
      <p class="govuk-body app-words" key={line}>
        {line}
      </p>
    ))}
  </>
)
