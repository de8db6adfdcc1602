import type { ComponentChildren } from 'preact'
import { momentInWords } from '../words.ts'

export type TimelineItem = {
  key: string
  title: ComponentChildren
  /** whose it is */
  by: string | null
  /** ISO 8601 */
  at: string
  children?: ComponentChildren
}

/** What happened, one thing after the other, as the timeline of the Ministry of Justice has it: title, who, when, and what there is to say. */
export const Timeline = ({ items }: { items: readonly TimelineItem[] }) => (
  <ol class="app-timeline">
    {items.map(({ key, title, by, at, children }) => (
      <li class="app-timeline__item" key={key}>
        <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{title}</h3>
        <p class="govuk-body-s govuk-!-margin-bottom-1">
          {by === null ? '' : `${by}, `}
          <time dateTime={at}>{momentInWords(at)}</time>
        </p>
        {children}
      </li>
    ))}
  </ol>
)
