import { check } from '../../domain/wire/check.ts'
import { Slug } from '../../domain/wire/primitives.ts'
import { ClientError } from '../../sdk/errors.ts'
import { keepList, listsOneByOne } from '../../sdk/recipient-lists.ts'
import { readDirectory } from '../../sdk/trust/trusted.ts'
import { partnership } from './compose/compose.ts'
import { type OfferedMailbox, offeredMailboxes } from './compose/recipients.ts'
import { work } from './open-session.ts'

/** A list of recipients that a mailbox keeps. `id`: for addresses of pages, which name no mailbox; `why`: why it cannot be used, null where it can. */
export type OwnList = {
  id: string
  mailbox: string
  name: string
  members: readonly string[]
  /** when it was written last; null where it cannot be used */
  time: string | null
  why: string | null
}

export type OwnLists = {
  lists: readonly OwnList[]
  /** those of one's mailboxes that one may send from, and so keep lists of */
  mailboxes: readonly string[]
}

/** The lists of one's mailboxes, each verified here. */
export async function ownLists(): Promise<OwnLists> {
  const { session } = await work()
  const found = await listsOneByOne(session)
  const lists = await Promise.all(
    found.map(async ({ mailbox, name, list, why }) => ({
      ...{ id: await idOf(mailbox, name), mailbox, name, why },
      members: list?.members ?? [],
      time: list?.time ?? null,
    })),
  )
  return {
    lists: lists.sort(
      (one, other) =>
        one.mailbox.localeCompare(other.mailbox, 'en') || one.name.localeCompare(other.name, 'en'),
    ),
    mailboxes: session.person.mailboxes
      .filter(({ rights }) => rights.includes('send'))
      .map(({ address }) => address),
  }
}

/** Whom a list of a mailbox can name. */
export async function listable(mailbox: string): Promise<OfferedMailbox[]> {
  const { now } = await work()
  return offeredMailboxes(await partnership(), { from: mailbox, kind: null, now })
}

/**
 * Signs a list and has it kept.
 *
 * @param anew whether there is to be none of that name so far; else it comes in its place
 */
export async function keepOwnList(
  { mailbox, name, members }: Pick<OwnList, 'mailbox' | 'name' | 'members'>,
  anew: boolean,
): Promise<void> {
  const { session, now } = await work()
  const [fault] = check(Slug, name)
  if (fault)
    throw new ListNameError('The name must be lower-case letters, digits and hyphens, such as asb-panel')
  if (
    anew &&
    (await session.client.recipientLists()).some((one) => one.mailbox === mailbox && one.name === name)
  )
    throw new ListNameError(
      'That mailbox has a list of this name already. Choose another name, or change that list',
    )
  // Read now: whoever is on a list is to be there.
  const directory = await readDirectory(session)
  await keepList(session, { mailbox, name, members: [...members], directory }, now)
}

/** A list cannot be called so. */
class ListNameError extends ClientError {
  override name = 'ListNameError'
}

/** Removes a list. What was sent to those on it stays sent. */
export async function removeOwnList({ mailbox, name }: Pick<OwnList, 'mailbox' | 'name'>): Promise<void> {
  const { session } = await work()
  await session.client.deleteRecipientList(mailbox, name)
}

async function idOf(mailbox: string, name: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${mailbox}\n${name}`))
  return [...new Uint8Array(digest)]
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, 16)
}
