import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { agreeOnKeys, type OwnKeys } from '../demo/annex.ts'
import { startPartners } from '../demo/partners.ts'
import { loadPartnership } from '../demo/partnership.ts'
import { registerPartners } from '../demo/register.ts'
import type { Database } from '../store/tables.ts'

/** The demonstration partnership's part of a running service: its data, and the mail partners' side. */
export type Demonstration = {
  /** Starts the mail partners, once the gateway listens. */
  begin(gateway: { smtpPort: number; tlsCertificate: string }): Promise<void>
  welcome(out: (line: string) => void): Promise<void>
  stop(): Promise<void>
}

/** Loads the demonstration partnership into an empty database and prepares its mail partners. */
export async function demonstration({
  db,
  config,
  keys,
  logger,
  now,
}: {
  db: Kysely<Database>
  config: Config
  keys: OwnKeys
  logger: Logger
  now: Date
}): Promise<Demonstration> {
  const { loaded } = await loadPartnership({ db, dataDir: config.dataDir, now })
  await agreeOnKeys({ db, dataDir: config.dataDir, origin: config.publicUrl, keys, now })
  let partners: Awaited<ReturnType<typeof startPartners>> | undefined
  return {
    async begin({ smtpPort, tlsCertificate }) {
      partners = await startPartners({
        dataDir: config.dataDir,
        gateway: { host: config.host, port: smtpPort, tlsCertificate },
        logger,
      })
      await registerPartners(db, partners.networks)
    },
    async welcome(out) {
      const { welcome } = await import('../demo/play.ts')
      await welcome({ config, out, first: loaded })
    },
    async stop() {
      await partners?.stop()
    },
  }
}
