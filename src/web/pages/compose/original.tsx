import { InsetText } from '../../components/notices.tsx'
import { kindInWords } from '../../words.ts'
import type { Opened } from '../../worker/referral.ts'
import { ReadingOrder } from '../referral/reading-order.tsx'

/** What is answered or asked about, beside the questions: as it was opened, without its attachments. */
export function Original({
  original,
  title = 'What you are answering',
}: {
  original: Opened
  title?: string
}) {
  const { headline, layout, quoted, warnings } = original
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on wide screens it scrolls by itself, which the keyboard must be able to do
    <aside class="app-original" aria-labelledby="original" tabIndex={0}>
      <h2 class="govuk-heading-m" id="original">
        {title}
      </h2>
      <p class="govuk-body">
        {kindInWords(headline.kind)} {headline.reference}
      </p>
      {warnings.length === 0 ? null : (
        <InsetText>
          {warnings.map((sentence) => (
            <p class="govuk-body" key={sentence}>
              {sentence}
            </p>
          ))}
        </InsetText>
      )}
      {layout === null ? null : <ReadingOrder layout={layout} />}
      {quoted.map(({ verdict, text }, at) => (
        <section key={at}>
          {verdict === null ? null : <h3 class="govuk-heading-s">{verdict}</h3>}
          <blockquote class="app-quoted govuk-body">{text}</blockquote>
        </section>
      ))}
    </aside>
  )
}
