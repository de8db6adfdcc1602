import { agencies } from '../../src/demo/partnership/agencies.ts'
import { MailboxCertificate } from '../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../src/domain/wire/trust/record.ts'
import type { Session } from '../../src/sdk/session.ts'
import { rootOf, signed } from '../promises/8-keys-belong-to-agencies/hostile.ts'
import type { TestService } from '../setup/service.ts'

/** The certificate that a mailbox has, certified once more by the root of its agency: of no consequence, and true. */
export async function recertified(
  { config }: Pick<TestService, 'config'>,
  { trust }: Pick<Session, 'trust'>,
  address: string,
): Promise<TrustRecord> {
  const known = (await trust.refresh()).mailboxes[address]
  const agency = agencies.find(({ name }) => name === known?.agency)
  if (!known || !agency) throw new Error(`${address} is no mailbox of the demonstration`)
  const { name, route, fingerprint, sha256, generation, restricted, certificate } = known
  return signed(
    MailboxCertificate,
    {
      despatch: 'certificate/1',
      agency: agency.name,
      mailbox: address,
      name,
      route,
      certificate: fingerprint,
      sha256,
      generation,
      replaces: null,
      restricted,
      time: new Date().toISOString(),
    },
    [await rootOf(config, agency.key)],
    [certificate],
  )
}
