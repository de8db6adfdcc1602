import { generateDeviceKey, lockKey, type PrivateKey } from '../crypto/keys.ts'
import { signStatement } from '../crypto/statement.ts'
import { type DeviceRow, DeviceStatement } from '../domain/wire/account.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import type { Session } from './session.ts'

/** A machine's own key, and how the service lists it. */
export type Device = { key: PrivateKey; row: DeviceRow }

/**
 * Makes a key for this machine and has it taken: the person's own key, which is in hand this once, signs `device/1`. From
 * then on `signIn` with the device needs no kit.
 *
 * @param label what the machine is called in the person's list; one line of at most 80 characters
 */
export async function registerDevice(
  { client, person, service, key }: Pick<Session, 'client' | 'person' | 'service' | 'key'>,
  label: string,
  now: Date,
): Promise<Device> {
  const made = await generateDeviceKey({
    name: 'Despatch device',
    address: `device@${service.serviceDomain}`,
    now,
  })
  const statement = writeStatement(DeviceStatement, {
    despatch: 'device/1',
    origin: service.origin,
    login: person.login,
    device: made.getFingerprint(),
    label,
    time: now.toISOString(),
  })
  const signature = await signStatement(statement, key, now)
  const certificate = made.toPublic().armor()
  return { key: made, row: await client.registerDevice({ certificate, statement, signature }) }
}

/** A key as it lies on a machine: armored, locked by a passphrase, readable by GnuPG. */
export const lockedUnder = (key: PrivateKey, passphrase: string): Promise<string> => lockKey(key, passphrase)
