import { FILTER_NAMES, type Filters } from '../../worker/audit/filters.ts'
import type { Parties } from '../../worker/audit/register.ts'
import { addressOf } from './address.ts'
import { FILTER_LABELS, filterInWords } from './choices.ts'

/** By what the list is narrowed now, each with the way to leave it out. */
export function FiltersSet({
  filters,
  parties,
  fixed = false,
}: {
  filters: Filters
  parties: Parties
  /** where none can be left out */
  fixed?: boolean
}) {
  const set = FILTER_NAMES.flatMap((name) => {
    const value = filters[name]
    return value === undefined ? [] : [{ name, value }]
  })
  if (set.length === 0) return null
  return (
    <>
      <h2 class="govuk-heading-s govuk-!-margin-bottom-1">Listed are those with</h2>
      <ul class="govuk-list">
        {set.map(({ name, value }) => {
          const { [name]: _left, ...others } = filters
          return (
            <li key={name} class="app-words">
              {FILTER_LABELS[name]}: {filterInWords(name, value, parties)}{' '}
              {fixed ? null : (
                <a class="govuk-link" href={addressOf('/register', others)}>
                  Remove<span class="govuk-visually-hidden"> {FILTER_LABELS[name].toLowerCase()}</span>
                </a>
              )}
            </li>
          )
        })}
      </ul>
      {fixed ? null : (
        <p class="govuk-body">
          <a class="govuk-link" href="/register">
            Remove all
          </a>
        </p>
      )}
    </>
  )
}
