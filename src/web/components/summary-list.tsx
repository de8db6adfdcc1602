import type { ComponentChildren } from 'preact'

export type SummaryRow = {
  key: string
  value: ComponentChildren
  /** where it is changed, for an answer that is checked before it is sent */
  change?: string
}

/** Facts with their names. */
export const SummaryList = ({ rows }: { rows: readonly SummaryRow[] }) => (
  <dl class="govuk-summary-list">
    {rows.map(({ key, value, change }, at) => (
      <div class="govuk-summary-list__row" key={at}>
        <dt class="govuk-summary-list__key">{key}</dt>
        <dd class="govuk-summary-list__value app-words">{value}</dd>
        {change === undefined ? null : (
          <dd class="govuk-summary-list__actions">
            <a class="govuk-link" href={change}>
              Change<span class="govuk-visually-hidden"> {key.toLowerCase()}</span>
            </a>
          </dd>
        )}
      </div>
    ))}
  </dl>
)
