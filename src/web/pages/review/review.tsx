import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { Details } from '../../components/details.tsx'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import { momentInWords } from '../../words.ts'
import type { ReviewView } from '../../worker/audit/reviews.ts'
import { Items } from './items.tsx'
import { ReportDownload } from './report-download.tsx'

export const BACK = { href: '/reviews', text: 'Back to your reviews' }

/** A review: where its disclosures come from, what was found of each, and what is left to do. */
export default function Review() {
  const { id = '' } = useRoute().params
  const [round, setRound] = useState(0)
  const opened = useAnswer(() => atDesk().review(id), [id, round])
  if (opened.state !== 'there')
    return (
      <Page key="waiting" title="Review" back={BACK} marking="RESTRICTED">
        <Waiting answer={opened} words="Opening the review in this browser">
          {() => null}
        </Waiting>
      </Page>
    )
  return <Opened key="opened" view={opened.value} onDrawn={() => setRound(round + 1)} />
}

function Opened({ view, onDrawn }: { view: ReviewView; onDrawn(): void }) {
  const { review, title, kind, state, origin, items, signatures } = view
  const left = items?.filter(({ outcome }) => outcome === null).length ?? 0
  return (
    <Page
      title={title}
      // What auditors call it is sealed, and stands in no tab.
      tab="Review"
      caption={kind === 'sample' ? 'Review of a sample' : 'Review of a selection'}
      back={BACK}
      marking="RESTRICTED"
    >
      {origin.map((line) => (
        <p class="govuk-body app-words" key={line}>
          {line}
        </p>
      ))}
      {signatures.map(({ step, by, at, leaf }) => (
        <p class="govuk-body" key={`${step} ${by}`}>
          {step === 'signed' ? 'Signed' : 'Countersigned'} by {by} on {momentInWords(at)}.{' '}
          {leaf === null
            ? 'The log has not published it yet.'
            : `The log has the digest of what was signed as entry ${leaf}.`}
        </p>
      ))}
      {items === null ? (
        <Undrawn review={review} onDrawn={onDrawn} />
      ) : (
        <>
          <p class="govuk-body">
            {left === 0
              ? `Each of the ${items.length} has an outcome.`
              : `${items.length - left} of ${items.length} have an outcome.`}
          </p>
          <Items review={review} items={items} />
          {state === 'open' && left === 0 && items.length > 0 ? (
            <a class="govuk-button" href={`/reviews/${review}/sign`}>
              Continue to sign
            </a>
          ) : null}
          <ReportDownload review={review} signed={state === 'signed'} />
        </>
      )}
      {state === 'open' ? <Discard view={view} /> : null}
    </Page>
  )
}

function Undrawn({ review, onDrawn }: { review: string; onDrawn(): void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const draw = async (): Promise<void> => {
    setBusy(true)
    try {
      await atDesk().drawSample(review)
      onDrawn()
    } catch (error) {
      setProblem(failed(error).message)
      setBusy(false)
    }
  }
  return (
    <>
      <ErrorSummary errors={problem === null ? [] : [{ field: null, message: problem }]} />
      <p class="govuk-body">
        Nothing was drawn yet. What was announced is not lost: the draw goes on from there, and comes to the
        same.
      </p>
      <Button busy={busy} onClick={() => void draw()}>
        {busy ? 'Drawing' : 'Draw the sample'}
      </Button>
    </>
  )
}

function Discard({ view: { review, version, kind } }: { view: ReviewView }) {
  const { route } = useLocation()
  const [problem, setProblem] = useState<string | null>(null)
  const discard = async (): Promise<void> => {
    try {
      await atDesk().discardReview({ review, version })
      route('/reviews')
    } catch (error) {
      setProblem(failed(error).message)
    }
  }
  return (
    <Details summary="Delete this review">
      <ErrorSummary errors={problem === null ? [] : [{ field: null, message: problem }]} />
      <p class="govuk-body">
        What you and your colleagues found in it is deleted, and nobody can bring it back.
        {kind === 'sample'
          ? ' That a sample was announced stays in the log, and in every report of that month.'
          : ''}
      </p>
      <button type="button" class="govuk-button govuk-button--warning" onClick={() => void discard()}>
        Delete this review for good
      </button>
    </Details>
  )
}
