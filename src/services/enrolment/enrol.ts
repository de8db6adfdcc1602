import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { CertificateError, readCertificate } from '../../crypto/certificate.ts'
import { StatementSignatureError, verifyStatement } from '../../crypto/statement.ts'
import { problem } from '../../domain/problems.ts'
import type { EnrolmentRequest, InvitationShown } from '../../domain/wire/enrolment.ts'
import { Enrolment } from '../../domain/wire/trust/enrolment.ts'
import { holderText } from '../../domain/wire/trust/holder.ts'
import type { Db } from '../db.ts'
import { readStatement } from '../read-statement.ts'
import { findInvitations, type InvitationRow } from './invitation-row.ts'

type Dependencies = { db: Db; clock: () => Date; origin: string }

/** How often somebody may enrol by one invitation: a passphrase is forgotten, a machine is changed. */
const MOST_ATTEMPTS = 5

/**
 * The invitation of an id, as its holder is shown it. One that has ended, or was settled, reads like none.
 * @throws ProblemError `not-found`
 */
export async function showInvitation({ db, clock }: Dependencies, id: string): Promise<InvitationShown> {
  return shown(await openInvitation(db, id, clock()))
}

/**
 * Takes what a newcomer sends. The service cannot judge the proof, which takes the secret: it judges the rest, keeps it,
 * and lets nobody sign in by it.
 *
 * @throws ProblemError `not-found`, `step-not-allowed` after five times, `invalid-request`, `signature-invalid`,
 *   `conflict` when the key is somebody's already
 */
export async function enrol(
  { db, clock, origin }: Dependencies,
  { id, statement, signature, mac, certificate }: EnrolmentRequest,
): Promise<InvitationShown> {
  const now = clock()
  const row = await openInvitation(db, id, now)
  const said = readStatement(Enrolment, statement)
  if (said.login !== row.login || said.agency !== row.agency || said.origin !== origin)
    throw problem('invalid-request', 'The statement is of another invitation, or of another service.')
  const read = await readable(certificate)
  if (read.getFingerprint() !== said.certificate)
    throw problem('invalid-request', 'The certificate is not the one that the statement names.')
  try {
    const certificates = [read]
    await verifyStatement({ type: 'enrolment/2', text: statement, signature, certificates, now })
    const { time, signature: held } = said.holder
    const text = holderText({ agency: said.agency, certificate: said.certificate, time })
    await verifyStatement({ type: 'holder/1', text, signature: held, certificates, now })
  } catch (error) {
    if (error instanceof StatementSignatureError) throw problem('signature-invalid', error.message)
    throw error
  }
  const known = await db
    .selectFrom('certificate')
    .select('fpr')
    .where('fpr', '=', said.certificate)
    .executeTakeFirst()
  if (known) throw problem('conflict', 'That key is somebody’s already. Make a new one.')
  const { rows } = await sql`
    update invitation
      set attempts = attempts + 1, statement = ${statement}, signature = ${signature}, mac = ${mac}, certificate = ${certificate}
      where id = ${row.id} and attempts < ${MOST_ATTEMPTS} and settled_at is null
      returning id`.execute(db)
  if (rows.length === 0)
    throw problem('step-not-allowed', 'This invitation has been used too often. Ask for a new one.')
  return shown(row)
}

async function openInvitation(db: Db, id: string, now: Date): Promise<InvitationRow> {
  const [row] = await findInvitations(db, { idSha256: hash('sha256', id) })
  if (row && row.settled_as === null && row.ends_at > now) return row
  throw problem(
    'not-found',
    'There is no such invitation, or it has ended. Ask your liaison officer for a new one.',
  )
}

async function readable(armored: string) {
  try {
    return await readCertificate(armored)
  } catch (error) {
    if (error instanceof CertificateError) throw problem('invalid-request', error.message)
    throw error
  }
}

const shown = ({ agency, login, title, number, ends_at }: InvitationRow): InvitationShown => ({
  agency,
  login,
  title,
  number,
  endsAt: ends_at.toISOString(),
})
