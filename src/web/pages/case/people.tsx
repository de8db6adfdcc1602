import { SummaryList } from '../../components/summary-list.tsx'
import { PEOPLE } from '../../form/labels.ts'
import { dayInWords } from '../../words.ts'
import type { CasePage } from '../../worker/cases.ts'

/** Who is in a case, each under a number of their own. */
export const People = ({ id, people, mayWrite }: Pick<CasePage, 'id' | 'people' | 'mayWrite'>) => (
  <>
    <h2 class="govuk-heading-m">People</h2>
    {people.length === 0 ? <p class="govuk-body">Nobody is in the case yet.</p> : null}
    {people.map(({ number, person, roles }) => (
      <section key={number}>
        <SummaryList
          rows={[
            { key: `Person ${number}`, value: person.name },
            ...(person.aliases === undefined ? [] : [{ key: 'Also', value: person.aliases.join('\n') }]),
            ...(person.dateOfBirth === undefined
              ? []
              : [{ key: 'Date of birth', value: dayInWords(person.dateOfBirth) }]),
            ...(person.address === undefined ? [] : [{ key: 'Address', value: person.address }]),
            ...(person.description === undefined ? [] : [{ key: 'Description', value: person.description }]),
            ...(roles.length === 0
              ? []
              : [{ key: 'Part', value: roles.map((role) => PEOPLE[role]).join('\n') }]),
          ]}
        />
        {mayWrite ? (
          <p class="govuk-body app-screen-only">
            <a class="govuk-link" href={`/cases/${id}/person/${number}`}>
              Correct person {number}
            </a>{' '}
            or{' '}
            <a class="govuk-link" href={`/cases/${id}/person/${number}/remove`}>
              take person {number} out
            </a>
          </p>
        ) : null}
      </section>
    ))}
  </>
)
