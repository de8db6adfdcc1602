import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { periodInWords } from '../../../sdk/statistics/months.ts'
import { overview, section } from '../../../sdk/statistics/sections.ts'
import { shortened, statisticsTables } from '../../../sdk/statistics/tables.ts'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { MonthInput } from '../../components/month-input.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { fieldsOfMonth, monthsBefore, monthTyped, typedMonth } from '../../month.ts'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { type Typed, typedIn } from '../../typed.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import type { Statistics as Counted, Months } from '../../worker/audit/statistics.ts'

/** Months that are counted unless others are asked for. */
const USUAL = 11

/** The register counted by month, as plots and tables. Which months stands in the address. */
export default function Statistics() {
  const { query, route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const months = query.since && query.until ? { since: query.since, until: query.until } : null
  const [typed, setTyped] = useState<Typed>(() => typedOf(months ?? usualMonths()))
  const [errors, setErrors] = useState<readonly FieldError[]>([])

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!form.current) return
    const now = typedIn(form.current)
    setTyped(now)
    const read = readMonths(now)
    setErrors(read.faults)
    if (read.months) route(`/statistics?since=${read.months.since}&until=${read.months.until}`)
  }

  return (
    <Page title="Statistics" marking="RESTRICTED" errors={errors}>
      <p class="govuk-body">
        The register counted by month: who shares with whom, on what basis, which answers came late, and what
        the rules refused. Nothing is left out because it is rare: think of it before you pass numbers on to
        somebody who may not read the register. What it was about is in no number.
      </p>
      <form ref={form} noValidate onSubmit={submit}>
        <div class="app-columns">
          {(['since', 'until'] as const).map((id) => (
            <MonthInput
              key={id}
              id={id}
              label={id === 'since' ? 'First month' : 'Last month'}
              hint="For example, 3 2010"
              value={typedMonth(typed, id)}
              error={errorOf(errors, id)}
            />
          ))}
        </div>
        <Button>Count these months</Button>
      </form>
      {months === null || errors.length > 0 ? null : (
        <Numbers key={`${months.since} ${months.until}`} months={months} />
      )}
    </Page>
  )
}

function Numbers({ months }: { months: Months }) {
  const answer = useAnswer(() => atDesk().statistics(months), [months.since, months.until])
  return (
    <Waiting answer={answer} words="Counting the register">
      {(counted) => (
        <>
          <Plots counted={counted} />
          <Files months={months} />
        </>
      )}
    </Waiting>
  )
}

/** The same plots and tables that a page of the command has, drawn by the same hands. */
function Plots({ counted: { found, amendments, scope } }: { counted: Counted }) {
  const { months } = found
  return (
    <div class="app-statistics">
      <p class="govuk-body" role="status">
        {periodInWords(months)}. {scope} Months begin and end by Greenwich Mean Time.
      </p>
      {overview(found)}
      {statisticsTables(found, amendments).flatMap((table) => section(shortened(table), months))}
    </div>
  )
}

function Files({ months }: { months: Months }) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      const name = `statistics-${months.since}-to-${months.until}.zip`
      saveFile([await atDesk().statisticsFile(months)], name)
      setSaid(`${name} was given to your browser.`)
    } catch (error) {
      setSaid(failed(error).message)
    }
    setBusy(false)
  }
  return (
    <>
      <h2 class="govuk-heading-m">Take it with you</h2>
      <p class="govuk-body">
        The file has every number as CSV, also those of long tables that are one sum here, and a page with the
        plots that prints on A4.
      </p>
      <Button secondary busy={busy} onClick={() => void download()}>
        Download tables and plots
      </Button>
      <p class="govuk-body" role="status">
        {said}
      </p>
    </>
  )
}

const usualMonths = (): Months => {
  const now = new Date()
  return { since: monthsBefore(now, USUAL), until: monthsBefore(now, 0) }
}

const typedOf = ({ since, until }: Months): Typed => ({
  ...fieldsOfMonth('since', since),
  ...fieldsOfMonth('until', until),
})

function readMonths(typed: Typed): { months: Months | null; faults: FieldError[] } {
  const [since, until] = [monthTyped(typed, 'since'), monthTyped(typed, 'until')]
  const faults = [
    ...(since === undefined ? [{ field: 'since', message: 'Enter the first month, such as 3 2010' }] : []),
    ...(until === undefined ? [{ field: 'until', message: 'Enter the last month, such as 3 2010' }] : []),
  ]
  if (since === undefined || until === undefined) return { months: null, faults }
  if (since <= until) return { months: { since, until }, faults: [] }
  return {
    months: null,
    faults: [{ field: 'until', message: 'The last month must be the first month or later' }],
  }
}
