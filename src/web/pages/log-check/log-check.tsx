import { Button } from '../../components/button.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useLongWork } from '../../use-long-work.ts'
import { counted, momentInWords } from '../../words.ts'
import type { LogCheckView } from '../../worker/audit/log-check.ts'
import { Report } from './report.tsx'

/** Verifies the whole published log, in this browser, and says what was found. */
export default function LogCheck() {
  const { answer, place, start } = useLongWork(
    () => atDesk().logCheck(),
    ({ check }) => check.at,
  )
  const begin = (whole: boolean) => () => start(() => atDesk().startLogCheck({ whole }))
  return (
    <Page title="Check the log" marking="RESTRICTED">
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <InsetText>
            Every disclosure stands in a log that nobody can change unseen, the operator included. This page
            fetches all of it and computes it anew in your browser: you need not believe the service. What it
            opens says who shared what with whom and on what basis; content is in no log, and you see none.
          </InsetText>
          <Waiting answer={answer} words="Looking up what was checked before">
            {({ check, before }) => (
              <div ref={place} tabIndex={-1} class="app-place">
                {check.at === 'running' ? (
                  <Running done={check.done} size={check.size} />
                ) : (
                  <>
                    <Said view={{ check, before }} />
                    <Beginnings before={before} start={begin} />
                  </>
                )}
              </div>
            )}
          </Waiting>
          <p class="govuk-body">
            <a class="govuk-link" href="/log-check/entries">
              List each entry
            </a>
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href="/log-check/export">
              Export the log
            </a>
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href="/log-check/exported">
              Check an export of the log
            </a>
          </p>
        </div>
      </div>
    </Page>
  )
}

function Running({ done, size }: { done: number; size: number }) {
  return (
    <>
      <h2 class="govuk-heading-m">Checking the log</h2>
      <ProgressBar
        id="progress"
        label={
          size === 0 ? 'Fetching the checkpoint' : `${number(done)} of ${counted(size, 'entry', 'entries')}`
        }
        done={done}
        size={size}
      />
      <p class="govuk-body">You can go on working on other pages meanwhile: it goes on here.</p>
      <Button secondary onClick={() => void atDesk().cancelLogCheck()}>
        Stop checking
      </Button>
    </>
  )
}

function Said({ view: { check } }: { view: LogCheckView }) {
  if (check.at === 'done') return <Report report={check.found} />
  if (check.at === 'failed')
    return (
      <p class="govuk-error-message" role="alert">
        The log was not checked to its end: {check.message}
      </p>
    )
  return check.at === 'cancelled' ? (
    <p class="govuk-body" role="status">
      You stopped it. Nothing of what was found is kept.
    </p>
  ) : null
}

function Beginnings({
  before,
  start,
}: {
  before: LogCheckView['before']
  start(whole: boolean): () => void
}) {
  if (before === null)
    return (
      <>
        <p class="govuk-body">This browser has not checked this log before.</p>
        <Button onClick={start(true)}>Check the whole log</Button>
      </>
    )
  return (
    <>
      <p class="govuk-body">
        This browser checked {counted(before.size, 'entry', 'entries')} on {momentInWords(before.at)}.{' '}
        {before.history
          ? 'What has come since can be checked from there, with the history of the referrals.'
          : 'What has come since can be checked from there. The history of the referrals is not kept between two visits, since it is for auditors alone: to have it judged, check the whole log.'}
      </p>
      <div class="govuk-button-group">
        <Button onClick={start(false)}>Check what is new</Button>
        <Button secondary onClick={start(true)}>
          Check the whole log
        </Button>
      </div>
    </>
  )
}

const number = (count: number): string => count.toLocaleString('en-GB')
