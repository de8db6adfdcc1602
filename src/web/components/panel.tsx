import type { ComponentChildren, RefObject } from 'preact'

/** That something is done, and the reference of it. Where it is the heading of its page it has the `title`. */
export const Panel = ({
  title,
  heading,
  children,
}: {
  title?: string
  /** by the page, which gives it the focus */
  heading?: RefObject<HTMLHeadingElement | null>
  children: ComponentChildren
}) => (
  <div class="govuk-panel govuk-panel--confirmation">
    {title === undefined ? null : (
      <h1 class="govuk-panel__title" tabIndex={-1} {...(heading ? { ref: heading } : {})}>
        {title}
      </h1>
    )}
    <div class="govuk-panel__body">{children}</div>
  </div>
)
