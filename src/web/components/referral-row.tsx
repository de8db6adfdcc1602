import type { ComponentChildren } from 'preact'
import { Tag, type TagColour } from './tag.tsx'

/** A referral in a list: its marking, where it leads (null: nowhere, for whoever may not open it), how it stands, and what else is to be known of it. */
export const ReferralRow = ({
  href,
  title,
  reference,
  marking,
  tags,
  children,
}: {
  href: string | null
  title: string
  reference: string
  marking: string | null
  tags: readonly { text: string; colour?: TagColour }[]
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
      {tags.map((tag) => (
        <Tag key={tag.text} {...tag} />
      ))}
    </div>
    <p class="govuk-body-s govuk-!-margin-bottom-1 govuk-!-margin-top-1">
      <span class="app-row__marking">{marking ?? 'NOT YET MARKED (handle as RESTRICTED)'}</span>
    </p>
    {children}
  </li>
)

/** A line about a referral in a list. */
export const RowLine = ({ children }: { children: ComponentChildren }) => (
  <p class="govuk-body-s govuk-!-margin-bottom-1">{children}</p>
)
