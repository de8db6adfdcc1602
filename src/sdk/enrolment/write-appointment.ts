import { sha256Hex } from '../../crypto/digest.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import {
  Appointment,
  AppointmentEnd,
  AppointmentEndPrivate,
  AppointmentPrivate,
} from '../../domain/wire/trust/appointment.ts'
import { toBase64Url } from '../base64.ts'

/** What is signed, and what goes beside it for the agency alone: each its exact text. */
export type InTwoParts = { statement: string; private: string }

/** An id for somebody who has none yet. */
export const newPersonId = (): string => random(16)

/** An appointment, with a private part under a salt of its own. @throws StatementError */
export async function writeAppointment(
  told: Omit<Appointment, 'despatch' | 'private'>,
  own: Omit<AppointmentPrivate, 'despatch' | 'salt'>,
): Promise<InTwoParts> {
  const text = writeStatement(AppointmentPrivate, {
    despatch: 'appointment-private/1',
    salt: random(32),
    ...own,
  })
  const sha256 = await sha256Hex(text)
  return {
    statement: writeStatement(Appointment, { despatch: 'appointment/2', ...told, private: sha256 }),
    private: text,
  }
}

/** The end of an appointment: others learn whether the key was stolen, and not why else. @throws StatementError */
export async function writeAppointmentEnd(
  told: Omit<AppointmentEnd, 'despatch' | 'keyStolen' | 'private'>,
  { reason }: Pick<AppointmentEndPrivate, 'reason'>,
): Promise<InTwoParts> {
  const text = writeStatement(AppointmentEndPrivate, {
    despatch: 'appointment-end-private/1',
    salt: random(32),
    reason,
  })
  const keyStolen = reason === 'key-stolen'
  const said = { despatch: 'appointment-end/2' as const, ...told, keyStolen, private: await sha256Hex(text) }
  return { statement: writeStatement(AppointmentEnd, said), private: text }
}

const random = (bytes: number): string => toBase64Url(crypto.getRandomValues(new Uint8Array(bytes)))
