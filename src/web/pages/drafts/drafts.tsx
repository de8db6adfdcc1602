import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { Draft } from '../../../domain/wire/drafts.ts'
import { Button } from '../../components/button.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { failed, useAnswer } from '../../use-answer.ts'
import { momentInWords, sizeInWords } from '../../words.ts'
import { composing, goOn } from '../compose/composing.ts'
import { pathOf } from '../compose/steps.ts'

/** What waits, sealed to its own mailbox: what it is about stands nowhere that the service could read. */
export default function Drafts() {
  const { route } = useLocation()
  const [changes, setChanges] = useState(0)
  const list = useAnswer(() => atDesk().drafts({ mailbox: mailbox.value }), [mailbox.value, changes])
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [asked, setAsked] = useState<string | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const attempt = (what: () => Promise<void>) => async () => {
    setBusy(true)
    setErrors([])
    try {
      await what()
    } catch (error) {
      setErrors([{ field: null, message: failed(error).message }])
      setAsked(null)
    }
    setBusy(false)
  }
  const open = (draft: Draft) =>
    attempt(async () => {
      const { value } = composing
      // Its own draft is what stands here already, with what was typed since.
      if (value?.composition.draft?.id !== draft.id) await goOn(draft.id)
      route(pathOf('check'))
    })
  const remove = (draft: Draft) =>
    attempt(async () => {
      await atDesk().deleteDraft(draft)
      if (composing.value?.composition.draft?.id === draft.id) composing.value = null
      setAsked(null)
      setSaid('The draft is deleted.')
      setChanges((before) => before + 1)
    })

  return (
    <Page title="Drafts" errors={errors} marking="RESTRICTED">
      {said === null ? null : (
        <NotificationBanner id="said" title="Success" success>
          <p class="govuk-notification-banner__heading">{said}</p>
        </NotificationBanner>
      )}
      <MailboxChoice />
      <Waiting answer={list} words="Looking for drafts">
        {(drafts) =>
          drafts.length === 0 ? (
            <p class="govuk-body">
              There are no drafts. What you save while you compose it waits here for 30 days, and so does what
              cannot be sent yet, since the key of a recipient is missing or has changed.
            </p>
          ) : (
            <>
              {drafts.map((draft, at) => {
                const which = `draft ${at + 1}`
                return (
                  <section key={draft.id} aria-labelledby={`draft-${at}`}>
                    <h2 class="govuk-heading-m" id={`draft-${at}`}>
                      Draft {at + 1}
                    </h2>
                    <SummaryList rows={rowsOf(draft)} />
                    {asked === draft.id ? (
                      <>
                        <p class="govuk-body" role="status">
                          Delete it for good? Nobody can bring it back.
                        </p>
                        <div class="govuk-button-group">
                          <Button busy={busy} onClick={() => void remove(draft)()}>
                            Delete {which} for good
                          </Button>
                          <Button secondary onClick={() => setAsked(null)}>
                            Keep it
                          </Button>
                        </div>
                      </>
                    ) : (
                      <div class="govuk-button-group">
                        <Button busy={busy} onClick={() => void open(draft)()}>
                          Open {which}
                        </Button>
                        <Button secondary onClick={() => setAsked(draft.id)}>
                          Delete {which}
                        </Button>
                      </div>
                    )}
                  </section>
                )
              })}
              <p class="govuk-body">
                Opening a draft shows what was entered. Nothing is sent before you have looked through it.
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
