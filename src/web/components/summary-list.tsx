import type { ComponentChildren } from 'preact'

export type SummaryRow = { key: string; value: ComponentChildren }

/** Facts with their names. */
export const SummaryList = ({ rows }: { rows: readonly SummaryRow[] }) => (
  <dl class="govuk-summary-list">
    {rows.map(({ key, value }, at) => (
      <div class="govuk-summary-list__row" key={at}>
        <dt class="govuk-summary-list__key">{key}</dt>
        <dd class="govuk-summary-list__value app-words">{value}</dd>
      </div>
    ))}
  </dl>
)
