import { useState } from 'preact/hooks'
import { DateInput } from '../../components/date-input.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { FormPage } from '../../components/form-page.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk } from '../../session.ts'
import { dayTyped, one, typedDay } from '../../typed.ts'
import type { Found } from '../../worker/case-people.ts'
import { FoundRows } from './found-rows.tsx'

/** Looks for somebody in all one’s cases, which are opened in this browser for it. */
export default function CaseFind() {
  const [result, setResult] = useState<{ found: Found[]; unreadable: number } | null>(null)
  return (
    <FormPage
      title="Look for somebody in your cases"
      button="Look for them"
      back={{ href: '/cases', text: 'Back to your cases' }}
      marking="RESTRICTED"
      check={(typed) => {
        const born = dayTyped(typed, 'born')
        return [
          ...(born === undefined
            ? [{ field: 'born', message: 'The date of birth must be a real day, such as 27 3 1994' }]
            : []),
          ...(born === null && one(typed, 'name') === ''
            ? [{ field: 'name', message: 'Enter a name, a date of birth or both' }]
            : []),
        ]
      }}
      carryOut={async (typed) => {
        const [name, born] = [one(typed, 'name'), dayTyped(typed, 'born')]
        setResult(null)
        setResult(
          await atDesk().findInCases({
            ...(name === '' ? {} : { name }),
            ...(born ? { dateOfBirth: born } : {}),
          }),
        )
      }}
    >
      {(errors) => (
        <>
          <p class="govuk-body">
            Your cases are opened in this browser, and names are compared whatever their order, case, accents
            and marks, with other names too. The service does not learn whom you look for.
          </p>
          {result === null ? null : <Results {...result} />}
          <TextInput
            id="name"
            label="Name, or another name that they go by"
            autocomplete="off"
            error={errorOf(errors, 'name')}
          />
          <DateInput
            id="born"
            label="Date of birth (optional)"
            hint="For example, 27 3 1994"
            value={typedDay({}, 'born')}
            error={errorOf(errors, 'born')}
          />
        </>
      )}
    </FormPage>
  )
}

const Results = ({ found, unreadable }: { found: readonly Found[]; unreadable: number }) => (
  <section aria-labelledby="results" aria-live="polite">
    <h2 class="govuk-heading-m" id="results">
      {found.length === 0
        ? 'No case seems to name them'
        : `${found.length === 1 ? '1 person' : `${found.length} people`} found`}
    </h2>
    {found.length === 0 ? null : <FoundRows found={found} />}
    {unreadable === 0 ? null : (
      <p class="govuk-body">
        {unreadable === 1 ? '1 case' : `${unreadable} cases`} could not be opened, and{' '}
        {unreadable === 1 ? 'was' : 'were'} not looked through.
      </p>
    )}
  </section>
)
