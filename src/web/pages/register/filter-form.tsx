import { useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf, type FieldError } from '../../components/error-summary.tsx'
import { Select } from '../../components/select.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk } from '../../session.ts'
import { dayTyped, one, type Typed, typedDay, typedIn } from '../../typed.ts'
import { failed } from '../../use-answer.ts'
import { FILTER_NAMES, type FilterName, type Filters } from '../../worker/audit/filters.ts'
import type { Parties } from '../../worker/audit/register.ts'
import { BASIS_CHOICES, CLASS_CHOICES, FILTER_LABELS, KIND_CHOICES, STATE_CHOICES } from './choices.ts'

const DAYS: readonly FilterName[] = ['since', 'until']

type FilterFormProps = {
  filters: Filters
  parties: Parties
  errors: readonly FieldError[]
  onErrors(errors: FieldError[]): void
  onFilters(filters: Filters): void
}

/** By what the register is narrowed. What is wrong is said beside its field, and nothing that was typed is lost. */
export function FilterForm({ filters, parties, errors, onErrors, onFilters }: FilterFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState<Typed>(() => typedOf(filters))
  const [busy, setBusy] = useState(false)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy || !form.current) return
    const now = typedIn(form.current)
    setTyped(now)
    setBusy(true)
    try {
      const read = await atDesk().readFilters(filtersOf(now))
      if ('faults' in read) onErrors(read.faults)
      else onFilters(read.filters)
    } catch (error) {
      onErrors([{ field: null, message: failed(error).message }])
    }
    setBusy(false)
  }

  const choose = (id: FilterName, choices: readonly { value: string; text: string }[], any: string) => (
    <Select
      id={id}
      label={FILTER_LABELS[id]}
      value={one(typed, id)}
      choices={[{ value: '', text: any }, ...choices]}
      error={errorOf(errors, id)}
      onChange={(value) => setTyped({ ...typedIn(form.current as HTMLFormElement), [id]: [value] })}
    />
  )
  const type = (id: FilterName, hint: string) => (
    <TextInput
      id={id}
      label={FILTER_LABELS[id]}
      hint={hint}
      autocomplete="off"
      value={one(typed, id)}
      error={errorOf(errors, id)}
    />
  )
  return (
    <details class="govuk-details" open={errors.length > 0 || undefined}>
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">Choose what is listed</span>
      </summary>
      <form class="govuk-details__text" ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <div class="app-columns">
          {choose(
            'agency',
            parties.agencies.map(({ id, name }) => ({ value: id, text: name })),
            'Any agency',
          )}
          {type('mailbox', 'As sender or recipient, in full')}
          {choose('kind', KIND_CHOICES, 'Any kind')}
          {choose('basis', BASIS_CHOICES, 'Any legal basis')}
          {type('marking', 'Whole, such as PROTECT – PERSONAL')}
          {choose('dataClass', CLASS_CHOICES, 'Any class of data')}
          {choose('state', STATE_CHOICES, 'Any state')}
          {type('reference', 'Such as ASB-7K3F9-QX2M4-P')}
          {DAYS.map((id) => (
            <DateInput
              key={id}
              id={id}
              label={id === 'since' ? 'First day' : 'Last day'}
              hint="For example, 27 3 2010. Days begin and end by Greenwich Mean Time."
              value={typedDay(typed, id)}
              error={errorOf(errors, id)}
            />
          ))}
        </div>
        <Button busy={busy}>Show these disclosures</Button>
      </form>
    </details>
  )
}

function typedOf(filters: Filters): Typed {
  const typed: Record<string, readonly string[]> = {}
  for (const name of FILTER_NAMES) {
    const value = filters[name]
    if (value === undefined) continue
    if (!DAYS.includes(name)) typed[name] = [value]
    else {
      const [year = '', month = '', day = ''] = value.split('-')
      Object.assign(typed, { [name]: [day], [`${name}-month`]: [month], [`${name}-year`]: [year] })
    }
  }
  return typed
}

/** What is no day is given on as it is: the worker says what is wrong with it. */
function filtersOf(typed: Typed): Filters {
  const filters: Filters = {}
  for (const name of FILTER_NAMES) {
    const text = DAYS.includes(name) ? dayOf(typed, name) : one(typed, name)
    if (text !== '') filters[name] = text
  }
  return filters
}

function dayOf(typed: Typed, name: string): string {
  const day = dayTyped(typed, name)
  return day === undefined ? 'no day' : (day ?? '')
}
