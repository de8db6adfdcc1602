import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerKeyList, registerKeyShow } from './key/list.ts'
import { registerMembers } from './key/members.ts'
import { registerBreakGlass, registerDrill, registerRecover, registerRecoveryKey } from './key/recovery.ts'
import { registerRenew, registerRevoke, registerRotate } from './key/renewal.ts'
import { registerRestriction } from './key/restriction.ts'
import { taught } from './taught.ts'

/** `key` and its commands: the keys of mailboxes, who holds them, and how they are got back. */
export function registerKey(program: Command, cli: Cli): void {
  const group = program
    .command('key')
    .description('see, rotate, renew and recover the keys of mailboxes, add and remove members')
  taught(group, {
    about: [
      'A mailbox keeps its fingerprint for life; beneath it are a key that signs and one that opens, in generations. Members hold these, the liaison officer and deputies what certifies them, and the recovery key of the agency all. The service holds them locked, and can open none.',
    ],
    examples: [
      'despatch key',
      'despatch key show asb.team@liverpool.gcsx.gov.test',
      'despatch key remove asb.caseworker2 asb.team@liverpool.gcsx.gov.test',
    ],
    next: 'despatch key list shows yours, and what ends soon.',
  })
  registerKeyList(group, cli)
  registerKeyShow(group, cli)
  registerMembers(group, cli)
  registerRotate(group, cli)
  registerRenew(group, cli)
  registerRevoke(group, cli)
  registerRestriction(group, cli)
  registerRecoveryKey(group, cli)
  registerRecover(group, cli)
  registerDrill(group, cli)
  registerBreakGlass(group, cli)
}
