import { SummaryList } from '../../components/summary-list.tsx'
import { Tag, type TagColour } from '../../components/tag.tsx'
import { dayInWords } from '../../words.ts'
import type { CaseAction, CasePage } from '../../worker/cases.ts'

/** What is to be done, what is overdue first; and behind that, what was settled. */
export function Actions({ id, actions, mayWrite }: Pick<CasePage, 'id' | 'actions' | 'mayWrite'>) {
  const rank = ({ status, due }: CaseAction) => `${status === 'open' ? 0 : 1} ${due ?? '9'}`
  const sorted = [...actions].sort((one, other) => (rank(one) < rank(other) ? -1 : 1))
  return (
    <>
      <h2 class="govuk-heading-m">Actions</h2>
      {sorted.length === 0 ? <p class="govuk-body">Nothing is to be done.</p> : null}
      {sorted.map((action) => (
        <section key={action.number}>
          <SummaryList
            rows={[
              { key: `Action ${action.number}`, value: action.text },
              { key: 'Owner', value: action.owner },
              ...(action.due === null ? [] : [{ key: 'Due', value: dayInWords(action.due) }]),
              { key: 'State', value: <Tag {...stateOf(action)} /> },
            ]}
          />
          {mayWrite && action.status === 'open' ? (
            <p class="govuk-body app-screen-only">
              <a class="govuk-link" href={`/cases/${id}/settle/${action.number}`}>
                Settle action {action.number}
              </a>
            </p>
          ) : null}
        </section>
      ))}
    </>
  )
}

function stateOf({ status, is }: CaseAction): { text: string; colour: TagColour } {
  if (status === 'done') return { text: 'Done', colour: 'green' }
  if (status === 'dropped') return { text: 'Dropped', colour: 'grey' }
  if (is === 'overdue') return { text: 'Overdue', colour: 'red' }
  return is === 'soon' ? { text: 'Due soon', colour: 'yellow' } : { text: 'To be done', colour: 'blue' }
}
