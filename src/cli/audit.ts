import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerKeyHistory } from './audit/key-history.ts'
import { registerStatistics } from './audit/statistics.ts'
import { taught } from './taught.ts'

/** `audit` and its commands: what auditors do with the register, the log and the keys. */
export function registerAudit(program: Command, cli: Cli): void {
  const group = program.command('audit').description('statistics of the register, and the history of keys')
  taught(group, {
    about: [
      'For auditors, and for liaison officers of what is their own agency’s. None of it shows what a referral was about.',
    ],
    examples: [
      'despatch audit statistics --since 2010-01 --until 2010-12',
      'despatch audit key-history yot@liverpool.gcsx.gov.test',
    ],
    next: 'despatch log verify says whether what is counted still stands in the log.',
  })
  registerStatistics(group, cli)
  registerKeyHistory(group, cli)
}
