import { useState } from 'preact/hooks'
import { CheckboxItems } from '../../components/checkboxes.tsx'
import { Fieldset } from '../../components/fieldset.tsx'
import { WarningText } from '../../components/notices.tsx'
import { TextInput } from '../../components/text-input.tsx'
import type { Offered, OfferedMailbox } from '../../worker/compose/recipients.ts'
import { change } from './composing.ts'

/** The id of the question whom it goes to. */
export const TO_FIELD = 'to'
/** A referral goes to no more mailboxes, and no more are shown at once. */
const MOST = 20
const SHOWN = 30
/** So few need not be searched. */
const FEW = 8

/** What is wrong with the choice; null where nothing is. */
export const wrongWithChoice = (to: readonly string[]): string | null =>
  to.length === 0
    ? 'Select at least one mailbox to send it to'
    : to.length > MOST
      ? `Select at most ${MOST} mailboxes`
      : null

/** The mailboxes of the partnership, the usual ones first, and the lists that the sending one keeps. */
export function ToChoice({
  offered,
  to,
  error,
}: {
  offered: Offered
  to: readonly string[]
  error: string | undefined
}) {
  const [search, setSearch] = useState('')
  const { mailboxes, lists, listsProblem } = offered
  const wanted = search.trim().toLowerCase()
  const matching = mailboxes.filter(
    (one) => to.includes(one.address) || wanted === '' || textOf(one).toLowerCase().includes(wanted),
  )
  const shown = [...matching.filter(({ address }) => to.includes(address)), ...matching].filter(
    (one, at, all) => all.indexOf(one) === at,
  )
  // Those that are chosen stand where they stood, unless they would not be seen.
  const inOrder = matching.length > SHOWN ? shown.slice(0, Math.max(SHOWN, to.length)) : matching
  return (
    <>
      {listsProblem === null ? null : <WarningText>{listsProblem}</WarningText>}
      {lists.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-s">Lists of your mailbox</h2>
          <ul class="govuk-list">
            {lists.map(({ name, members }) => (
              <li key={name} class="app-words">
                <button
                  type="button"
                  class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1"
                  onClick={() => change({ to: [...new Set([...to, ...members])] })}
                >
                  Add the list {name}
                </button>
                <div class="govuk-hint">
                  {members.length === 1 ? '1 mailbox' : `${members.length} mailboxes`}: {members.join(', ')}
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
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
      <Fieldset
        id={TO_FIELD}
        label="Mailboxes"
        hint="Those to which such a referral usually goes stand first."
        error={error}
        size="m"
      >
        <CheckboxItems
          id={TO_FIELD}
          values={to}
          choices={inOrder.map((one) => ({ value: one.address, text: one.name, hint: textOf(one) }))}
          onChange={(chosen) => change({ to: chosen })}
        />
      </Fieldset>
      <p class="govuk-body" role="status">
        {matching.length > inOrder.length
          ? `${inOrder.length} of ${matching.length} are shown: find others by a part of their name. `
          : ''}
        {matching.length === 0 ? 'No mailbox has that in its name. ' : ''}
        {to.length === 0 ? 'None is selected.' : `${to.length} selected.`}
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
