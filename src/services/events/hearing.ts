import { type Action, relationsOf } from '../../domain/roles.ts'
import { type Changed, EVENT_LISTS, type EventList } from '../../domain/wire/events.ts'
import type { Right } from '../../domain/wire/grant.ts'
import { asAnalyst, type Caller, DEPERSONALISED } from '../caller.ts'
import type { Change } from './changes.ts'

/** Who may read a list may hear that it has changed: the action and the right that its own operation asks for. */
const READ_BY: Readonly<Record<EventList, { action: Action; right?: Right }>> = {
  inbox: { action: 'see-received', right: 'open' },
  sent: { action: 'see-sent' },
  drafts: { action: 'keep-drafts', right: 'send' },
  cases: { action: 'keep-cases', right: 'open' },
  quarantine: { action: 'handle-quarantine', right: 'open' },
}

/** What somebody may be told of: the lists of each of their mailboxes. */
export type Hearing = readonly { id: string; mailbox: string; lists: readonly EventList[] }[]

/** What the caller may be told of, as of now. */
export function hearingOf(caller: Caller): Hearing {
  return caller.mailboxes
    .map(({ id, address, rights }) => ({
      id,
      mailbox: address,
      lists: EVENT_LISTS.filter((list) => {
        const { action, right } = READ_BY[list]
        const may = relationsOf(caller.roles, action).has('own-mailbox')
        return may && (right === undefined || rights.includes(right))
      }),
    }))
    .filter(({ lists }) => lists.length > 0)
}

/**
 * What the caller is told of a change, by what they may hear now; null where it is nothing of theirs. An analyst hears of nothing that
 * is about somebody (A7).
 */
export function heardBy(
  caller: Caller,
  { list, mailbox, dataClass, referral, thread }: Change,
): Changed | null {
  const own = hearingOf(caller).find(({ id, lists }) => id === mailbox && lists.includes(list))
  if (!own) return null
  const depersonalised = DEPERSONALISED.some((one) => one === dataClass)
  if (list === 'inbox' && asAnalyst(caller, 'see-received') && !depersonalised) return null
  return { list, mailbox: own.mailbox, referral, thread }
}

/** Whether somebody may be told of the same as before. */
export const isSame = (one: Hearing, other: Hearing): boolean => JSON.stringify(one) === JSON.stringify(other)
