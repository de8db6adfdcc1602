import type { ComponentChildren } from 'preact'

/** That something is done, and the reference of it. */
export const Panel = ({ children }: { children: ComponentChildren }) => (
  <div class="govuk-panel govuk-panel--confirmation">
    <div class="govuk-panel__body">{children}</div>
  </div>
)
