import type { ComponentChildren } from 'preact'

/**
 * `change`: where it is changed; and what that is, for whoever hears the link alone, where it is not its name; `id`: of the link, where an
 * error leads to it.
 */
export type SummaryRow = {
  key: string
  value: ComponentChildren
  change?: string | { href: string; what: string; id?: string }
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
            <a
              class="govuk-link"
              href={typeof change === 'string' ? change : change.href}
              id={typeof change === 'string' ? undefined : change.id}
            >
              Change
              <span class="govuk-visually-hidden">
                {' '}
                {typeof change === 'string' ? key.toLowerCase() : change.what}
              </span>
            </a>
          </dd>
        )}
      </div>
    ))}
  </dl>
)
