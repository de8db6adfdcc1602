import { personOf } from '../../domain/trust/state.ts'
import { ClientError } from '../../sdk/errors.ts'
import type { Session } from '../../sdk/session.ts'

/** The name of the agency that has appointed whoever is signed in, as the trust log says. @throws ClientError */
export async function ownAgency({ trust, key }: Pick<Session, 'trust' | 'key'>): Promise<string> {
  const agency = personOf(await trust.state(), key.getFingerprint())?.agency
  if (agency !== undefined) return agency
  throw new ClientError('No agency that is believed here has appointed you.')
}
