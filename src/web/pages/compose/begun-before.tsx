import { InsetText } from '../../components/notices.tsx'
import { kindInWords } from '../../words.ts'
import { composing } from './composing.ts'
import { pathOf, stepsOf } from './steps.ts'

/** What was begun is not lost by looking elsewhere. @param begins whether the page is one where another is begun */
export function BegunBefore({ begins = true }: { begins?: boolean }) {
  const { value } = composing
  if (value === null) return null
  return (
    <InsetText>
      <p class="govuk-body">
        You have begun {/^[AEIOU]/.test(kindInWords(value.composition.kind)) ? 'an' : 'a'}{' '}
        {kindInWords(value.composition.kind)}, and it is not sent.{' '}
        <a
          class="govuk-link"
          href={pathOf(value.reviewed ? 'check' : (stepsOf(value)[0] ?? 'check'), value.journey)}
        >
          Go on with it
        </a>
      </p>
      {begins ? (
        <p class="govuk-body">
          If you begin another one here, what you entered for it is lost unless it was saved as a draft.
        </p>
      ) : null}
    </InsetText>
  )
}
