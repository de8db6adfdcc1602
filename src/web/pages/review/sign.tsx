import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import type { ReviewView } from '../../worker/audit/reviews.ts'
import type { Report } from '../../worker/audit/sign-review.ts'
import { ReportDownload } from './report-download.tsx'

/** Shows what is going to be signed; signs it; and says that it was. */
export default function Sign() {
  const { id = '' } = useRoute().params
  const [report, setReport] = useState<Report | null>(null)
  const opened = useAnswer(() => atDesk().review(id), [id])
  if (report !== null) return <Signed key="signed" review={id} report={report} />
  if (opened.state !== 'there')
    return (
      <Page key="waiting" title="Sign the review" marking="RESTRICTED">
        <Waiting answer={opened} words="Opening the review in this browser">
          {() => null}
        </Waiting>
      </Page>
    )
  return <Check key="check" view={opened.value} onSigned={setReport} />
}

function Check({ view, onSigned }: { view: ReviewView; onSigned(report: Report): void }) {
  const { review, version, title, counts, items, state } = view
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  const left = items?.filter(({ outcome }) => outcome === null).length ?? 0
  const ready = state === 'open' && items !== null && items.length > 0 && left === 0
  async function sign(): Promise<void> {
    setBusy(true)
    try {
      const report = await atDesk().signReview({ review, version })
      saveFile([report.archive], report.name)
      onSigned(report)
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      setBusy(false)
    }
  }
  return (
    <Page
      title="Check the review before you sign it"
      back={{ href: `/reviews/${review}`, text: 'Back to the review' }}
      marking="RESTRICTED"
      errors={errors}
    >
      <SummaryList
        rows={[
          { key: 'Review', value: title },
          { key: 'Disclosures', value: String(items?.length ?? 0) },
          { key: 'In order', value: String(counts['in-order']) },
          { key: 'Questions', value: String(counts.question) },
          { key: 'Faults', value: String(counts.fault) },
        ]}
      />
      {ready ? (
        <>
          <p class="govuk-body">
            Your browser makes the report with the proof of each disclosure, signs it with your own key, and
            has the service enter the digest of what you signed in the log.
          </p>
          <WarningText>
            Once you have signed, neither you nor anybody else can change anything of the review.
          </WarningText>
          <Button busy={busy} onClick={() => void sign()}>
            {busy ? 'Signing' : 'Sign the review and download its report'}
          </Button>
        </>
      ) : (
        <p class="govuk-body">
          {state === 'signed'
            ? 'It is signed already.'
            : `It cannot be signed yet: ${left === 0 ? 'it has no disclosures' : `${left} have no outcome`}.`}
        </p>
      )}
    </Page>
  )
}

function Signed({ review, report: { name, leaf } }: { review: string; report: Report }) {
  return (
    <Page
      title="Review signed"
      marking="RESTRICTED"
      back={{ href: '/reviews', text: 'Back to your reviews' }}
    >
      <Panel>
        {leaf === null ? 'Its log entry is published in a moment' : <>The log has it as entry {leaf}</>}
      </Panel>
      <p class="govuk-body app-words">
        The report was given to your browser as {name}. Unpack it and read report.html. It is RESTRICTED: keep
        it where such files belong.
      </p>
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">
        Give the report to a second auditor of your agency, who can check it and sign it as well, under{' '}
        <a class="govuk-link" href="/reviews/check">
          Check a signed report
        </a>
        . Anybody can check it without the service, by the command <code>despatch audit verify</code>.
      </p>
      {leaf === null ? (
        <p class="govuk-body">
          The report does not prove yet that the log has your signature: download it again in a moment.
        </p>
      ) : null}
      <ReportDownload review={review} signed />
    </Page>
  )
}
