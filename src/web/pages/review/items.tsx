import type { ReviewItem } from '../../../domain/wire/review-papers.ts'
import { RowLine } from '../../components/referral-row.tsx'
import { Tag, type TagColour } from '../../components/tag.tsx'
import { kindInWords, momentInWords } from '../../words.ts'

const OUTCOMES: Readonly<Record<NonNullable<ReviewItem['outcome']>, { text: string; colour: TagColour }>> = {
  'in-order': { text: 'In order', colour: 'green' },
  question: { text: 'Question', colour: 'yellow' },
  fault: { text: 'Fault', colour: 'red' },
}

/** An outcome as a tag has it; null where nothing was found yet. */
export const outcomeTag = (outcome: ReviewItem['outcome']): { text: string; colour: TagColour } =>
  outcome === null ? { text: 'To do', colour: 'grey' } : OUTCOMES[outcome]

/** What a disclosure is called. */
export const itemTitle = ({ leaf, facts }: ReviewItem): string =>
  facts === null
    ? `Entry ${leaf}, whose record is erased or withheld`
    : `${kindInWords(facts.kind)} ${facts.reference}`

/** The disclosures of a review, each leading to what was found of it. */
export const Items = ({ review, items }: { review: string; items: readonly ReviewItem[] }) => (
  <ol class="app-rows">
    {items.map((item) => (
      <li class="app-row" key={item.leaf}>
        <div class="app-row__head">
          <a
            class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19"
            href={`/reviews/${review}/${item.leaf}`}
          >
            {itemTitle(item)}
          </a>
          <Tag {...outcomeTag(item.outcome)} />
        </div>
        {item.facts === null ? null : (
          <RowLine>
            From {item.facts.from} to {item.facts.to.join(', ')}, {momentInWords(item.facts.time)}
          </RowLine>
        )}
        {item.note === '' ? null : <blockquote class="app-quoted govuk-body-s">{item.note}</blockquote>}
      </li>
    ))}
  </ol>
)
