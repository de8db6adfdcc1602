const Arrow = ({ path, to }: { path: string; to: 'prev' | 'next' }) => (
  <svg
    class={`govuk-pagination__icon govuk-pagination__icon--${to}`}
    xmlns="http://www.w3.org/2000/svg"
    height="13"
    width="15"
    aria-hidden="true"
    focusable="false"
    viewBox="0 0 15 13"
  >
    <path d={path} />
  </svg>
)

const BACK =
  'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z'
const ON =
  'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z'

/** A list goes on where the last page ended: there is a next page and a first one, and no numbers. */
export function Pagination({
  newest,
  older,
  names = { newest: 'Newest', older: 'Older' },
}: {
  newest: string | null
  older: string | null
  /** what the first page and the next one are called, of a list that is not in the order of time */
  names?: { newest: string; older: string }
}) {
  if (newest === null && older === null) return null
  return (
    <nav class="govuk-pagination" aria-label="Pagination">
      {newest === null ? null : (
        <div class="govuk-pagination__prev">
          <a class="govuk-link govuk-pagination__link" href={newest}>
            <Arrow path={BACK} to="prev" />
            <span class="govuk-pagination__link-title">{names.newest}</span>
          </a>
        </div>
      )}
      {older === null ? null : (
        <div class="govuk-pagination__next">
          <a class="govuk-link govuk-pagination__link" href={older} rel="next">
            <span class="govuk-pagination__link-title">
              {names.older}
              <span class="govuk-visually-hidden"> page</span>
            </span>
            <Arrow path={ON} to="next" />
          </a>
        </div>
      )}
    </nav>
  )
}
