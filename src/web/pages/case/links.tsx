import { LINK_REASONS } from '../../../domain/cases/case-text.ts'
import type { CasePage } from '../../worker/cases.ts'

/** The cases that it is linked with, and by what. */
export const Links = ({ id, links, mayWrite }: Pick<CasePage, 'id' | 'links' | 'mayWrite'>) =>
  links.length === 0 ? null : (
    <>
      <h2 class="govuk-heading-m">Linked cases</h2>
      <ul class="govuk-list govuk-list--bullet">
        {links.map(({ id: other, title, why }) => (
          <li key={other} class="app-words">
            <a class="govuk-link" href={`/cases/${other}`}>
              {title ?? other}
            </a>
            : {why.map((reason) => LINK_REASONS[reason]).join('; ')}
            {mayWrite ? (
              <>
                .{' '}
                <a class="govuk-link app-screen-only" href={`/cases/${id}/unlink/${other}`}>
                  End the link<span class="govuk-visually-hidden"> with {title ?? other}</span>
                </a>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
