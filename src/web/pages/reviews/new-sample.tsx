import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { monthInWords } from '../../../sdk/statistics/months.ts'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { MonthInput } from '../../components/month-input.tsx'
import { WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { fieldsOfMonth, monthsBefore, monthTyped, typedMonth } from '../../month.ts'
import { atDesk } from '../../session.ts'
import { one, type Typed, typedIn } from '../../typed.ts'
import { failed } from '../../use-answer.ts'
import type { SampleAsked } from '../../worker/audit/reviews.ts'

const USUAL_COUNT = '25'

/** Asks what is to be drawn, and shows it once more before it is announced: an announcement stands in the log for good. */
export default function NewSample() {
  const [typed, setTyped] = useState<Typed>(() => ({
    ...fieldsOfMonth('month', monthsBefore(new Date(), 1)),
    count: [USUAL_COUNT],
  }))
  const [asked, setAsked] = useState<SampleAsked | null>(null)
  return asked === null ? (
    <Questions key="questions" typed={typed} onTyped={setTyped} onAsked={setAsked} />
  ) : (
    <CheckAnswers key="check" asked={asked} onChange={() => setAsked(null)} />
  )
}

function Questions({
  typed,
  onTyped,
  onAsked,
}: {
  typed: Typed
  onTyped(typed: Typed): void
  onAsked(asked: SampleAsked): void
}) {
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!form.current) return
    const now = typedIn(form.current)
    onTyped(now)
    const asked = {
      month: monthTyped(now, 'month') ?? '',
      count: one(now, 'count'),
      title: one(now, 'title'),
    }
    try {
      const faults = await atDesk().checkSample(asked)
      setErrors(faults)
      if (faults.length === 0) onAsked(asked)
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
    }
  }
  return (
    <Page
      title="What do you want to draw?"
      back={{ href: '/reviews', text: 'Back to your reviews' }}
      marking="RESTRICTED"
      errors={errors}
    >
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <MonthInput
          id="month"
          label="Of which month?"
          hint="For example, 3 2010. Months begin and end by Greenwich Mean Time."
          value={typedMonth(typed, 'month')}
          error={errorOf(errors, 'month')}
        />
        <TextInput
          id="count"
          label="How many disclosures?"
          hint="From 1 to 500. If the month has fewer, all of them are drawn."
          autocomplete="off"
          width="10"
          value={one(typed, 'count')}
          error={errorOf(errors, 'count')}
        />
        <TextInput
          id="title"
          label="What do you call the review? (optional)"
          hint="It is sealed to the auditors of your agency, like all that you write here."
          autocomplete="off"
          value={one(typed, 'title')}
          spellcheck
        />
        <Button>Continue</Button>
      </form>
    </Page>
  )
}

function CheckAnswers({ asked, onChange }: { asked: SampleAsked; onChange(): void }) {
  const { route } = useLocation()
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  async function announce(): Promise<void> {
    setBusy(true)
    try {
      route(`/reviews/${await atDesk().announceSample(asked)}`)
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      setBusy(false)
    }
  }
  return (
    <Page
      title="Check your answers before you announce the sample"
      back={{ href: '/reviews', text: 'Back to your reviews' }}
      marking="RESTRICTED"
      errors={errors}
    >
      <SummaryList
        rows={[
          { key: 'Month', value: monthInWords(asked.month) },
          { key: 'Disclosures', value: asked.count },
          { key: 'Called', value: asked.title || `Sample of ${asked.month}` },
        ]}
      />
      <p class="govuk-body">
        Your browser thinks of a secret number, and the service enters its digest in the log before it can
        know what will be drawn. Every disclosure of the month can come, whether it can still be opened or
        not.
      </p>
      <WarningText>
        That you announce a sample stands in the log for good. Whoever draws the same month again is seen in
        every report.
      </WarningText>
      <div class="govuk-button-group">
        <Button busy={busy} onClick={() => void announce()}>
          {busy ? 'Announcing and drawing' : 'Announce and draw the sample'}
        </Button>
        <Button secondary busy={busy} onClick={onChange}>
          Change your answers
        </Button>
      </div>
      <p class="govuk-visually-hidden" role="status">
        {busy ? 'Announcing the sample, and drawing it when the log has published that.' : ''}
      </p>
    </Page>
  )
}
