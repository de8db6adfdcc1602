import { useState } from 'preact/hooks'
import type { Draft } from '../../../domain/wire/drafts.ts'
import { Button } from '../../components/button.tsx'
import { SummaryList, type SummaryRow } from '../../components/summary-list.tsx'
import { atDesk } from '../../session.ts'
import { type Answer, useAnswer } from '../../use-answer.ts'
import { kindInWords, momentInWords, sizeInWords } from '../../words.ts'
import type { ToldDraft } from '../../worker/compose/tell-draft.ts'
import { taskOf } from '../compose/tasks.ts'

/** So many of a list are opened by themselves, to tell what they are, and none that is larger, in bytes. */
const TOLD_UNASKED = 10
const LARGEST_UNASKED = 1024 * 1024

type DraftItemProps = {
  draft: Draft
  /** its place in the list, from 0 */
  at: number
  busy: boolean
  /** whether it is to be deleted was asked */
  asked: boolean
  onOpen(): void
  onDelete(): void
  onKeep(): void
  onDeleteForGood(): void
}

/** A draft in the list. What it is, its own mailbox alone can tell: it is opened here for that. */
export function DraftItem({ draft, at, busy, asked, ...on }: DraftItemProps) {
  const [wanted, setWanted] = useState(at < TOLD_UNASKED && draft.size <= LARGEST_UNASKED)
  const told = useAnswer(
    () => (wanted ? atDesk().tellDraft(draft) : Promise.resolve(null)),
    [draft.id, draft.version, wanted],
  )
  const known = told.state === 'there' ? told.value : null
  const which = `draft ${at + 1}`
  return (
    <section aria-labelledby={`draft-${at}`}>
      <h2 class="govuk-heading-m" id={`draft-${at}`}>
        Draft {at + 1}
        {known === null ? '' : `: ${draftWords(known)}`}
      </h2>
      <SummaryList rows={[...rowsOfTold(told), ...rowsOf(draft)]} />
      {asked ? (
        <>
          <p class="govuk-body" role="status">
            Delete it for good? Nobody can bring it back.
          </p>
          <div class="govuk-button-group">
            <Button busy={busy} onClick={on.onDeleteForGood}>
              Delete {which} for good
            </Button>
            <Button secondary onClick={on.onKeep}>
              Keep it
            </Button>
          </div>
        </>
      ) : (
        <div class="govuk-button-group">
          <Button busy={busy} onClick={on.onOpen}>
            Open {which}
          </Button>
          {wanted ? null : (
            <Button secondary onClick={() => setWanted(true)}>
              Say what {which} is
            </Button>
          )}
          <Button secondary onClick={on.onDelete}>
            Delete {which}
          </Button>
        </div>
      )}
    </section>
  )
}

/** What a draft is, in words. */
function draftWords({ kind, form, answering, returning, pushed }: ToldDraft): string {
  if (pushed) return `Order to be pushed${form === null ? '' : `: ${form}`}`
  switch (taskOf({ kind, answering, returning: returning || null })) {
    case 'reply':
      return 'Reply'
    case 'research':
      return 'Findings of research'
    case 'note':
      return 'Note in an exchange'
    case 'return':
      return 'Return with advice'
    default:
      return form === null ? kindInWords(kind) : `${kindInWords(kind)}, ${form}`
  }
}

function rowsOfTold(told: Answer<ToldDraft | null>): SummaryRow[] {
  switch (told.state) {
    case 'waiting':
      return [{ key: 'What it is', value: 'Being opened in this browser' }]
    case 'failed':
      return [{ key: 'What it is', value: told.error.message }]
    case 'there':
      return told.value === null
        ? []
        : [{ key: 'To', value: told.value.to.length === 0 ? 'Nobody yet' : told.value.to.join('\n') }]
    default:
      return told satisfies never
  }
}

const rowsOf = ({ mailbox, createdBy, changedAt, endsAt, waitsFor, ready, size }: Draft) => [
  { key: 'From', value: createdBy === null ? mailbox : `${mailbox}, by ${createdBy}` },
  { key: 'Changed', value: momentInWords(changedAt) },
  {
    key: 'Waits for',
    value:
      waitsFor.length === 0
        ? 'its author'
        : `the key of ${waitsFor.join(', ')}${ready ? ', which is there: it can go now' : ''}`,
  },
  { key: 'Size', value: sizeInWords(size) },
  { key: 'Ends', value: momentInWords(endsAt) },
]
