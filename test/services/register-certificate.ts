import type { Config } from '../../src/config.ts'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { agencies } from '../../src/demo/partnership/agencies.ts'
import { MailboxCertificate } from '../../src/domain/wire/trust/certificate.ts'
import { appendTrust } from '../../src/services/trust/append.ts'
import { createTrustStanding } from '../../src/services/trust/standing.ts'
import { rootOf, signed } from '../promises/8-keys-belong-to-agencies/hostile.ts'
import type { TestDatabase } from '../setup/database.ts'

/** A partner's agency certifies the key that the partner's own program made; the one before is of use no more. */
export async function registerCertificate(
  { database: { db }, config }: { database: Pick<TestDatabase, 'db'>; config: Config },
  address: string,
  armored: string,
): Promise<void> {
  const standing = createTrustStanding()
  const before = (await standing.read(db)).mailboxes[address]
  const agency = agencies.find(({ name }) => name === before?.agency)
  if (!before || !agency) throw new Error(`${address} is no mailbox of the demonstration`)
  const certificate = await readCertificate(armored)
  const now = new Date()
  const record = await signed(
    MailboxCertificate,
    {
      despatch: 'certificate/1',
      agency: agency.name,
      mailbox: address,
      name: before.name,
      route: 'mail',
      certificate: certificate.getFingerprint(),
      sha256: await sha256Hex(certificate.write()),
      generation: 0,
      replaces: before.fingerprint,
      restricted: false,
      time: now.toISOString(),
    },
    [await rootOf(config, agency.key)],
    [armored],
    now,
  )
  await db.transaction().execute((transaction) => appendTrust(transaction, [record], { standing, now }))
}
