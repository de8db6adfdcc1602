import type { ComponentChildren } from 'preact'
import { shownMarking } from '../shown-marking.ts'
import { Tag, type TagColour } from './tag.tsx'

/** A referral in a list: its marking, where it leads (null: nowhere, for whoever may not open it), how it stands, and what else is to be known of it. */
export const ReferralRow = ({
  href,
  title,
  reference,
  marking,
  tags,
  doubt = null,
  children,
}: {
  href: string | null
  title: string
  reference: string
  marking: string | null
  tags: readonly { text: string; colour?: TagColour }[]
  /** why the service is not believed about it; null where there is nothing to doubt */
  doubt?: string | null
  children: ComponentChildren
}) => (
  <li class="app-row">
    <div class="app-row__head">
      {href === null ? (
        <span class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-0">
          {title} {reference}
        </span>
      ) : (
        <a class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19" href={href}>
          {title} {reference}
        </a>
      )}
      {[...(doubt === null ? [] : [{ text: 'Not believed', colour: 'red' } as const]), ...tags].map((tag) => (
        <Tag key={tag.text} {...tag} />
      ))}
    </div>
    <p class="govuk-body-s govuk-!-margin-bottom-1 govuk-!-margin-top-1">
      <span class="app-row__marking">{shownMarking(marking, doubt !== null)}</span>
    </p>
    {doubt === null ? null : <p class="govuk-body-s govuk-error-message app-words">{doubt}</p>}
    {children}
  </li>
)

/** A line about a referral in a list. */
export const RowLine = ({ children }: { children: ComponentChildren }) => (
  <p class="govuk-body-s govuk-!-margin-bottom-1">{children}</p>
)
