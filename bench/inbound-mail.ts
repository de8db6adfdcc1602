import type { Kysely } from 'kysely'
import { armorMessage } from '../src/crypto/armor.ts'
import { readCertificate } from '../src/crypto/certificate.ts'
import { seal } from '../src/crypto/seal.ts'
import { composeEncrypted } from '../src/mail/encrypted.ts'
import type { Database } from '../src/store/tables.ts'
import type { MailForm } from './inbound-load.ts'

const MESSAGE_ID = '<the-message-id@example.test>'

/** Puts a DKIM signature before a mail that does not cover its Message-ID. */
export type Signing = (mail: Uint8Array) => Promise<Uint8Array>

/**
 * A PGP/MIME mail to a mailbox of the service, sealed to its certificate before any clock runs. Each time it is sent
 * it has another Message-ID.
 *
 * @param bytes of the whole mail, about
 */
export async function mailForm(
  db: Kysely<Database>,
  { from, to, bytes }: { from: string; to: string; bytes: number },
  signed: Signing = async (mail) => mail,
): Promise<MailForm & { whole: Uint8Array }> {
  const { armored } = await db
    .selectFrom('certificate')
    .innerJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
    .select('certificate.armored')
    .where('mailbox.address', '=', to)
    .where('certificate.state', '=', 'current')
    .executeTakeFirstOrThrow()
  const now = new Date()
  // Armor writes 65 characters for 48 bytes, and mail ends each line with one more.
  const sealed = await seal({
    entity: noise(Math.max(1, Math.floor(((bytes - 1100) * 48) / 66))),
    recipients: [await readCertificate(armored)],
    now,
  })
  const composed = composeEncrypted({
    from,
    to: [to],
    date: now,
    messageId: MESSAGE_ID,
    armored: armorMessage(sealed),
  })
  const whole = await signed(composed)
  const bytesOnTheWire = Buffer.from(whole)
  const at = bytesOnTheWire.indexOf(MESSAGE_ID)
  const [before, after] = [
    bytesOnTheWire.subarray(0, at),
    Buffer.concat([bytesOnTheWire.subarray(at + MESSAGE_ID.length), Buffer.from('.\r\n')]),
  ]
  return { whole, onTheWire: (messageId) => Buffer.concat([before, Buffer.from(messageId), after]) }
}

function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}
