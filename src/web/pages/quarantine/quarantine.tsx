import { useEffect, useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { HeldMail } from '../../../domain/wire/quarantine.ts'
import type { FieldError } from '../../components/error-summary.tsx'
import { MailboxChoice } from '../../components/mailbox-choice.tsx'
import { NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { useLive } from '../../use-live.ts'
import { Held } from './held.tsx'

type Decision = 'release' | 'dismiss'

const SAID: Readonly<Record<Decision, string>> = {
  release: 'It goes to the inbox. There it is shown for what it is: what cannot be opened still cannot.',
  dismiss: 'It is laid aside, and that is entered in the log. Tell its sender, who hears nothing of it.',
}

/** Mail that was held back from the inbox: why, and what becomes of it. */
export default function Quarantine() {
  const after = useLocation().query.after ?? null
  const [decided, setDecided] = useState(0)
  const list = useLive(
    () => atDesk().heldMail({ mailbox: mailbox.value, after }),
    [mailbox.value, after, decided],
    ({ list }) => list === 'quarantine',
  )
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const news = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (said !== null) news.current?.focus()
  }, [decided])

  const decide = async ({ delivery }: HeldMail, decision: Decision) => {
    setBusy(true)
    setErrors([])
    try {
      await atDesk().decideHeld(delivery, decision)
      setSaid(SAID[decision])
      setDecided((before) => before + 1)
    } catch (error) {
      setSaid(null)
      setErrors([{ field: null, message: failed(error).message }])
    }
    setBusy(false)
  }

  return (
    <Page
      title="Mail that was held back"
      errors={errors}
      marking="RESTRICTED"
      back={{ href: '/inbox', text: 'Back to your inbox' }}
    >
      <div ref={news} tabIndex={-1} class="app-news">
        {said === null ? null : (
          <NotificationBanner id="said" title="Done" success>
            <p class="govuk-notification-banner__heading">{said}</p>
          </NotificationBanner>
        )}
      </div>
      <MailboxChoice />
      <Waiting answer={list} words="Looking for mail that was held back">
        {({ rows, next }) =>
          rows.length === 0 ? (
            <p class="govuk-body">
              Nothing is held back. Mail that nobody here could read, or that nothing bears out, waits here
              until somebody of the mailbox decides what becomes of it.
            </p>
          ) : (
            <>
              <p class="govuk-body">
                This came from outside by mail and was kept out of the inbox. It is sealed, so what it says
                cannot be shown before it is released and opened.
              </p>
              {rows.map((one, at) => (
                <Held
                  key={one.delivery}
                  held={one}
                  number={at + 1}
                  busy={busy}
                  decide={(decision) => void decide(one, decision)}
                />
              ))}
              <Pagination
                newest={after === null ? null : '/quarantine'}
                older={next === null ? null : `/quarantine?after=${encodeURIComponent(next)}`}
              />
            </>
          )
        }
      </Waiting>
    </Page>
  )
}
