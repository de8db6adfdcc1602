import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'

const BACK = { href: '/agency/answers', text: 'Back to the answers that your agency owes' }
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** What the agency was asked to answer by a day, and has not: in numbers. */
export default function AnswerMonths() {
  const answer = useAnswer(() => atDesk().owedMonths(), [])
  return (
    <Page title="How many answers your agency owes" back={BACK}>
      <Waiting answer={answer} words="Counting">
        {(months) =>
          months.length === 0 ? (
            <p class="govuk-body">
              Your agency owes no answer. Requests with a day to answer by are counted here until they are
              answered.
            </p>
          ) : (
            <table class="govuk-table">
              <caption class="govuk-table__caption govuk-table__caption--m">
                By the month of the day to answer by
              </caption>
              <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                  <th scope="col" class="govuk-table__header">
                    Month
                  </th>
                  <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                    Overdue
                  </th>
                  <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                    Not yet due
                  </th>
                </tr>
              </thead>
              <tbody class="govuk-table__body">
                {months.map(({ month, overdue, open }) => (
                  <tr class="govuk-table__row" key={month}>
                    <th scope="row" class="govuk-table__header">
                      {MONTH.format(new Date(`${month}-01T00:00:00Z`))}
                    </th>
                    <td class="govuk-table__cell govuk-table__cell--numeric">{overdue}</td>
                    <td class="govuk-table__cell govuk-table__cell--numeric">{open}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Waiting>
      <InsetText>
        What failed to reach a mailbox of yours is counted here, and is not in the list of what is owed.
      </InsetText>
    </Page>
  )
}
