import { useRef, useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { NOTE_LIMIT, OUTCOMES, type Outcome, type ReviewItem } from '../../../domain/wire/review-papers.ts'
import { Button } from '../../components/button.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Textarea } from '../../components/textarea.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one, typedIn } from '../../typed.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import { capitalised, momentInWords } from '../../words.ts'
import type { ReviewView } from '../../worker/audit/reviews.ts'
import { basisInWords, classInWords } from '../register/choices.ts'
import { itemTitle, outcomeTag } from './items.tsx'

/** One disclosure of a review: what its record says, and what the auditor finds of it. */
export default function Item() {
  const { id = '', leaf = '' } = useRoute().params
  const opened = useAnswer(() => atDesk().review(id), [id, leaf])
  const back = { href: `/reviews/${id}`, text: 'Back to the review' }
  const item = opened.state === 'there' ? opened.value.items?.find((known) => known.leaf === leaf) : undefined
  if (opened.state !== 'there' || !item)
    return (
      <Page key="waiting" title="Disclosure under review" back={back} marking="RESTRICTED">
        <Waiting answer={opened} words="Opening the review in this browser">
          {() => <p class="govuk-body">The review has no such disclosure.</p>}
        </Waiting>
      </Page>
    )
  return <Shown key={leaf} view={opened.value} item={item} />
}

function Shown({ view, item }: { view: ReviewView; item: ReviewItem }) {
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const items = view.items ?? []
  const at = items.indexOf(item)
  return (
    <Page
      title={itemTitle(item)}
      tab="Disclosure under review"
      caption={`${at + 1} of ${items.length}`}
      back={{ href: `/reviews/${view.review}`, text: 'Back to the review' }}
      marking="RESTRICTED"
      errors={errors}
    >
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <Facts item={item} />
          {view.state === 'signed' ? (
            <>
              <h2 class="govuk-heading-m">What was found</h2>
              <p class="govuk-body">{outcomeTag(item.outcome).text}</p>
              {item.note === '' ? null : <blockquote class="app-quoted govuk-body">{item.note}</blockquote>}
            </>
          ) : (
            <Finding view={view} item={item} errors={errors} onErrors={setErrors} />
          )}
        </div>
      </div>
    </Page>
  )
}

function Facts({ item: { leaf, facts } }: { item: ReviewItem }) {
  if (facts === null)
    return (
      <InsetText>
        What stood behind entry {leaf} of the log was erased, or is withheld: what it said cannot be judged
        any more. The log itself says whether it was destroyed, why and by whom.
      </InsetText>
    )
  const row = (key: string, value: string | null) => (value === null || value === '' ? [] : [{ key, value }])
  return (
    <>
      <SummaryList
        rows={[
          { key: 'From', value: facts.from },
          { key: 'To', value: facts.to.join(', ') },
          { key: 'When', value: momentInWords(facts.time) },
          ...row('Marking', facts.marking ?? 'Not yet marked'),
          ...row('Data', facts.dataClass && [classInWords(facts.dataClass), ...facts.categories].join(', ')),
          ...row('Purpose', facts.purpose && capitalised(facts.purpose.replaceAll('-', ' '))),
          ...row('Consent', facts.consent),
          ...row('Caldicott Guardian', facts.guardian),
          ...facts.bases.map((code) => ({ key: 'Legal basis', value: basisInWords(code) })),
          ...row('Prescribed information', facts.prescribed),
          ...row('Reply', facts.reply),
          ...row('Agreement', facts.agreement),
          { key: 'Log', value: `Entry ${leaf}` },
        ]}
      />
      <InsetText>
        This is what its own record in the log says, opened and proved in this browser. What was shared is
        sealed to these mailboxes, and you cannot see it.
      </InsetText>
    </>
  )
}

const HINTS: Readonly<Record<Outcome, string>> = {
  'in-order': 'You see nothing against it',
  question: 'Somebody has to explain something: say what, in the note',
  fault: 'It should not have been shared like this: say why, in the note',
}

function Finding({
  view,
  item,
  errors,
  onErrors,
}: {
  view: ReviewView
  item: ReviewItem
  errors: readonly FieldError[]
  onErrors(errors: FieldError[]): void
}) {
  const { route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const { review, version } = view

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy || !form.current) return
    const typed = typedIn(form.current)
    const outcome = OUTCOMES.find((known) => known === one(typed, 'outcome'))
    const note = one(typed, 'note').replaceAll('\r\n', '\n')
    const faults = faultsOf(outcome, note)
    onErrors(faults)
    if (outcome === undefined || faults.length > 0) return
    setBusy(true)
    try {
      const kept = await atDesk().keepFinding({ review, version, leaf: item.leaf, outcome, note })
      const next = kept.items?.find((known) => known.outcome === null)
      route(next ? `/reviews/${review}/${next.leaf}` : `/reviews/${review}`)
    } catch (error) {
      onErrors([{ field: null, message: failed(error).message }])
      setBusy(false)
    }
  }
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
      <Radios
        id="outcome"
        label="What did you find?"
        value={item.outcome ?? ''}
        choices={OUTCOMES.map((outcome) => ({
          value: outcome,
          text: outcomeTag(outcome).text,
          hint: HINTS[outcome],
        }))}
        error={errorOf(errors, 'outcome')}
      />
      <Textarea
        id="note"
        label="Note (optional)"
        hint="Up to 2,000 characters. It is sealed to the auditors of your agency, and stands in the report."
        value={item.note}
        error={errorOf(errors, 'note')}
      />
      <Button busy={busy}>Save and continue</Button>
    </form>
  )
}

const faultsOf = (outcome: Outcome | undefined, note: string): FieldError[] => [
  ...(outcome === undefined ? [{ field: 'outcome', message: 'Select what you found' }] : []),
  ...(note.length > NOTE_LIMIT
    ? [{ field: 'note', message: `The note must be 2,000 characters or less; it has ${note.length}` }]
    : []),
]
