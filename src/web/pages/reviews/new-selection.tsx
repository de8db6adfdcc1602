import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one, typedIn } from '../../typed.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import { addressOf, filtersIn } from '../register/address.ts'
import { FiltersSet } from '../register/filters-set.tsx'

/** Begins the review of what the register lists under filters. */
export default function NewSelection() {
  const { query, route } = useLocation()
  const filters = filtersIn(query)
  const parties = useAnswer(() => atDesk().parties(), [])
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy || !form.current) return
    setBusy(true)
    try {
      const review = await atDesk().selectReview({ filters, title: one(typedIn(form.current), 'title') })
      route(`/reviews/${review}`)
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      setBusy(false)
    }
  }
  return (
    <Page
      title="Review these disclosures"
      back={{ href: addressOf('/register', filters), text: 'Back to the register' }}
      marking="RESTRICTED"
      errors={errors}
    >
      <Waiting answer={parties} words="Looking for agencies">
        {(known) => <FiltersSet filters={filters} parties={known} fixed />}
      </Waiting>
      <p class="govuk-body">
        {Object.keys(filters).length === 0 ? 'All disclosures of the register' : 'All that are listed so'} are
        reviewed, at most 500. Each is then read from the log itself. That the register lists all of them,
        nobody but the service says: a sample needs no such trust.
      </p>
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <TextInput
          id="title"
          label="What do you call the review? (optional)"
          hint="It is sealed to the auditors of your agency, like all that you write here."
          autocomplete="off"
          spellcheck
        />
        <Button busy={busy}>{busy ? 'Reading them from the log' : 'Start the review'}</Button>
      </form>
    </Page>
  )
}
