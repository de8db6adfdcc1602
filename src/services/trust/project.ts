import { trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import type { TrustVerifier } from '../../domain/trust/verifier.ts'
import { Agreement } from '../../domain/wire/agreement.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { Appointment, AppointmentEnd, AppointmentPrivate } from '../../domain/wire/trust/appointment.ts'
import { MailboxCertificate, Revocation, Vouch } from '../../domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import type { Db } from '../db.ts'
import { projectAgreement } from './project-agreement.ts'
import { projectMailbox, projectRevocation } from './project-mailbox.ts'
import { projectEnd, projectPerson } from './project-person.ts'

/** A record that was judged and is being entered, with what the log comes to before it and after. */
export type Projected = {
  record: TrustRecord
  before: TrustState
  after: TrustState
  verifier: TrustVerifier
  now: Date
}

/** Makes the tables that the service reads say what a record of the trust log has just said. */
export async function project(db: Db, entered: Projected): Promise<void> {
  const { statement: text } = entered.record
  switch (trustTypeOf(text)) {
    case 'agreement':
      return projectAgreement(db, parseStatement(Agreement, text), entered)
    case 'appointment':
      return projectPerson(
        db,
        parseStatement(Appointment, text),
        parseStatement(AppointmentPrivate, entered.record.private ?? ''),
        entered,
      )
    case 'appointment-end':
      return projectEnd(db, parseStatement(AppointmentEnd, text), entered.now)
    case 'certificate':
      return projectMailbox(db, parseStatement(MailboxCertificate, text), entered)
    case 'vouch':
      return projectMailbox(db, { ...parseStatement(Vouch, text), route: 'mail' }, entered)
    case 'revocation':
      return projectRevocation(db, parseStatement(Revocation, text), entered.now)
    case 'succession':
      return projectRoots(db, entered)
    default:
      // Annexes, suspensions, recovery keys and amendments of rules are read from the log itself.
      return
  }
}

/** The roots that agencies have now. */
async function projectRoots(db: Db, { before, after }: Projected): Promise<void> {
  for (const { name, root } of Object.values(after.agencies)) {
    if (before.agencies[name]?.root === root) continue
    await db.updateTable('agency').set({ root_fpr: root }).where('name', '=', name).execute()
  }
}
