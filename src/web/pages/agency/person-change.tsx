import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { type AgencyPerson, SUSPENDED_FOR } from '../../../domain/wire/enrolment.ts'
import { END_REASONS } from '../../../domain/wire/trust/appointment.ts'
import { Button } from '../../components/button.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { atDesk } from '../../session.ts'
import { one, typedIn } from '../../typed.ts'
import { useSending } from '../../use-sending.ts'
import { Longer, Roles, Train } from './appointing.tsx'
import { ChangeForm, Reasons } from './change-form.tsx'
import { GiveMailboxes } from './give-mailboxes.tsx'
import { Place } from './place.tsx'

type Change = 'train' | 'roles' | 'longer' | 'place' | 'keys' | 'suspend' | 'readmit' | 'lift' | 'end'
export type Changing = { person: AgencyPerson; onDone(sentence: string): void }

/** What an officer may change of somebody, one thing at a time. What only the agency's root may is said, and not offered. */
export function PersonChange({ person, onDone }: Changing) {
  const [change, setChange] = useState<Change | null>(null)
  const { login, roles, state } = person
  const byRoot = roles.includes('liaison-officer') || roles.includes('deputy')
  const done = (sentence: string): void => {
    setChange(null)
    onDone(sentence)
  }
  const standing: [Change, string] =
    state === 'suspended' ? ['readmit', 'End the suspension'] : ['suspend', 'Suspend the account']
  const signed: [Change, string][] = [
    ['train', 'Record training'],
    ['roles', 'Change their roles'],
    ['place', 'Change what they may do in a mailbox'],
    ['longer', 'Appoint them for longer'],
    ...(person.mailboxes.length === 0
      ? []
      : [['keys', 'Give them the keys of their mailboxes'] satisfies [Change, string]]),
    ['end', 'End the appointment'],
  ]
  const offered: [Change, string][] = [standing, ['lift', 'Lift a lock'], ...(byRoot ? [] : signed)]
  return (
    <>
      {byRoot ? (
        <InsetText>
          Liaison officers and deputies are appointed by the root of your agency. Their training and the end
          of their appointment are written by the commands <code>despatch admin train --out</code> and{' '}
          <code>despatch admin end --out</code>, for the root to sign.
        </InsetText>
      ) : null}
      {change === null ? (
        <div class="govuk-button-group">
          {offered.map(([one, text]) => (
            <Button secondary key={one} onClick={() => setChange(one)}>
              {text}
            </Button>
          ))}
        </div>
      ) : null}
      {change === 'train' ? <Train person={person} onDone={done} /> : null}
      {change === 'roles' ? <Roles person={person} onDone={done} /> : null}
      {change === 'place' ? <Place person={person} onDone={done} /> : null}
      {change === 'longer' ? <Longer person={person} onDone={done} /> : null}
      {change === 'keys' ? <GiveMailboxes login={login} mailboxes={person.mailboxes} /> : null}
      {change === 'suspend' ? <Suspend person={person} onDone={done} /> : null}
      {change === 'readmit' ? (
        <Asked
          button="End the suspension"
          onSend={async () => {
            await atDesk().readmit(login)
            done(`${login} is active again.`)
          }}
        />
      ) : null}
      {change === 'lift' ? <Lift person={person} onDone={done} /> : null}
      {change === 'end' ? <End person={person} onDone={done} /> : null}
      {change === null ? null : (
        <Button secondary onClick={() => setChange(null)}>
          Back
        </Button>
      )}
    </>
  )
}

function Suspend({ person: { login }, onDone }: Changing) {
  const sending = useSending()
  return (
    <ChangeForm
      sending={sending}
      button="Suspend the account"
      onSubmit={(form) => {
        const reason = SUSPENDED_FOR.find((code) => code === one(typedIn(form), 'reason'))
        void sending.send(reason ? [] : [{ field: 'reason', message: 'Select why' }], async () => {
          if (reason) await atDesk().suspend(login, reason)
          onDone(`${login} is suspended: no request of theirs is answered from now on.`)
        })
      }}
    >
      <p class="govuk-body">Their appointment stays: what they signed goes on counting.</p>
      <Reasons codes={SUSPENDED_FOR} sending={sending} />
    </ChangeForm>
  )
}

function End({ person: { login }, onDone }: Changing) {
  const sending = useSending()
  return (
    <ChangeForm
      sending={sending}
      button="End the appointment"
      onSubmit={(form) => {
        const reason = END_REASONS.find((code) => code === one(typedIn(form), 'reason'))
        void sending.send(reason ? [] : [{ field: 'reason', message: 'Select why' }], async () => {
          if (reason) await atDesk().endAppointment(login, reason)
          onDone(
            `The appointment of ${login} has ended. Give the mailboxes that they opened new keys: Your agency, Mailboxes and their keys.`,
          )
        })
      }}
    >
      <WarningText>
        This cannot be undone. The account is closed at once, and nothing that they sign counts from now on.
      </WarningText>
      <Reasons codes={END_REASONS} sending={sending} />
    </ChangeForm>
  )
}

const Lift = ({ person: { login }, onDone }: Changing) => (
  <Asked
    button="Lift it"
    onSend={async () => {
      const lifted = await atDesk().lift(login)
      onDone(
        lifted.length === 0
          ? `Neither a lock nor want of use keeps ${login} out.`
          : `${lifted.map((what) => (what === 'lock' ? 'The lock' : 'The suspension for want of use')).join(' and ')} of ${login} is lifted.`,
      )
    }}
  >
    <p class="govuk-body">
      Ten wrong passphrases lock an account for a day, and 90 days without use suspend it. Make sure first
      that it is the colleague who asks.
    </p>
  </Asked>
)

/** Something that needs no answer but yes. */
function Asked({
  button,
  onSend,
  children,
}: {
  button: string
  onSend(): Promise<void>
  children?: ComponentChildren
}) {
  const sending = useSending()
  return (
    <ChangeForm sending={sending} button={button} onSubmit={() => void sending.send([], onSend)}>
      {children}
    </ChangeForm>
  )
}
