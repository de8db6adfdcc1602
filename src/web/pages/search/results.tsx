import type { RefObject } from 'preact'
import { dayOf } from '../../../domain/day.ts'
import { Button } from '../../components/button.tsx'
import { InsetText } from '../../components/notices.tsx'
import { RowLine } from '../../components/referral-row.tsx'
import { capitalised, counted } from '../../words.ts'
import type { Results as Found, Hit } from '../../worker/search/search.ts'
import { ReceivedRow } from '../inbox/inbox-rows.tsx'
import { SentItem } from '../sent/sent-item.tsx'
import { foundWords, PAGE } from './use-search.ts'

type ResultsProps = {
  results: Found
  from: number
  heading: RefObject<HTMLHeadingElement | null>
  /** to the next page (1), or the one before (-1) */
  onMove(by: 1 | -1): void
}

/** What was found, as it stands in the lists, with the parts in which the words are. */
export function Results({ results, from, heading, onMove }: ResultsProps) {
  const { hits, total, remarks, reading } = results
  const today = dayOf(new Date())
  return (
    <section aria-labelledby="found">
      <h2 class="govuk-heading-m" id="found" tabIndex={-1} ref={heading}>
        {foundWords(results)}
        {total > hits.length ? `, ${from + 1} to ${from + hits.length} shown` : ''}
      </h2>
      {remarks.map((remark) => (
        <InsetText key={remark}>{remark}</InsetText>
      ))}
      {total === 0 && !reading ? <Nothing /> : null}
      {hits.length === 0 ? null : (
        <ul class="app-rows">
          {hits.map((hit) => (
            <HitRow key={`${hit.side} ${hit.id}`} hit={hit} today={today} />
          ))}
        </ul>
      )}
      <div class="govuk-button-group app-screen-only">
        {from === 0 ? null : (
          <Button secondary onClick={() => onMove(-1)}>
            Show the {PAGE} before
          </Button>
        )}
        {total <= from + hits.length ? null : (
          <Button secondary onClick={() => onMove(1)}>
            Show the next {Math.min(PAGE, total - from - hits.length)}
          </Button>
        )}
      </div>
      {hits.length === 0 ? null : (
        <p class="govuk-body-s">
          Kind, marking and sender are as the service says here, and not yet verified. Your inbox, what you
          sent, and opening one show what was signed.
        </p>
      )}
      <p class="govuk-body-s">{searchedWords(results)}</p>
    </section>
  )
}

const HitRow = ({ hit, today }: { hit: Hit; today: string }) => {
  const where = hit.parts.length === 0 ? null : <RowLine>Found in: {partWords(hit.parts)}</RowLine>
  return hit.side === 'received' ? (
    <ReceivedRow row={hit.row} today={today}>
      {where}
    </ReceivedRow>
  ) : (
    <SentItem row={hit.row} today={today}>
      {where}
    </SentItem>
  )
}

/** Headings of forms are in capitals. */
const partWords = (parts: readonly string[]): string =>
  capitalised([...new Set(parts.map((part) => part.toLowerCase()))].join('; '))

const Nothing = () => (
  <>
    <p class="govuk-body">You can:</p>
    <ul class="govuk-list govuk-list--bullet">
      <li>search for fewer words, or for the beginning of one</li>
      <li>look in all mailboxes, in what was received and sent, and for all kinds</li>
      <li>open what might be it: what nobody has opened in this browser is not found by its words</li>
    </ul>
  </>
)

function searchedWords({ searched, byWords, reading }: Found): string {
  if (reading)
    return `Your lists are still being read: ${counted(searched, 'referral')} searched so far, ${byWords.toLocaleString('en-GB')} of them by their words as well.`
  const all = counted(searched, 'referral')
  const words = 'what you have opened in this browser, or sent from it'
  return byWords === searched
    ? `${all} searched, all of them by their words as well: ${words}.`
    : `${all} searched, ${byWords.toLocaleString('en-GB')} of them by their words as well: ${words}. The others were searched by reference, kind and mailboxes.`
}
