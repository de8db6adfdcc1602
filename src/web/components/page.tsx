import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { safeLine } from '../../domain/kinds/plain-text.ts'
import { BackLink } from './back-link.tsx'
import { ErrorSummary, type FieldError } from './error-summary.tsx'
import { Marking } from './marking.tsx'
import { Panel } from './panel.tsx'

type PageProps = {
  /** the heading, and what the tab is called: it names nobody (promise 7) */
  title: string
  /** what the tab is called where the heading holds what it must not */
  tab?: string
  errors?: readonly FieldError[]
  back?: { href: string; text: string }
  /** stands first and last on the page */
  marking?: string | null
  caption?: string
  /** of a confirmation: what was done is known by it */
  confirmed?: { body: string; strong: string }
  children: ComponentChildren
}

let first = true

/** The frame of every page: its title, the marking first and last, errors before the heading, and the focus on the heading after going there. */
export function Page({ title, tab, errors = [], back, marking, caption, confirmed, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const name = tab ?? title
  useEffect(() => {
    // Where the page has only just been loaded, the browser's own focus is right.
    if (!first && errors.length === 0) heading.current?.focus()
    first = false
    window.scrollTo(0, 0)
  }, [])
  useEffect(() => {
    // What is drawn as text is safe by itself (`drawn-text.ts`); this is not drawn by a page.
    document.title = `${errors.length > 0 ? 'Error: ' : ''}${safeLine(name)} - Despatch`
  }, [name, errors])
  return (
    <div class="govuk-width-container">
      {back ? <BackLink {...back} /> : null}
      <main class="govuk-main-wrapper" id="main-content">
        {marking ? <Marking words={marking} /> : null}
        <ErrorSummary errors={errors} />
        {caption ? <span class="govuk-caption-l">{caption}</span> : null}
        {confirmed ? (
          <Panel title={title} heading={heading}>
            {confirmed.body}
            <br />
            <strong>{confirmed.strong}</strong>
          </Panel>
        ) : (
          <h1 class="govuk-heading-l" tabIndex={-1} ref={heading}>
            {title}
          </h1>
        )}
        {children}
        {marking ? <Marking words={marking} /> : null}
      </main>
    </div>
  )
}
