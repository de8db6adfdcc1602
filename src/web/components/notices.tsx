import type { ComponentChildren } from 'preact'

export const InsetText = ({ children }: { children: ComponentChildren }) => (
  <div class="govuk-inset-text">{children}</div>
)

export const WarningText = ({ children }: { children: ComponentChildren }) => (
  <div class="govuk-warning-text">
    <span class="govuk-warning-text__icon" aria-hidden="true">
      !
    </span>
    <strong class="govuk-warning-text__text">
      <span class="govuk-visually-hidden">Warning</span>
      {children}
    </strong>
  </div>
)

/** Something that happened, or that the person should hear before the page. */
export const NotificationBanner = ({
  id,
  title,
  success = false,
  children,
}: {
  id: string
  title: string
  success?: boolean
  children: ComponentChildren
}) => (
  <section
    class={`govuk-notification-banner ${success ? 'govuk-notification-banner--success' : ''}`}
    role={success ? 'alert' : undefined}
    aria-labelledby={id}
  >
    <div class="govuk-notification-banner__header">
      <h2 class="govuk-notification-banner__title" id={id}>
        {title}
      </h2>
    </div>
    <div class="govuk-notification-banner__content">{children}</div>
  </section>
)
