import type { Count, Counts, InboxFilter } from '../../worker/lists.ts'

const NAMES: readonly [InboxFilter, string][] = [
  ['new', 'New'],
  ['needed', 'To be answered'],
  ['overdue', 'Overdue'],
  ['all', 'All'],
]

/** The ways to look at an inbox, with how much each would show. */
export const Filters = ({ current, counts }: { current: InboxFilter; counts: Counts | null }) => (
  <nav aria-label="Which of them">
    <ul class="app-filters">
      {NAMES.map(([filter, name]) => (
        <li key={filter} class={filter === current ? 'app-filters__current' : ''}>
          <a
            class="govuk-link govuk-link--no-underline"
            href={`/inbox?show=${filter}`}
            aria-current={filter === current ? 'true' : undefined}
          >
            {name}
            {filter === 'all' || counts === null ? '' : ` (${countWords(counts[filter])})`}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

const countWords = ({ count, more }: Count): string => (more ? `${count} or more` : String(count))
