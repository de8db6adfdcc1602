import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { type Answer, failed } from '../../use-answer.ts'
import { counted, momentInWords } from '../../words.ts'
import type { LogCheckView } from '../../worker/audit/log-check.ts'
import { Report } from './report.tsx'

const LOOK_MS = 200

/** Verifies the whole published log, in this browser, and says what was found. */
export default function LogCheck() {
  const [answer, setAnswer] = useState<Answer<LogCheckView>>({ state: 'waiting' })
  const [round, setRound] = useState(0)
  const place = useRef<HTMLDivElement>(null)
  /** whether the person pressed a button that is gone now: the focus goes where it was */
  const pressed = useRef(false)
  useEffect(() => {
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async (): Promise<void> => {
      try {
        const value = await atDesk().logCheck()
        if (left) return
        setAnswer({ state: 'there', value })
        if (value.check.at === 'running') timer = setTimeout(() => void look(), LOOK_MS)
      } catch (error) {
        if (!left) setAnswer({ state: 'failed', error: failed(error) })
      }
    }
    void look()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [round])
  const standing = answer.state === 'there' ? answer.value.check.at : null
  useEffect(() => {
    if (pressed.current) place.current?.focus()
    pressed.current = standing === 'running' && pressed.current
  }, [standing])
  const start = (whole: boolean) => () => {
    pressed.current = true
    // It is waited for by looking: it may take minutes, and whoever goes to another page finds it here again.
    atDesk()
      .startLogCheck({ whole })
      .catch((error: unknown) => setAnswer({ state: 'failed', error: failed(error) }))
    setRound(round + 1)
  }
  return (
    <Page title="Check the log" marking="RESTRICTED">
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <InsetText>
            Every disclosure stands in a log that nobody can change unseen, the operator included. This page
            fetches all of it and computes it anew in your browser: you need not believe the service. What it
            opens says who shared what with whom and on what basis; content is in no log, and you see none.
          </InsetText>
          <Waiting answer={answer} words="Looking what was checked before">
            {({ check, before }) => (
              <div ref={place} tabIndex={-1} class="app-place">
                {check.at === 'running' ? (
                  <Running done={check.done} size={check.size} />
                ) : (
                  <>
                    <Said view={{ check, before }} />
                    <Beginnings before={before} start={start} />
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
  if (check.at === 'done') return <Report report={check.report} />
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
