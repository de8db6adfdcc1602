import { readFile } from 'node:fs/promises'
import type { Static } from 'typebox'
import { unlockKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { demoPaths } from '../../src/demo/files.ts'
import { agencies } from '../../src/demo/partnership/agencies.ts'
import { AGREEMENT_ID } from '../../src/demo/partnership/agreement.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Annex } from '../../src/domain/wire/trust/annex.ts'
import type { Db } from '../../src/services/db.ts'
import { appendTrust } from '../../src/services/trust/append.ts'
import { createTrustStanding } from '../../src/services/trust/standing.ts'
import { until } from '../services/sending.ts'

/**
 * Has the responsible authorities of the demonstration agree on its next annex, which is the last one but for this, and waits until the
 * trust log is published with it: before that nobody knows of it.
 */
export async function agreeOnAnnex(
  db: Db,
  dataDir: string,
  changed: Partial<
    Pick<Static<typeof Annex>, 'log' | 'trust' | 'service' | 'witnesses' | 'quorum' | 'clients'>
  >,
): Promise<void> {
  const standing = createTrustStanding()
  const annex = (await standing.read(db)).agreements[AGREEMENT_ID]?.annex
  if (!annex) throw new Error('the demonstration has an annex')
  const now = new Date()
  const [number, previous] = [annex.document.number + 1, annex.sha256]
  const time = now.toISOString()
  const statement = writeStatement(Annex, { ...annex.document, ...changed, number, previous, time })
  const paths = demoPaths(dataDir)
  const passphrase = (await readFile(paths.passphrase, 'utf8')).trim()
  const signing = agencies.filter(({ legalClasses }) => legalClasses.includes('responsible'))
  const signatures = await Promise.all(
    signing.slice(0, 2).map(async ({ key }) => {
      const root = await unlockKey(await readFile(paths.agencyRoot(key), 'utf8'), passphrase, { fast: true })
      return signStatement(statement, root, now)
    }),
  )
  await db
    .transaction()
    .execute((tx) => appendTrust(tx, [{ statement, signatures, certificates: [] }], { standing, now }))
  await until('the annex was published', async () => {
    const { entered } = await db
      .selectFrom('trust_record')
      .select(({ fn }) => fn.countAll<string>().as('entered'))
      .executeTakeFirstOrThrow()
    const { size } = await db.selectFrom('trust_checkpoint').select('size').executeTakeFirstOrThrow()
    return Number(size) >= Number(entered)
  })
}
