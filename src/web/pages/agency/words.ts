import type { Role } from '../../../domain/roles.ts'
import type { AgencyPerson, Invitation } from '../../../domain/wire/enrolment.ts'
import type { AppointedMailbox } from '../../../domain/wire/trust/appointment.ts'
import type { TagColour } from '../../components/tag.tsx'

export const BACK = { href: '/agency', text: 'Back to your agency' }

/** Whom an officer appoints by their own key: officers and deputies are the root's, machines make their key by the command. */
export const ROLES = [
  'case-worker',
  'team-manager',
  'court-officer',
  'account-administrator',
  'analyst',
  'auditor',
  'co-ordinator',
] as const satisfies readonly Role[]

export const INVITATION_TAGS: Readonly<Record<Invitation['state'], { text: string; colour: TagColour }>> = {
  open: { text: 'Not enrolled yet', colour: 'blue' },
  enrolled: { text: 'Waits to be certified', colour: 'yellow' },
  certified: { text: 'Certified', colour: 'green' },
  withdrawn: { text: 'Taken back', colour: 'grey' },
  ended: { text: 'Ended', colour: 'grey' },
}

export const PERSON_TAGS: Readonly<Record<AgencyPerson['state'], { text: string; colour: TagColour }>> = {
  active: { text: 'Active', colour: 'green' },
  suspended: { text: 'Suspended', colour: 'red' },
  ended: { text: 'Ended', colour: 'grey' },
}

const RIGHTS = { send: 'send from it', open: 'open what comes in' } as const

/** A mailbox of somebody, and what they may do there. */
export const mailboxWords = ({ address, rights }: AppointedMailbox): string =>
  `${address}: ${rights.map((right) => RIGHTS[right]).join(' and ')}`

/** Each right in each mailbox, as choices. */
export const mailboxChoices = (mailboxes: readonly string[]) =>
  mailboxes.flatMap((address) =>
    (['open', 'send'] as const).map((right) => ({
      value: `${address} ${right}`,
      text: mailboxWords({ address, rights: [right] }),
    })),
  )

/** The mailboxes of choices that were made. */
export function mailboxesChosen(chosen: readonly string[]): AppointedMailbox[] {
  const addresses = [...new Set(chosen.map((one) => one.split(' ')[0] ?? ''))]
  return addresses.map((address) => ({
    address,
    rights: (['send', 'open'] as const).filter((right) => chosen.includes(`${address} ${right}`)),
  }))
}

/** A day as the three fields of a date have it. */
export const dayInFields = (day: string | null) => {
  const [year = '', month = '', date = ''] = day?.split('-') ?? []
  return { day: date, month, year }
}
