import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerCountersign } from './audit/countersign.ts'
import { registerDiscard } from './audit/discard.ts'
import { registerKeyHistory } from './audit/key-history.ts'
import { registerList } from './audit/list.ts'
import { registerMark } from './audit/mark.ts'
import { registerReport } from './audit/report.ts'
import { registerSample } from './audit/sample.ts'
import { registerSelect } from './audit/select.ts'
import { registerShow } from './audit/show.ts'
import { registerSign } from './audit/sign.ts'
import { registerStatistics } from './audit/statistics.ts'
import { registerVerify } from './audit/verify.ts'
import { taught } from './taught.ts'

/** `audit` and its commands: what auditors do with the register, the log and the keys, one file for each. */
export function registerAudit(program: Command, cli: Cli): void {
  const audit = program
    .command('audit')
    .description('samples that nobody can steer, signed reports, statistics, the history of keys')
  taught(audit, {
    about: [
      'An auditor draws a sample of a month, or selects from the register, says of each disclosure what they find, and signs. What is found is sealed to the auditors of the agency; the service cannot read it. The signed report is a folder that anybody can check without the service.',
      'Statistics and the history of a mailbox’s keys are also for liaison officers, of what is their own agency’s. None of it shows what a referral was about.',
    ],
    examples: ['despatch audit', 'despatch audit sample --month 2010-03', 'despatch audit verify ./report'],
    next: 'despatch help audit sample explains how a sample is drawn.',
  })
  registerList(audit, cli)
  registerSample(audit, cli)
  registerSelect(audit, cli)
  registerShow(audit, cli)
  registerMark(audit, cli)
  registerReport(audit, cli)
  registerSign(audit, cli)
  registerCountersign(audit, cli)
  registerDiscard(audit, cli)
  registerVerify(audit, cli)
  registerStatistics(audit, cli)
  registerKeyHistory(audit, cli)
}
