import { useEffect, useState } from 'preact/hooks'
import type { DisclosureRow } from '../../../domain/wire/register-response.ts'
import { Button } from '../../components/button.tsx'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { momentInWords } from '../../words.ts'
import type { Chain as Read } from '../../worker/audit/disclosure.ts'

type Link = Read['links'][number]

/** What the log tells of a referral, entry by entry. A long log is looked through a stretch at a time. */
export function Chain({ row }: { row: DisclosureRow }) {
  const [links, setLinks] = useState<readonly Link[]>([])
  const [next, setNext] = useState<string | null>(row.leaf)
  const [busy, setBusy] = useState(row.leaf !== null)
  const [problem, setProblem] = useState<string | null>(null)

  async function lookOn(): Promise<void> {
    if (next === null) return
    setBusy(true)
    try {
      const read = await atDesk().disclosureChain({ referral: row.referral, from: next })
      setLinks((before) => [...before, ...read.links])
      setNext(read.next)
    } catch (error) {
      setProblem(failed(error).message)
    }
    setBusy(false)
  }
  useEffect(() => void lookOn(), [row.delivery])

  const own = links.filter(({ mailbox }) => mailbox === null || mailbox === row.to.mailbox)
  return (
    <>
      <h2 class="govuk-heading-m">Chain of evidence</h2>
      <ErrorSummary errors={problem === null ? [] : [{ field: null, message: problem }]} />
      <p class="govuk-body">
        What the log tells of it to {row.to.mailbox}, in the order in which it was entered. This browser has
        proved each entry and opened what stands behind it.
      </p>
      <ol class="app-timeline">
        {own.map((link) => (
          <li key={link.index}>
            <p class="govuk-body govuk-!-margin-bottom-1">{link.says}</p>
            <p class="govuk-body-s">
              Entry {link.index}
              {link.at === null ? '' : `, ${momentInWords(link.at)}`}
            </p>
          </li>
        ))}
      </ol>
      <p class="govuk-body" role="status">
        {busy ? 'Looking through the log' : statusOf(row, own, next)}
      </p>
      {busy || next === null || row.leaf === null ? null : (
        <Button secondary onClick={() => void lookOn()}>
          Look further in the log
        </Button>
      )}
    </>
  )
}

function statusOf({ leaf, record }: DisclosureRow, links: readonly Link[], next: string | null): string {
  if (leaf === null) return 'Its log entry is not published yet. Look again in a moment.'
  if (next !== null) return `The log was looked through up to entry ${next}. More may be told behind it.`
  if (links.length > 0) return 'The log tells nothing more of it as yet.'
  return record === 'kept'
    ? 'The log tells nothing of it that you may open.'
    : 'What stood behind its entries was destroyed.'
}
