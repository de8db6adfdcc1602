import { Button } from '../../components/button.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useLongWork } from '../../use-long-work.ts'
import { counted } from '../../words.ts'
import type { ReconcileCheck } from '../../worker/audit/reconcile.ts'

/** Holds the whole register against the whole log, in this browser, and names what does not fit. */
export default function Reconcile() {
  const { answer, place, start } = useLongWork(
    () => atDesk().reconciling(),
    ({ at }) => at,
  )
  return (
    <Page
      title="Hold the register against the log"
      marking="RESTRICTED"
      back={{ href: '/register', text: 'Back to the register' }}
    >
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <InsetText>
            Each row of the register must have its entry in the log, and each disclosure in the log its rows;
            both must say the same. This page reads the whole register, verifies the whole log in your
            browser, and names what does not fit. Refusals are not part of it. That you read the register is
            entered in the log.
          </InsetText>
          <Waiting answer={answer} words="Looking how it stands">
            {(check) => (
              <div ref={place} tabIndex={-1} class="app-place">
                {check.at === 'running' ? (
                  <Running check={check} />
                ) : (
                  <>
                    <Said check={check} />
                    <Button onClick={() => start(() => atDesk().startReconciling())}>
                      {check.at === 'none' ? 'Hold them against each other' : 'Do it again'}
                    </Button>
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

const Running = ({ check: { rows, done, size } }: { check: ReconcileCheck & { at: 'running' } }) => (
  <>
    <h2 class="govuk-heading-m">Holding them against each other</h2>
    <ProgressBar
      id="progress"
      label={
        size === 0
          ? `${counted(rows, 'row')} of the register read`
          : `${done.toLocaleString('en-GB')} of ${counted(size, 'entry', 'entries')} of the log`
      }
      done={done}
      size={size}
    />
    <p class="govuk-body">You can go on working on other pages meanwhile: it goes on here.</p>
    <Button secondary onClick={() => void atDesk().cancelReconciling()}>
      Stop
    </Button>
  </>
)

function Said({ check }: { check: ReconcileCheck }) {
  if (check.at === 'failed')
    return (
      <p class="govuk-error-message" role="alert">
        It was not done to its end: {check.message}
      </p>
    )
  if (check.at === 'cancelled')
    return (
      <p class="govuk-body" role="status">
        You stopped it. Nothing of what was found is kept.
      </p>
    )
  if (check.at !== 'done') return null
  return (
    <>
      <h2 class="govuk-heading-m">
        {check.fits
          ? 'Register and log say the same'
          : `Register and log do not say the same: ${counted(check.misfits, 'thing')} ${check.misfits === 1 ? 'does' : 'do'} not fit`}
      </h2>
      {check.fits ? null : <WarningText>Keep both as they are, and tell the operator’s agency.</WarningText>}
      {check.lines.map((line) => (
        <p class="govuk-body app-words" key={line}>
          {line}
        </p>
      ))}
    </>
  )
}
