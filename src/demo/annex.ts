import { readFile } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import { unlockKey } from '../crypto/keys.ts'
import { signStatement } from '../crypto/statement.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import { Annex } from '../domain/wire/trust/annex.ts'
import { appendTrust } from '../services/trust/append.ts'
import { createTrustStanding } from '../services/trust/standing.ts'
import type { Database } from '../store/tables.ts'
import { demoPaths } from './files.ts'
import { agencies } from './partnership/agencies.ts'
import { AGREEMENT_ID } from './partnership/agreement.ts'

/** The keys that a service has made for itself. */
export type OwnKeys = { 'log-key'?: string; 'trust-key'?: string; 'service-certificate'?: string }

/**
 * Has the demonstration's responsible authorities agree on the keys of the service, as soon as it has any: until then
 * the agreement has no annex. Done once.
 */
export async function agreeOnKeys({
  db,
  dataDir,
  origin,
  keys,
  now,
}: {
  db: Kysely<Database>
  dataDir: string
  origin: string
  keys: OwnKeys
  now: Date
}): Promise<void> {
  const { 'log-key': log, 'trust-key': trust, 'service-certificate': service } = keys
  const standing = createTrustStanding()
  const agreement = (await standing.read(db)).agreements[AGREEMENT_ID]
  if (!agreement || agreement.annex || !log || !trust || !service) return
  const paths = demoPaths(dataDir)
  const passphrase = (await readFile(paths.passphrase, 'utf8')).trim()
  const statement = writeStatement(Annex, {
    despatch: 'annex/2',
    agreement: AGREEMENT_ID,
    number: 1,
    previous: null,
    origin,
    log: [log],
    trust: [trust],
    service: [service],
    witnesses: [],
    quorum: 0,
    clients: [],
    time: now.toISOString(),
  })
  const signing = agencies.filter(({ legalClasses }) => legalClasses.includes('responsible'))
  const signatures = await Promise.all(
    signing.slice(0, agreement.document.annexQuorum).map(async ({ key }) => {
      const root = await unlockKey(await readFile(paths.agencyRoot(key), 'utf8'), passphrase, { fast: true })
      return signStatement(statement, root, now)
    }),
  )
  await db
    .transaction()
    .execute((transaction) =>
      appendTrust(transaction, [{ statement, signatures, certificates: [] }], { standing, now }),
    )
}
