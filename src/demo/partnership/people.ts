import type { Role } from '../../domain/roles.ts'
import type { Right } from '../../domain/wire/grant.ts'
import type { DemoAgency } from './agencies.ts'
import { ASB_TEAM, COURT_LISTING, LIVERPOOL_YOT } from './mailboxes.ts'

/** A person, or a machine account, of the demonstration partnership: known by post and staff number, never by name. */
export type DemoPerson = {
  login: string
  title: string
  number: string
  agency: DemoAgency['key']
  role: Role
  /** Mailboxes that this person is a member of. */
  mailboxes: string[]
}

/** What members may do in their mailboxes: a machine account sends, and opens nothing. */
export function rightsOf({ role }: DemoPerson): Right[] {
  return role === 'machine' ? ['send'] : ['send', 'open']
}

export const people: readonly DemoPerson[] = [
  {
    login: 'asb.caseworker',
    title: 'ASB case worker',
    number: 'L-1001',
    agency: 'council',
    role: 'case-worker',
    mailboxes: [ASB_TEAM],
  },
  {
    login: 'asb.caseworker2',
    title: 'ASB case worker',
    number: 'L-1002',
    agency: 'council',
    role: 'case-worker',
    mailboxes: [ASB_TEAM],
  },
  {
    login: 'yot.officer',
    title: 'YOT officer',
    number: 'L-2001',
    agency: 'council',
    role: 'case-worker',
    mailboxes: [LIVERPOOL_YOT],
  },
  {
    login: 'council.liaison',
    title: 'Designated Liaison Officer',
    number: 'L-0001',
    agency: 'council',
    role: 'liaison-officer',
    mailboxes: [],
  },
  {
    login: 'court.listing',
    title: 'Listing officer',
    number: 'C-1001',
    agency: 'court',
    role: 'court-officer',
    mailboxes: [COURT_LISTING],
  },
  {
    login: 'court.system',
    title: 'Case system of the court',
    number: 'C-9001',
    agency: 'court',
    role: 'machine',
    mailboxes: [COURT_LISTING],
  },
  {
    login: 'court.liaison',
    title: 'Designated Liaison Officer',
    number: 'C-0001',
    agency: 'court',
    role: 'liaison-officer',
    mailboxes: [],
  },
  { login: 'auditor', title: 'Auditor', number: 'P-1001', agency: 'office', role: 'auditor', mailboxes: [] },
  {
    login: 'co-ordinator',
    title: 'CSP Co-ordinator',
    number: 'P-0001',
    agency: 'office',
    role: 'co-ordinator',
    mailboxes: [],
  },
]
