import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import { addressOf, filtersIn } from './address.ts'
import { FilterForm } from './filter-form.tsx'
import { FiltersSet } from './filters-set.tsx'
import { RegisterRows } from './register-rows.tsx'

/** Who disclosed what sort of thing to whom, on what basis, and what came of it. What it says stands in the address. */
export default function Register() {
  const { query, route } = useLocation()
  const filters = filtersIn(query)
  const after = query.after ?? null
  const asked = addressOf('/register', filters)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const parties = useAnswer(() => atDesk().parties(), [])
  const list = useAnswer(() => atDesk().disclosures({ filters, after }), [asked, after])
  return (
    <Page title="Register of disclosures" marking="RESTRICTED" errors={errors}>
      <InsetText>
        The register says who shared what sort of information with whom, why, and with what evidence. You see
        no content here, nor anywhere else: it is sealed to the mailboxes that it went between, and no auditor
        can open it. That you read the register is itself entered in the log.
      </InsetText>
      <ul class="govuk-list">
        <li>
          <a class="govuk-link" href="/refusals">
            What the rules refused
          </a>
        </li>
        <li>
          <a class="govuk-link" href="/reconcile">
            Hold the register against the log
          </a>
        </li>
      </ul>
      <Waiting answer={parties} words="Looking for agencies and mailboxes">
        {(known) => (
          <>
            <FilterForm
              key={asked}
              filters={filters}
              parties={known}
              errors={errors}
              onErrors={setErrors}
              onFilters={(chosen) => {
                setErrors([])
                route(addressOf('/register', chosen))
              }}
            />
            <FiltersSet filters={filters} parties={known} />
          </>
        )}
      </Waiting>
      <Waiting answer={list} words="Reading the register">
        {({ rows, next }) => (
          <>
            <RegisterRows rows={rows} filters={filters} />
            <Pagination
              newest={after === null ? null : asked}
              older={next === null ? null : addressOf('/register', filters, next)}
            />
            {rows.length === 0 ? null : <Exports filters={filters} />}
          </>
        )}
      </Waiting>
    </Page>
  )
}

function Exports({ filters }: { filters: ReturnType<typeof filtersIn> }) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const download = async (format: 'csv' | 'json'): Promise<void> => {
    setBusy(true)
    setSaid('Reading every row of the register.')
    try {
      const name = `register-${new Date().toISOString().slice(0, 10)}.${format}`
      saveFile([await atDesk().registerFile({ filters, format })], name)
      setSaid(`${name} was given to your browser. It is RESTRICTED: keep it where such files belong.`)
    } catch (error) {
      setSaid(failed(error).message)
    }
    setBusy(false)
  }
  return (
    <>
      <h2 class="govuk-heading-m">Take it with you</h2>
      <p class="govuk-body">
        A file has every row that the filters leave, not this page alone. The service enters in the log that
        you took it.
      </p>
      <div class="govuk-button-group">
        <Button secondary busy={busy} onClick={() => void download('csv')}>
          Download as CSV
        </Button>
        <Button secondary busy={busy} onClick={() => void download('json')}>
          Download as JSON
        </Button>
        <a class="govuk-link" href={addressOf('/reviews/select', filters)}>
          Review these disclosures
        </a>
      </div>
      <p class="govuk-body" role="status">
        {said}
      </p>
    </>
  )
}
