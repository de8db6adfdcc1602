import { BODIES } from '../../../domain/bodies.ts'
import { dayOf, within } from '../../../domain/day.ts'
import { kindOf } from '../../../domain/kinds.ts'
import type { Directory, ListedSignatory } from '../../../domain/wire/directory.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { recipientLists } from '../../../sdk/recipient-lists.ts'
import type { Session } from '../../../sdk/session.ts'

/** A mailbox that can be written to. */
export type OfferedMailbox = {
  address: string
  name: string
  agency: string
  /** what the agency is, by the agreements in force: sorts of body, statutory classes */
  bodies: readonly string[]
  classes: readonly string[]
  /** in this service, or by encrypted mail */
  route: 'local' | 'mail'
  /** whether such a referral usually goes to an agency of this sort */
  usual: boolean
  /** it has no key that can be sealed to now, or another one waits for approval */
  keyWaits: boolean
}

export type OfferedList = { name: string; members: readonly string[] }

/** Whom a referral can be sent to, those to whom its kind usually goes first. `listsProblem`: why the lists cannot be shown. */
export type Offered = {
  mailboxes: readonly OfferedMailbox[]
  lists: readonly OfferedList[]
  listsProblem: string | null
}

/** The mailboxes of the partnership, and the signed lists of the sending one. */
export async function offeredTo(
  session: Session,
  directory: Directory,
  { from, kind, now }: { from: string; kind: KindName; now: Date },
): Promise<Offered> {
  const mailboxes = offeredMailboxes(directory, { from, kind, now })
  try {
    const lists = (await recipientLists(session)).filter(({ mailbox }) => mailbox === from)
    return { mailboxes, lists: lists.map(({ name, members }) => ({ name, members })), listsProblem: null }
  } catch (error) {
    if (error instanceof ClientError) return { mailboxes, lists: [], listsProblem: error.message }
    throw error
  }
}

/** The mailboxes that can be written to; of what kind is sent null, none is usual. */
export function offeredMailboxes(
  directory: Directory,
  { from, kind, now }: { from: string; kind: KindName | null; now: Date },
): OfferedMailbox[] {
  const usual = kind === null ? [] : kindOf(kind).defaults.recipients
  const day = dayOf(now)
  const inForce = directory.agreements.filter((agreement) => within(day, agreement))
  const standingsOf = (agency: string): ListedSignatory[] =>
    inForce.flatMap(({ signatories }) => signatories.filter((one) => one.agency === agency))
  return directory.mailboxes
    .filter(({ address, closed }) => !closed && address !== from)
    .map(({ address, name, agency, route, certificate, keyWaits }): OfferedMailbox => {
      const standings = standingsOf(agency)
      // Where the agreement says of which of an agency's bodies a mailbox is, the others are not told of it.
      const bodies = new Set(
        standings.flatMap(
          (one) => one.mailboxes.find((named) => named.address === address)?.bodies ?? one.bodies,
        ),
      )
      return {
        address,
        name,
        agency: directory.agencies.find(({ id }) => id === agency)?.name ?? agency,
        bodies: [...bodies].map((body) => BODIES[body]),
        classes: [...new Set(standings.flatMap(({ legalClasses }) => legalClasses))],
        route: route === 'mail' ? 'mail' : 'local',
        usual: usual.some((body) => bodies.has(body)),
        keyWaits: certificate === null || keyWaits === true,
      }
    })
    .sort((a, b) => Number(b.usual) - Number(a.usual) || a.address.localeCompare(b.address, 'en'))
}
