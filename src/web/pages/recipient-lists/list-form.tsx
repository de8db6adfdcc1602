import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk, mailbox } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import type { OwnList } from '../../worker/recipient-lists.ts'
import { MailboxesChoice, wrongWithChoice } from '../compose/mailboxes-choice.tsx'
import { BACK, OfList } from './own-list.tsx'

/** Begins a list of recipients, or changes who is on one. */
export default function ListForm() {
  const { id } = useRoute().params
  return (
    <OfList key={id ?? 'new'} id={id ?? null} title={id === undefined ? 'Begin a list' : 'Change the list'}>
      {(list, { mailboxes }) => <Form key="form" list={list} mailboxes={mailboxes} />}
    </OfList>
  )
}

function Form({ list, mailboxes }: { list: OwnList | null; mailboxes: readonly string[] }) {
  const { route } = useLocation()
  const [of, setOf] = useState(
    list?.mailbox ??
      mailboxes.find((one) => one === mailbox.value) ??
      (mailboxes.length === 1 ? (mailboxes[0] ?? '') : ''),
  )
  const [name, setName] = useState(list?.name ?? '')
  const [members, setMembers] = useState(list?.members ?? [])
  const { errors, busy, send } = useSending()
  const offered = useAnswer(() => atDesk().listable(of), [of])
  const wrong = wrongWithChoice(members, 'Select at least one mailbox')
  const keep = (event: SubmitEvent) => {
    event.preventDefault()
    void send(
      [
        ...(of === '' ? [{ field: 'of', message: 'Select whose list it is' }] : []),
        ...(name.trim() === '' ? [{ field: 'name', message: 'Enter a name for the list' }] : []),
        ...(wrong === null ? [] : [{ field: 'members', message: wrong }]),
      ],
      async () => {
        await atDesk().keepOwnList({ mailbox: of, name: name.trim(), members }, list === null)
        route(`/recipient-lists?done=${list === null ? 'begun' : 'changed'}`)
      },
      (error) => (error.name === 'ListNameError' ? 'name' : null),
    )
  }
  return (
    <Page
      title={list === null ? 'Begin a list' : 'Change the list'}
      {...(list === null ? {} : { caption: `${list.name}, of ${list.mailbox}` })}
      errors={errors}
      back={BACK}
      marking="RESTRICTED"
    >
      <div class="govuk-grid-row">
        <form class="govuk-grid-column-two-thirds" noValidate onSubmit={keep}>
          {list === null && mailboxes.length !== 1 ? (
            <Radios
              id="of"
              label="Whose list is it?"
              value={of}
              error={errorOf(errors, 'of')}
              choices={mailboxes.map((address) => ({ value: address, text: address }))}
              onChange={(address) => {
                setOf(address)
                // A mailbox is not offered for its own list, and what is not shown is not to be signed.
                setMembers(members.filter((member) => member !== address))
              }}
            />
          ) : null}
          {list === null ? (
            <TextInput
              id="name"
              label="Name of the list"
              hint="In lower-case letters, digits and hyphens, such as asb-panel. The service sees it: it must name nobody."
              autocomplete="off"
              width="20"
              value={name}
              error={errorOf(errors, 'name')}
              onInput={setName}
            />
          ) : null}
          <Waiting answer={offered} words="Looking for the mailboxes of the partnership">
            {(found) => (
              <MailboxesChoice
                id="members"
                label="Who is on it?"
                mailboxes={found}
                chosen={members}
                error={errorOf(errors, 'members')}
                onChange={setMembers}
              />
            )}
          </Waiting>
          <p class="govuk-body">You sign the list with your key. Nothing is sent to anybody.</p>
          <Button busy={busy}>{list === null ? 'Sign and keep the list' : 'Sign and keep the change'}</Button>
        </form>
      </div>
    </Page>
  )
}
