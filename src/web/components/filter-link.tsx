import type { ComponentChildren } from 'preact'

/** One of the ways to look at a list; for a `ul` of the class `app-filters`. */
export const FilterLink = ({
  href,
  current,
  children,
}: {
  href: string
  current: boolean
  children: ComponentChildren
}) => (
  <li class={current ? 'app-filters__current' : ''}>
    <a class="govuk-link govuk-link--no-underline" href={href} aria-current={current ? 'true' : undefined}>
      {children}
    </a>
  </li>
)
