import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { FileUpload } from '../../components/file-upload.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useLongWork } from '../../use-long-work.ts'
import { counted } from '../../words.ts'
import type { ExportReport } from '../../worker/audit/check-export.ts'
import type { LongWork } from '../../worker/audit/long-work.ts'
import { Report } from '../log-check/report.tsx'

/** Verifies an export of the log that somebody gave, in this browser. */
export default function CheckExport() {
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const { answer, place, start } = useLongWork(
    () => atDesk().exportCheck(),
    ({ at }) => at,
  )
  const check = (form: HTMLFormElement) => {
    const file = new FormData(form).get('export')
    const chosen = file instanceof File && file.size > 0 ? file : null
    setErrors(chosen === null ? [{ field: 'export', message: 'Select the archive of the export' }] : [])
    if (chosen !== null) start(() => atDesk().startExportCheck(chosen))
  }
  return (
    <Page
      title="Check an export of the log"
      marking="RESTRICTED"
      back={{ href: '/log-check', text: 'Back to Check the log' }}
      errors={errors}
    >
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <InsetText>
            Your browser computes the whole log in the archive anew, opens the records that came with it, and
            holds it against the log that it sees here. The archive is sent nowhere.
          </InsetText>
          <Waiting answer={answer} words="Looking how it stands">
            {(standing) => (
              <div ref={place} tabIndex={-1} class="app-place">
                {standing.at === 'running' ? (
                  <Running {...standing} />
                ) : (
                  <>
                    <Said standing={standing} />
                    <form
                      noValidate
                      onSubmit={(event) => {
                        event.preventDefault()
                        check(event.currentTarget)
                      }}
                    >
                      <FileUpload
                        id="export"
                        label="The archive of the export"
                        hint="As it was downloaded, such as despatch-log-2010-03-01.zip, or the folder that the command exported, packed as a zip."
                        accept=".zip,application/zip"
                        error={errorOf(errors, 'export')}
                      />
                      <Button>Check the export</Button>
                    </form>
                  </>
                )}
              </div>
            )}
          </Waiting>
        </div>
      </div>
    </Page>
  )
}

const Running = ({ done, size }: { done: number; size: number }) => (
  <>
    <h2 class="govuk-heading-m">Checking the export</h2>
    <ProgressBar
      id="progress"
      label={
        size === 0
          ? 'Reading what is in the archive'
          : `${done.toLocaleString('en-GB')} of ${counted(size, 'entry', 'entries')}`
      }
      done={done}
      size={size}
    />
    <p class="govuk-body">You can go on working on other pages meanwhile: it goes on here.</p>
    <Button secondary onClick={() => void atDesk().cancelExportCheck()}>
      Stop checking
    </Button>
  </>
)

function Said({ standing }: { standing: LongWork<ExportReport> }) {
  if (standing.at === 'failed')
    return (
      <p class="govuk-error-message" role="alert">
        The export was not checked: {standing.message}
      </p>
    )
  if (standing.at === 'cancelled')
    return (
      <p class="govuk-body" role="status">
        You stopped it. Nothing of what was found is kept.
      </p>
    )
  if (standing.at !== 'done') return null
  const { found } = standing
  return (
    <>
      <Report
        report={found}
        words={{
          holds: 'The export holds',
          strange: found.ownLog
            ? null
            : 'This is no export of the log of this service. What is in it fits together, but anybody can make up a log: do not rely on it before you have made sure of its key by another way.',
          broken:
            'The export does not hold. Do not rely on it, keep it as it is, and tell the other auditors and whoever gave it to you.',
        }}
      />
      <h2 class="govuk-heading-m">Check another</h2>
    </>
  )
}
