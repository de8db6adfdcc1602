import { useLocation } from 'preact-iso'
import type { ListedReview } from '../../../domain/wire/review.ts'
import { monthInWords } from '../../../sdk/statistics/months.ts'
import { InsetText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { RowLine } from '../../components/referral-row.tsx'
import { Tag } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { momentInWords } from '../../words.ts'

/** The reviews of the auditor's agency. */
export default function Reviews() {
  const before = useLocation().query.after ?? null
  const list = useAnswer(() => atDesk().reviews({ before }), [before])
  return (
    <Page title="Reviews" marking="RESTRICTED">
      <InsetText>
        A review says of some disclosures what an auditor found, and is signed. A sample is drawn so that
        neither you nor the service can choose what comes. You judge who shared what sort of information with
        whom and on what basis: you see no content.
      </InsetText>
      <a class="govuk-button" href="/reviews/new">
        Start a sample
      </a>
      <p class="govuk-body">
        <a class="govuk-link" href="/reviews/check">
          Check a signed report, or countersign it
        </a>
      </p>
      <p class="govuk-body">
        To review particular disclosures, choose them in the{' '}
        <a class="govuk-link" href="/register">
          register
        </a>
        .
      </p>
      <Waiting answer={list} words="Looking for reviews">
        {({ reviews, next }) => (
          <>
            <Rows reviews={reviews} />
            <Pagination
              newest={before === null ? null : '/reviews'}
              older={next === null ? null : `/reviews?after=${next}`}
            />
          </>
        )}
      </Waiting>
    </Page>
  )
}

function Rows({ reviews }: { reviews: readonly ListedReview[] }) {
  if (reviews.length === 0)
    return (
      <p class="govuk-body">
        Your agency has no reviews yet. Those that you or your colleagues start are listed here.
      </p>
    )
  return (
    <ul class="app-rows">
      {reviews.map((review) => (
        <li class="app-row" key={review.id}>
          <div class="app-row__head">
            <a
              class="govuk-link govuk-!-font-weight-bold govuk-!-font-size-19"
              href={`/reviews/${review.id}`}
            >
              {ofWhat(review)}, begun {momentInWords(review.createdAt)}
            </a>
            <Tag
              {...(review.state === 'signed'
                ? { text: 'Signed', colour: 'green' }
                : { text: 'Open', colour: 'blue' })}
            />
          </div>
          <RowLine>
            {review.done} of {review.items} disclosures have an outcome. Begun by {review.createdBy}, last
            changed by {review.changedBy} on {momentInWords(review.changedAt)}.
          </RowLine>
          {review.announcement && review.announcement.overlapping > 1 ? (
            <RowLine>Announced over the same entries {review.announcement.overlapping} times.</RowLine>
          ) : null}
          {review.signatures.map(({ step, by, at, leaf }) => (
            <RowLine key={`${step} ${by}`}>
              {step === 'signed' ? 'Signed' : 'Countersigned'} by {by} on {momentInWords(at)}
              {leaf === null ? '' : `: entry ${leaf} of the log`}
            </RowLine>
          ))}
        </li>
      ))}
    </ul>
  )
}

const ofWhat = ({ kind, month }: ListedReview): string => {
  if (kind === 'selection') return 'Selection of the register'
  return month === null ? 'Sample, not announced yet' : `Sample of ${monthInWords(month)}`
}
