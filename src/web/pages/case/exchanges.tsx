import type { CasePage } from '../../worker/cases.ts'

/** The exchanges that are in a case, by what was written in them first. */
export const Exchanges = ({ id, exchanges, mayWrite }: Pick<CasePage, 'id' | 'exchanges' | 'mayWrite'>) =>
  exchanges.length === 0 ? null : (
    <>
      <h2 class="govuk-heading-m">Exchanges</h2>
      <ul class="govuk-list govuk-list--bullet">
        {exchanges.map(({ thread, reference }) => (
          <li key={thread} class="app-words">
            <a class="govuk-link" href={`/thread/${thread}`}>
              {reference ?? thread}
            </a>
            {mayWrite ? (
              <span class="app-screen-only">
                {' '}
                (
                <a class="govuk-link" href={`/cases/${id}/exchange/${thread}/remove`}>
                  take it out<span class="govuk-visually-hidden"> of the case: {reference ?? thread}</span>
                </a>
                )
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
