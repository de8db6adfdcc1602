import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { PAGES } from '../routes.ts'
import { countsNow } from '../waiting-counts.tsx'
import type { SignedIn } from '../worker/open-session.ts'

/** The pages that the person may go to from anywhere. */
export function ServiceNavigation({ person }: Pick<SignedIn, 'person'>) {
  const { path } = useLocation()
  const [open, setOpen] = useState(false)
  const pages = PAGES.filter((page) => page.nav !== null && (page.for?.(person) ?? true))
  return (
    <div class="govuk-service-navigation app-navigation">
      <div class="govuk-width-container">
        <div class="govuk-service-navigation__container">
          <nav aria-label="Menu" class="govuk-service-navigation__wrapper">
            <button
              type="button"
              class="govuk-service-navigation__toggle app-navigation__toggle"
              aria-controls="navigation"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              Menu
            </button>
            <ul
              class={`govuk-service-navigation__list ${open ? '' : 'app-navigation--closed'}`}
              id="navigation"
            >
              {pages.map((page) => {
                const current = path === page.path
                const within = current || path.startsWith(`${page.path}/`)
                return (
                  <li
                    key={page.path}
                    class={`govuk-service-navigation__item ${within ? 'govuk-service-navigation__item--active' : ''}`}
                  >
                    <a
                      class="govuk-service-navigation__link"
                      href={page.path}
                      aria-current={current ? 'page' : within ? 'true' : undefined}
                      onClick={() => setOpen(false)}
                    >
                      {within ? (
                        <strong class="govuk-service-navigation__active-fallback">{page.nav}</strong>
                      ) : (
                        page.nav
                      )}
                    </a>
                    {page.path === '/inbox' ? <NewCount /> : null}
                  </li>
                )
              })}
            </ul>
          </nav>
        </div>
      </div>
    </div>
  )
}

/** How many that came in nobody has looked at; nothing where there are none. */
function NewCount() {
  const found = countsNow()?.new
  if (!found || (found.count === 0 && !found.more)) return null
  return (
    <span class="app-navigation__count">
      {found.count.toLocaleString('en-GB')}
      {found.more ? '+' : ''} new
    </span>
  )
}
