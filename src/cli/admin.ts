import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerAppointments } from './admin-appointments.ts'
import { registerInvitations } from './admin-invitations.ts'
import { registerKeyMaking } from './admin-keys.ts'
import { registerMailboxes } from './admin-mailbox.ts'
import { registerOwedAnswers } from './admin-owed.ts'
import { registerPeople } from './admin-people.ts'
import { registerRuleAmendments } from './admin-rules.ts'
import { taught } from './taught.ts'

/** `admin` and its commands: roots, liaison officers, staff and mailboxes of an agency, and the rules of an agreement. */
export function registerAdmin(program: Command, cli: Cli): void {
  const admin = program
    .command('admin')
    .description(
      'roots, staff and mailboxes of an agency: invite, certify, train, end; answers owed; amend rules',
    )
  taught(admin, {
    about: [
      'Whom an agency has appointed is what it signed: this command signs it with your own key, on this machine, or writes what your root is to sign.',
    ],
    examples: [
      'despatch admin people',
      'despatch admin invite --login asb.newcomer --title "ASB Case Worker" --number 4711 --role case-worker --mailbox asb.team@liverpool.gcsx.gov.test:send,open --trained-until 2027-06-30',
      'despatch admin certify asb.newcomer',
    ],
    next: 'docs/operating.md has a partnership from nothing, command by command.',
  })
  registerInvitations(admin, cli)
  registerAppointments(admin, cli)
  registerPeople(admin, cli)
  registerOwedAnswers(admin, cli)
  registerMailboxes(admin, cli)
  registerKeyMaking(admin, cli)
  registerRuleAmendments(admin, cli)
}
