import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { Draft } from '../../../domain/wire/drafts.ts'
import type { FieldError } from '../../components/error-summary.tsx'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { useLive } from '../../use-live.ts'
import { composing, goOn } from '../compose/composing.ts'
import { pathOf } from '../compose/steps.ts'
import { DraftItem } from './draft-item.tsx'

/** What waits, sealed to its own mailbox: what it is about stands nowhere that the service could read. */
export default function Drafts() {
  const { route } = useLocation()
  const [changes, setChanges] = useState(0)
  const list = useLive(
    () => atDesk().drafts({ mailbox: mailbox.value }),
    [mailbox.value, changes],
    ({ list }) => list === 'drafts',
  )
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
      route(pathOf('check', composing.value?.journey))
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
              {drafts.map((draft, at) => (
                <DraftItem
                  key={draft.id}
                  draft={draft}
                  at={at}
                  busy={busy}
                  asked={asked === draft.id}
                  onOpen={() => void open(draft)()}
                  onDelete={() => setAsked(draft.id)}
                  onKeep={() => setAsked(null)}
                  onDeleteForGood={() => void remove(draft)()}
                />
              ))}
              <p class="govuk-body">
                Opening a draft shows what was entered. Nothing is sent before you have looked through it.
                With an answer, what it answers is opened as well, and you sign for that as on its own page.
              </p>
            </>
          )
        }
      </Waiting>
    </Page>
  )
}
