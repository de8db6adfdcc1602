import type { ComponentChildren } from 'preact'

/** What only some readers need, behind its name. */
export const Details = ({ summary, children }: { summary: string; children: ComponentChildren }) => (
  <details class="govuk-details">
    <summary class="govuk-details__summary">
      <span class="govuk-details__summary-text">{summary}</span>
    </summary>
    <div class="govuk-details__text">{children}</div>
  </details>
)
