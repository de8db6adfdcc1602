import { FilterLink } from '../../components/filter-link.tsx'
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
        <FilterLink key={filter} href={`/inbox?show=${filter}`} current={filter === current}>
          {name}
          {filter === 'all' || counts === null ? '' : ` (${countWords(counts[filter])})`}
        </FilterLink>
      ))}
    </ul>
  </nav>
)

const countWords = ({ count, more }: Count): string =>
  `${count.toLocaleString('en-GB')}${more ? ' or more' : ''}`
