import { readInvitationSecret } from '../../crypto/invitation.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'
import type { InvitationShown } from '../../domain/wire/enrolment.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { Enrolment } from '../../domain/wire/trust/enrolment.ts'
import type { Client } from '../client.ts'
import { ClientError, isApiProblem } from '../errors.ts'
import { proveHolding } from './holder.ts'
import type { InvitationLink } from './link.ts'

/** Whom the invitation is for. @throws ClientError, InvitationError */
export async function lookUpInvitation(client: Client, { secret }: InvitationLink): Promise<InvitationShown> {
  const { id } = await readInvitationSecret(secret)
  return client.invitation(id)
}

/**
 * Enrols: proves the key, by itself and by the secret of the invitation.
 * @throws ClientError when the service is another than the invitation's
 */
export async function enrol(
  client: Client,
  { link, invited, key, now }: { link: InvitationLink; invited: InvitationShown; key: PrivateKey; now: Date },
): Promise<void> {
  const { origin } = await client.service()
  if (URL.parse(origin)?.origin !== link.origin)
    throw new ClientError(`The service says that it is ${origin}, and the invitation is to ${link.origin}.`)
  const { id, prove } = await readInvitationSecret(link.secret)
  const statement = writeStatement(Enrolment, {
    despatch: 'enrolment/2',
    origin,
    agency: invited.agency,
    login: invited.login,
    root: link.root,
    certificate: key.getFingerprint(),
    holder: await proveHolding(key, invited.agency, now),
    nonce: newNonce(),
    time: now.toISOString(),
  })
  const signature = await signStatement(statement, key, now)
  const certificate = key.toPublic().armor()
  try {
    await client.enrol({ id, statement, signature, mac: await prove(statement), certificate })
  } catch (error) {
    if (isApiProblem(error, 'conflict')) throw new ClientError(error.detail)
    throw error
  }
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
