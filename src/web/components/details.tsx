import type { ComponentChildren } from 'preact'

/** What only some readers need, behind its name. */
export const Details = ({
  summary,
  open,
  children,
}: {
  summary: string
  /** from the beginning: then it holds something that must be seen */
  open?: boolean
  children: ComponentChildren
}) => (
  <details class="govuk-details" open={open}>
    <summary class="govuk-details__summary">
      <span class="govuk-details__summary-text">{summary}</span>
    </summary>
    <div class="govuk-details__text">{children}</div>
  </details>
)
