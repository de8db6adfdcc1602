import { hash, randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { readInvitationSecret } from '../../src/crypto/invitation.ts'
import { generateUserKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import type { EnrolmentRequest } from '../../src/domain/wire/enrolment.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Enrolment } from '../../src/domain/wire/trust/enrolment.ts'
import { proveHolding } from '../../src/sdk/enrolment/holder.ts'
import type { TestService } from '../setup/service.ts'

/** An invitation that stands in the database, with all that its holder has. */
export type Planted = { row: string; id: string; login: string; agency: string; secret: string }

/** Puts an invitation for somebody new into the database, by somebody of the agency that the mailbox belongs to. */
export async function plantInvitation({ database }: TestService, mailbox: string): Promise<Planted> {
  const { owner } = database
  const { agency_id, name } = await owner
    .selectFrom('mailbox')
    .innerJoin('agency', 'agency.id', 'mailbox.agency_id')
    .select(['mailbox.agency_id', 'agency.name'])
    .where('address', '=', mailbox)
    .executeTakeFirstOrThrow()
  const inviter = await owner
    .selectFrom('person')
    .select('id')
    .where('agency_id', '=', agency_id)
    .orderBy('login', 'desc')
    .executeTakeFirstOrThrow()
  const secret = randomBytes(16).toString('base64url')
  const { id } = await readInvitationSecret(secret)
  const login = `new.${randomBytes(6).toString('hex')}`
  const row = uuid()
  await owner
    .insertInto('invitation')
    .values({
      id: row,
      id_sha256: hash('sha256', id),
      agency_id,
      invited_by: inviter.id,
      login,
      title: 'Case worker',
      number: '77',
      roles: ['case-worker'],
      created_at: new Date(),
      ends_at: new Date(Date.now() + 3_600_000),
    })
    .execute()
  return { row, id, login, agency: name, secret }
}

const newcomer = generateUserKey({ name: 'Case worker 77', address: 'new@despatch.invalid', now: new Date() })

/** What the newcomer of an invitation sends. */
export async function enrolmentOf(
  origin: string,
  { id, login, agency, secret }: Planted,
): Promise<EnrolmentRequest> {
  const key = await newcomer
  const { prove } = await readInvitationSecret(secret)
  const statement = writeStatement(Enrolment, {
    despatch: 'enrolment/2',
    origin,
    agency,
    login,
    root: 'ab'.repeat(20),
    certificate: key.getFingerprint(),
    holder: await proveHolding(key, agency, new Date()),
    nonce: randomBytes(32).toString('base64url'),
    time: new Date().toISOString(),
  })
  return {
    id,
    statement,
    signature: await signStatement(statement, key, new Date()),
    mac: await prove(statement),
    certificate: key.toPublic().armor(),
  }
}
