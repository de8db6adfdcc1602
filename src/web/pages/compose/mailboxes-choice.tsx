import { useState } from 'preact/hooks'
import { CheckboxItems } from '../../components/checkboxes.tsx'
import { Fieldset } from '../../components/fieldset.tsx'
import { TextInput } from '../../components/text-input.tsx'
import type { OfferedMailbox } from '../../worker/compose/recipients.ts'

/** A referral goes to no more mailboxes, and no more are shown at once. */
const MOST = 20
const SHOWN = 30
/** So few need not be searched. */
const FEW = 8

/** What is wrong with the choice; null where nothing is. @param none what is said where none is chosen */
export const wrongWithChoice = (
  to: readonly string[],
  none = 'Select at least one mailbox to send it to',
): string | null => (to.length === 0 ? none : to.length > MOST ? `Select at most ${MOST} mailboxes` : null)

type MailboxesChoiceProps = {
  id: string
  label: string
  hint?: string
  mailboxes: readonly OfferedMailbox[]
  chosen: readonly string[]
  error: string | undefined
  onChange(chosen: string[]): void
}

/** Some of the mailboxes of the partnership; where they are many, found by a part of what is known of them. */
export function MailboxesChoice({
  id,
  label,
  hint,
  mailboxes,
  chosen,
  error,
  onChange,
}: MailboxesChoiceProps) {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const matching = mailboxes.filter(
    (one) => chosen.includes(one.address) || wanted === '' || textOf(one).toLowerCase().includes(wanted),
  )
  const shown = [...matching.filter(({ address }) => chosen.includes(address)), ...matching].filter(
    (one, at, all) => all.indexOf(one) === at,
  )
  // Those that are chosen stand where they stood, unless they would not be seen.
  const inOrder = matching.length > SHOWN ? shown.slice(0, Math.max(SHOWN, chosen.length)) : matching
  return (
    <>
      {mailboxes.length <= FEW ? null : (
        <TextInput
          id="find-mailbox"
          label="Find a mailbox"
          hint="By a part of its name, its address, its agency or what that is."
          autocomplete="off"
          value={search}
          onInput={setSearch}
        />
      )}
      <Fieldset id={id} label={label} {...(hint === undefined ? {} : { hint })} error={error} size="m">
        <CheckboxItems
          id={id}
          values={chosen}
          choices={inOrder.map((one) => ({ value: one.address, text: one.name, hint: textOf(one) }))}
          onChange={onChange}
        />
      </Fieldset>
      <p class="govuk-body" role="status">
        {matching.length > inOrder.length
          ? `${inOrder.length} of ${matching.length} are shown: find others by a part of their name. `
          : ''}
        {matching.length === 0 ? 'No mailbox has that in its name. ' : ''}
        {chosen.length === 0 ? 'None is selected.' : `${chosen.length} selected.`}
      </p>
    </>
  )
}

const CLASSES: Readonly<Record<string, string>> = {
  responsible: 'responsible authority',
  'co-operating': 'co-operating body',
  relevant: 'relevant authority',
  competent: 'competent authority',
}

/** What is known of a mailbox: its agency, what that is, and who may read there. */
function textOf({ address, agency, bodies, classes, route, keyWaits, usual }: OfferedMailbox): string {
  return [
    `${address}, ${agency}`,
    [...bodies, ...classes.map((one) => CLASSES[one] ?? one)].join(', '),
    route === 'mail' ? 'read in its own mail system' : 'read in Despatch',
    ...(usual ? ['usual for this kind'] : []),
    ...(keyWaits ? ['its key waits for approval: it would wait as a draft'] : []),
  ]
    .filter((part) => part !== '')
    .join('; ')
}
