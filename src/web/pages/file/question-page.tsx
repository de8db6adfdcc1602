import type { ComponentChildren } from 'preact'
import { formatMarking } from '../../../domain/marking.ts'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { kindInWords } from '../../words.ts'
import type { ToFile } from '../../worker/filing.ts'
import { Original } from '../compose/original.tsx'

export type QuestionProps = {
  asked: ToFile
  caption: string
  back: { href: string; text: string }
  marking: string
}

/** One question about a mail, with what the mail says of itself and the mail beside. */
export function QuestionPage({
  asked,
  title,
  caption,
  errors,
  onGoOn,
  children,
  ...page
}: QuestionProps & {
  title: string
  errors: readonly FieldError[]
  onGoOn(): void
  children: ComponentChildren
}) {
  const { subject, kind, marking: own, opened } = asked
  return (
    <Page {...page} title={title} tab={`${title}: ${caption}`} caption={caption} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds-from-desktop"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            onGoOn()
          }}
        >
          <SummaryList
            rows={[
              { key: 'Its subject', value: subject ?? 'It has none' },
              {
                key: 'What it says it is',
                value:
                  kind === null
                    ? 'It does not say'
                    : kind === 'reply'
                      ? 'A reply, since it answers what your team sent'
                      : kindInWords(kind),
              },
              { key: 'Its own marking', value: own === null ? 'It has none' : formatMarking(own) },
            ]}
          />
          {children}
          <Button>Continue</Button>
        </form>
        <div class="govuk-grid-column-one-third-from-desktop">
          <Original title="The mail" original={opened} />
        </div>
      </div>
    </Page>
  )
}
