import type { RefObject } from 'preact'

/** What was done, with what it is known by from now on: it is the heading of its page. */
export const Panel = ({
  title,
  body,
  strong,
  heading,
}: {
  title: string
  body: string
  strong: string
  /** by the page, which gives it the focus */
  heading: RefObject<HTMLHeadingElement | null>
}) => (
  <div class="govuk-panel govuk-panel--confirmation">
    <h1 class="govuk-panel__title" tabIndex={-1} ref={heading}>
      {title}
    </h1>
    <div class="govuk-panel__body">
      {body}
      <br />
      <strong>{strong}</strong>
    </div>
  </div>
)
