import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { useSending } from '../../use-sending.ts'
import { counted } from '../../words.ts'
import type { CheckedReport, Countersigned } from '../../worker/audit/report.ts'

/** No archive of a report is larger: bytes. */
const LARGEST = 128 * 1024 * 1024

const BACK = { href: '/reviews', text: 'Back to your reviews' }

/** Checks a report that somebody gave, and signs it as a second auditor where it holds. */
export default function CheckReport() {
  const [report, setReport] = useState<CheckedReport | null>(null)
  const [signed, setSigned] = useState<Countersigned | null>(null)
  if (signed !== null) return <SignedPage signed={signed} />
  if (report !== null)
    return (
      <Verdict
        key={report.id}
        report={report}
        onSigned={(countersigned) => {
          saveFile([countersigned.archive], countersigned.name)
          setSigned(countersigned)
        }}
        onAgain={() => setReport(null)}
      />
    )
  return <Choose onChecked={setReport} />
}

function Choose({ onChecked }: { onChecked(report: CheckedReport): void }) {
  const { errors, busy, send } = useSending()
  const check = (form: HTMLFormElement) => {
    const file = new FormData(form).get('report')
    const chosen = file instanceof File && file.size > 0 ? file : null
    const wrong =
      chosen === null
        ? 'Select the archive of the report'
        : chosen.size > LARGEST
          ? 'The archive must be smaller than 128 MB'
          : null
    void send(
      wrong === null ? [] : [{ field: 'report', message: wrong }],
      async () => {
        const bytes = new Uint8Array((await chosen?.arrayBuffer()) ?? new ArrayBuffer(0))
        onChecked(await atDesk().checkReport(bytes))
      },
      () => 'report',
    )
  }
  return (
    <Page title="Check a signed report" marking="RESTRICTED" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            check(event.currentTarget)
          }}
        >
          <InsetText>
            Your browser checks that its files are those that were signed, that each disclosure stands in the
            log that this browser sees, and that the sample is the one that follows from what was announced.
            The report is sent nowhere.
          </InsetText>
          <FileUpload
            id="report"
            label="The archive of the report"
            hint="As it was downloaded when the review was signed, such as review-3f2b8c6d1e90.zip."
            accept=".zip,application/zip"
            error={errorOf(errors, 'report')}
          />
          <Button busy={busy}>{busy ? 'Checking the report' : 'Check the report'}</Button>
        </form>
      </div>
    </Page>
  )
}

function Verdict({
  report: { id, problems, lines, ownLog, signatures, notByMe },
  onSigned,
  onAgain,
}: {
  report: CheckedReport
  onSigned(signed: Countersigned): void
  onAgain(): void
}) {
  const { errors, busy, send } = useSending()
  const holds = problems.length === 0
  return (
    <Page
      title={holds ? 'The report holds' : 'The report does not hold'}
      marking="RESTRICTED"
      back={BACK}
      errors={errors}
    >
      {holds ? null : (
        <WarningText>
          {counted(problems.length, 'thing')} {problems.length === 1 ? 'does' : 'do'} not fit. Do not rely on
          it, and tell whoever gave it to you.
        </WarningText>
      )}
      <ul class="govuk-list govuk-list--bullet app-words">
        {(holds ? lines : problems).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h2 class="govuk-heading-m">What stands behind it</h2>
      <p class="govuk-body">
        {ownLog
          ? 'It is proved by the log of this service, as this browser has seen it.'
          : 'It is not proved by the log of this service: anybody can make up a log. Make sure of it by another way.'}
      </p>
      {signatures.map(({ fingerprint, says, logged }) => (
        <p class="govuk-body app-words" key={fingerprint}>
          {says}
          {logged === null ? ' The report does not prove that the log has this signature.' : ''}
        </p>
      ))}
      {holds && ownLog && notByMe === null ? (
        <>
          <h2 class="govuk-heading-m">Countersign it</h2>
          <WarningText>
            Read report.html before: your name stands under all of it, and it cannot be taken back.
          </WarningText>
          <div class="govuk-button-group">
            <Button
              busy={busy}
              onClick={() => void send([], async () => onSigned(await atDesk().countersignReport(id)))}
            >
              {busy ? 'Signing' : 'Countersign the report and download it'}
            </Button>
            <Button secondary onClick={onAgain}>
              Check another report
            </Button>
          </div>
        </>
      ) : (
        <>
          {holds && notByMe !== null ? <p class="govuk-body">{notByMe}</p> : null}
          <Button secondary onClick={onAgain}>
            Check another report
          </Button>
        </>
      )}
    </Page>
  )
}

const SignedPage = ({ signed: { archive, name, leaf } }: { signed: Countersigned }) => (
  <Page title="Report countersigned" marking="RESTRICTED" back={BACK}>
    <Panel>
      {leaf === null ? 'Its log entry is published in a moment' : <>The log has it as entry {leaf}</>}
    </Panel>
    <p class="govuk-body app-words">
      The report with your signature was given to your browser as {name}. It is RESTRICTED: keep it where such
      files belong.
    </p>
    <h2 class="govuk-heading-m">What happens next</h2>
    <p class="govuk-body">
      Give it back to whoever made the review. Anybody can check it, on this page or, without the service, by
      the command <code>despatch audit verify</code>.
    </p>
    <Button secondary onClick={() => saveFile([archive], name)}>
      Download it again
    </Button>
  </Page>
)
