import { useState } from 'preact/hooks'
import type { AppointedMailbox } from '../../../domain/wire/trust/appointment.ts'
import { Button } from '../../components/button.tsx'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { atDesk } from '../../session.ts'
import { useSending } from '../../use-sending.ts'
import { counted } from '../../words.ts'
import { mailboxWords } from './words.ts'

/** Grants somebody the keys of the mailboxes that they are appointed to: until then they can open nothing there. */
export function GiveMailboxes({
  login,
  mailboxes,
}: {
  login: string
  mailboxes: readonly AppointedMailbox[]
}) {
  const [given, setGiven] = useState<Readonly<Record<string, number>>>({})
  const { errors, busy, send } = useSending()
  const left = mailboxes.filter(({ address }) => given[address] === undefined)
  const give = () =>
    send([], async () => {
      for (const { address, rights } of left) {
        const missing = await atDesk().giveMailbox(login, address, rights)
        setGiven((before) => ({ ...before, [address]: missing }))
      }
    })
  if (mailboxes.length === 0) return <p class="govuk-body">They are appointed to no mailbox.</p>
  return (
    <>
      <h2 class="govuk-heading-m">Keys of their mailboxes</h2>
      <ErrorSummary errors={errors} />
      <div role="status">
        {Object.entries(given).map(([address, missing]) => (
          <p class="govuk-body" key={address}>
            They have the keys of {address}
            {missing === 0
              ? '.'
              : `, but for ${counted(missing, 'earlier key')} that you do not hold: a member of it can share them, from Your account.`}
          </p>
        ))}
      </div>
      {left.length === 0 ? null : (
        <>
          <p class="govuk-body">They can open and send nothing before they are granted the keys of:</p>
          <ul class="govuk-list govuk-list--bullet">
            {left.map((one) => (
              <li key={one.address}>{mailboxWords(one)}</li>
            ))}
          </ul>
          <p class="govuk-body">Each mailbox gets new keys, for all of its members.</p>
          <Button busy={busy} onClick={() => void give()}>
            {busy ? 'Making new keys' : 'Give them the keys'}
          </Button>
        </>
      )}
    </>
  )
}
