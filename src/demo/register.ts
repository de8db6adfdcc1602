import type { Kysely } from 'kysely'
import type { Database } from '../store/tables.ts'
import type { PartnerNetwork } from './partners.ts'

/** Tells the service where the partners' servers listen this time; their ports are new at every start. */
export async function registerPartners(
  db: Kysely<Database>,
  networks: readonly PartnerNetwork[],
): Promise<void> {
  for (const { domain, host, port, tlsCertificate, relayAddresses } of networks) {
    await db
      .updateTable('network')
      .set({
        relay_host: host,
        relay_port: port,
        tls_certificate: tlsCertificate,
        relay_addresses: relayAddresses,
      })
      .where('domain', '=', domain)
      .execute()
  }
}
