import { useLocation } from 'preact-iso'
import { Button } from '../../components/button.tsx'
import { errorOf } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { Radios } from '../../components/radios.tsx'
import { TextInput } from '../../components/text-input.tsx'
import { atDesk } from '../../session.ts'
import { missingOf, textsOf, useSending } from '../../use-sending.ts'
import { BACK } from './back.ts'

const WANTED: readonly [string, string][] = [
  ['address', 'Enter the address of the mailbox'],
  ['name', 'Enter what the mailbox is called'],
  ['restricted', 'Select who is to know of it'],
]

/** Opening a mailbox of one's own agency: its key is made here. */
export default function NewMailbox() {
  const { errors, busy, send } = useSending()
  const { route } = useLocation()
  return (
    <Page title="Open another mailbox" back={BACK} errors={errors}>
      <div class="govuk-grid-row">
        <form
          class="govuk-grid-column-two-thirds"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const textOf = textsOf(event.currentTarget)
            void send(
              missingOf(textOf, WANTED),
              async () => {
                const id = await atDesk().openAgencyMailbox({
                  address: textOf('address').trim().toLowerCase(),
                  name: textOf('name').trim(),
                  restricted: textOf('restricted') === 'yes',
                })
                route(`/agency/mailboxes/${id}`)
              },
              () => 'address',
            )
          }}
        >
          <p class="govuk-body">
            Its key is made in this browser and entered in the trust log. It has no members yet.
          </p>
          <TextInput
            id="address"
            label="What is its address?"
            hint="In a mail domain of your agency, such as team@agency.example."
            autocomplete="off"
            error={errorOf(errors, 'address')}
          />
          <TextInput
            id="name"
            label="What is it called?"
            hint="As all agencies will read it, such as Safeguarding desk."
            autocomplete="off"
            error={errorOf(errors, 'name')}
          />
          <Radios
            id="restricted"
            label="Who is to know of it?"
            choices={[
              { value: 'no', text: 'Everybody who writes to your agency' },
              {
                value: 'yes',
                text: 'Few: it is restricted',
                hint: 'Nobody but its members can read it, the liaison officer neither, unless two people bring the recovery key of the agency together.',
              },
            ]}
            error={errorOf(errors, 'restricted')}
          />
          <Button busy={busy}>{busy ? 'Making its key' : 'Open the mailbox'}</Button>
        </form>
      </div>
    </Page>
  )
}
