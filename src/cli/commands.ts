import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerAccount } from './account-commands.ts'
import { registerAdmin } from './admin.ts'
import { registerAgreement } from './agreement.ts'
import { registerAnswers } from './answers.ts'
import { registerAudit } from './audit.ts'
import { registerCase } from './case.ts'
import { registerExport } from './case-data/export.ts'
import { registerImport } from './case-data/import.ts'
import { registerDisclosures } from './disclosures.ts'
import { registerDrafts } from './drafts.ts'
import { registerEnrol } from './enrol.ts'
import { registerKey } from './key.ts'
import { registerLists } from './lists.ts'
import { registerLog } from './log.ts'
import { registerLogin } from './login.ts'
import { registerNotices } from './notices.ts'
import { registerOpen } from './open.ts'
import { registerPartnerKeys } from './partner-keys.ts'
import { registerPartners } from './partners.ts'
import { registerQuarantine } from './quarantine.ts'
import { registerRecipients } from './recipients.ts'
import { registerRefusals } from './refusals.ts'
import { registerReply } from './reply.ts'
import { registerRoles } from './roles.ts'
import { registerRules } from './rules.ts'
import { registerSchema } from './schema.ts'
import { registerSend } from './send.ts'
import { createServiceClock } from './service-clock.ts'
import { stateOf } from './state.ts'
import { registerStatus } from './status.ts'
import { type Io, terminalOf } from './terminal.ts'
import { registerThread } from './thread.ts'
import { registerTrust } from './trust.ts'
import { registerVerifyClient } from './verify-client.ts'
import { registerWatch } from './watch.ts'
import { registerWithdraw } from './withdraw.ts'
import { registerWitness } from './witness.ts'

export type { Io } from './terminal.ts'

/**
 * Adds everybody's commands (not the operator's) to the program. Connects to nothing until one of them runs. They are listed by who
 * uses them.
 */
export function registerCommands(program: Command, io: Io): void {
  const clock = io.clock ?? (() => new Date())
  const cli: Cli = {
    io,
    terminal: terminalOf(io),
    state: stateOf(io.env),
    clock,
    serviceClock: createServiceClock(clock),
  }
  program.commandsGroup('Case work:')
  registerSchema(program, cli)
  registerSend(program, cli)
  registerLists(program, cli)
  registerThread(program, cli)
  registerStatus(program, cli)
  registerOpen(program, cli)
  registerReply(program, cli)
  registerAnswers(program, cli)
  registerWithdraw(program, cli)
  registerQuarantine(program, cli)
  registerDrafts(program, cli)
  registerRecipients(program, cli)
  registerCase(program, cli)
  registerPartnerKeys(program, cli)
  program.commandsGroup('Courts, and whoever has a case system:')
  registerWatch(program, cli)
  registerImport(program, cli)
  registerExport(program, cli)
  program.commandsGroup('Auditors and liaison officers:')
  registerDisclosures(program, cli)
  registerRefusals(program, cli)
  registerLog(program, cli)
  registerAudit(program, cli)
  program.commandsGroup('Members of mailboxes, and liaison officers:')
  registerKey(program, cli)
  program.commandsGroup('Co-ordinators:')
  registerPartners(program, cli)
  registerAgreement(program, cli)
  registerAdmin(program, cli)
  program.commandsGroup('Your account:')
  registerEnrol(program, cli)
  registerLogin(program, cli)
  registerTrust(program, cli)
  registerVerifyClient(program, cli)
  registerAccount(program, cli)
  registerNotices(program, cli)
  program.commandsGroup('About the rules:')
  registerRules(program, cli)
  registerRoles(program, cli)
  program.commandsGroup('Operator:')
  registerWitness(program, cli)
}
