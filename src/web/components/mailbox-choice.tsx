import { mailbox, stage } from '../session.ts'
import { Select } from './select.tsx'

const ALL = ''

/** Which mailbox the lists are of, where the person has several. */
export function MailboxChoice() {
  const { value } = stage
  const addresses = value.at === 'out' ? [] : value.person.mailboxes.map(({ address }) => address)
  if (addresses.length < 2) return null
  return (
    <Select
      id="mailbox"
      label="Mailbox"
      value={mailbox.value ?? ALL}
      choices={[
        { value: ALL, text: 'All my mailboxes' },
        ...addresses.map((address) => ({ value: address, text: address })),
      ]}
      onChange={(chosen) => {
        mailbox.value = chosen === ALL ? null : chosen
      }}
    />
  )
}
