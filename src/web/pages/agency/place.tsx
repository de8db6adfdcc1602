import type { Right } from '../../../domain/wire/grant.ts'
import { errorOf } from '../../components/error-summary.tsx'
import { Radios } from '../../components/radios.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { one, typedIn } from '../../typed.ts'
import { useAnswer } from '../../use-answer.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { counted } from '../../words.ts'
import { ChangeForm } from './change-form.tsx'
import type { Changing } from './person-change.tsx'

const RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  both: ['send', 'open'],
  open: ['open'],
  send: ['send'],
}

/** Other rights in a mailbox, or none: a new appointment, and new keys for everybody who has the mailbox. */
export function Place({ person: { login, mailboxes: theirs }, onDone }: Changing) {
  const answer = useAnswer(() => atDesk().agencyMailboxes(), [])
  const sending = useSending()
  const change = (form: HTMLFormElement) => {
    const typed = typedIn(form)
    const [mailbox, may, history] = [one(typed, 'mailbox'), one(typed, 'may'), one(typed, 'history')]
    const wanted: [string, string][] = [
      ['mailbox', 'Select the mailbox'],
      ['may', 'Select what they may do there'],
    ]
    if (may === 'both' || may === 'open')
      wanted.push(['history', 'Select whether they are to read what came before'])
    void sending.send(missingOf(textsOf(form), wanted), async () => {
      if (may === 'none') {
        await atDesk().takeMailbox(login, mailbox)
        return onDone(`${login} has ${mailbox} no more, and everybody who stays has new keys.`)
      }
      const missing = await atDesk().giveMailbox(login, mailbox, RIGHTS[may] ?? [], history === 'yes')
      onDone(
        `What ${login} may do in ${mailbox} is changed, and it has new keys.${
          missing === 0
            ? ''
            : ` They lack ${counted(missing, 'earlier key')} that you do not hold: a member who does can share them from Your account.`
        }`,
      )
    })
  }
  const history = (
    <Radios
      id="history"
      label="Are they to read what came before?"
      choices={[
        { value: 'yes', text: 'Yes, as far as you hold the keys' },
        { value: 'no', text: 'No, only what comes from now on' },
      ]}
      error={errorOf(sending.errors, 'history')}
    />
  )
  return (
    <Waiting answer={answer} words="Looking up your mailboxes">
      {(mailboxes) => (
        <ChangeForm sending={sending} button="Change it and make new keys" onSubmit={change}>
          <Radios
            id="mailbox"
            label="Which mailbox?"
            choices={mailboxes.map(({ address, name }) => ({
              value: address,
              text: address,
              hint: `${name}${theirs.some((own) => own.address === address) ? '; they have it now' : ''}`,
            }))}
            error={errorOf(sending.errors, 'mailbox')}
          />
          <Radios
            id="may"
            label="What may they do there from now on?"
            choices={[
              { value: 'both', text: 'Open what comes in, and send from it', reveals: history },
              { value: 'open', text: 'Open what comes in', reveals: history },
              { value: 'send', text: 'Send from it' },
              {
                value: 'none',
                text: 'Nothing: take it from them',
                hint: 'What they could read until now they may have kept.',
              },
            ]}
            error={errorOf(sending.errors, 'may')}
          />
          <p class="govuk-body">
            The mailbox gets new keys, for all of its members; the fingerprint that partners know stays.
          </p>
        </ChangeForm>
      )}
    </Waiting>
  )
}
