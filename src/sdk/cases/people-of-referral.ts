import { type Named, peopleIn } from '../../domain/cases/places.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { formOfReferral, type TakenFrom } from './form-of-referral.ts'

/**
 * Everybody whom a referral names in its form, so that nobody keys them again (B5).
 *
 * @throws ClientError when it cannot be read, is not what was declared, or its form has no people
 */
export async function peopleOfReferral(session: Session, from: TakenFrom): Promise<Named[]> {
  const { reference, kind, data } = await formOfReferral(session, from)
  const found = kind === null ? [] : peopleIn(kind, data)
  if (found.length > 0) return found
  throw new ClientError(
    `${reference} names nobody in a form that can be read; what its text says has to be written down by hand.`,
  )
}
