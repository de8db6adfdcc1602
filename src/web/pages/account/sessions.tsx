import { useState } from 'preact/hooks'
import type { SessionRow, WayIn } from '../../../domain/wire/account.ts'
import { Button } from '../../components/button.tsx'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { atDesk } from '../../session.ts'
import { useSending } from '../../use-sending.ts'
import { counted, momentInWords } from '../../words.ts'

const HOW: Readonly<Record<WayIn, string>> = {
  passphrase: 'by passphrase and kit',
  device: 'by the key of an approved machine',
  key: 'by a key file',
  passkey: 'by passkey',
}

/** Where the person is signed in: all but this session can be ended, one by one or together. */
export function Sessions({ sessions }: { sessions: readonly SessionRow[] }) {
  const [left, setLeft] = useState(sessions)
  const [said, setSaid] = useState('')
  const { errors, busy, send } = useSending()
  const others = left.filter(({ current }) => !current)
  const end = ({ id }: SessionRow) =>
    send([], async () => {
      await atDesk().endSession(id)
      setLeft(left.filter((one) => one.id !== id))
      setSaid('The session has ended.')
    })
  const endOthers = () =>
    send([], async () => {
      const ended = await atDesk().endOtherSessions()
      setLeft(left.filter(({ current }) => current))
      setSaid(`${counted(ended, 'session')} ended.`)
    })
  return (
    <>
      <h2 class="govuk-heading-m">Where you are signed in</h2>
      <ErrorSummary errors={errors} />
      <p class="govuk-body" role="status">
        {said}
      </p>
      {left.map((one) => (
        <div key={one.id}>
          <SummaryList
            rows={[
              {
                key: 'On',
                value: `${one.label ?? 'a machine without a name'}${one.current ? ' (this one)' : ''}`,
              },
              { key: 'Signed in', value: `${momentInWords(one.beganAt)}, ${HOW[one.how]}` },
              { key: 'Last used', value: momentInWords(one.lastUsedAt) },
            ]}
          />
          {one.current ? null : (
            <Button secondary busy={busy} onClick={() => void end(one)}>
              End this session
              <span class="govuk-visually-hidden">, signed in {momentInWords(one.beganAt)}</span>
            </Button>
          )}
        </div>
      ))}
      {others.length === 0 ? (
        <p class="govuk-body">You are signed in nowhere else.</p>
      ) : (
        <Button busy={busy} onClick={() => void endOthers()}>
          End all other sessions
        </Button>
      )}
    </>
  )
}
