import type { Draft } from '../../../domain/wire/drafts.ts'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { momentInWords, sizeInWords } from '../../words.ts'

/** What waits, sealed to its own mailbox: what it is about stands nowhere that the service could read. */
export default function Drafts() {
  const list = useAnswer(() => atDesk().drafts({ mailbox: mailbox.value }), [mailbox.value])
  return (
    <Page title="Drafts" marking="RESTRICTED">
      <MailboxChoice />
      <Waiting answer={list} words="Looking for drafts">
        {(drafts) =>
          drafts.length === 0 ? (
            <p class="govuk-body">
              There are no drafts. What cannot be sent yet, since the key of a recipient is missing or has
              changed, waits here for 30 days.
            </p>
          ) : (
            <>
              {drafts.map((draft) => (
                <SummaryList key={draft.id} rows={rowsOf(draft)} />
              ))}
              <p class="govuk-body">
                To see one, to send it when it can go, or to delete it, use the command{' '}
                <code>despatch drafts</code>.
              </p>
            </>
          )
        }
      </Waiting>
    </Page>
  )
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
