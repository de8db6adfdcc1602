import { readConfig } from '../config.ts'
import { readCertificate } from '../crypto/certificate.ts'
import { dkimRecord } from '../mail/gateway/dkim.ts'
import { inWords } from '../sdk/agreement/words.ts'
import { ownKeyWords } from '../sdk/changed-keys.ts'
import { stepsTo } from '../sdk/former-services.ts'
import { prepareDataDirectory } from './data-directory.ts'
import { announcedService } from './exchange-service-key.ts'
import type { Io } from './io.ts'
import { logOrigin } from './role-keys.ts'
import { readServiceKeys } from './service-keys.ts'
import { startFailure } from './start-failure.ts'

/** `despatch keys`: makes the service's keys that are not there yet, and prints the public ones. */
export async function makeServiceKeys({ json }: { json: boolean }, io: Io): Promise<number> {
  const config = readConfig(io.env)
  try {
    // Containers mount the folders below it, and nothing is written beside them.
    await prepareDataDirectory(config.dataDir, { written: false })
    const { dkimSelector } = config
    const names = { log: logOrigin(config.publicUrl), domain: config.serviceDomain, dkimSelector }
    const keys = await readServiceKeys(config.dataDir, names, new Date())
    const certificate = await readCertificate(keys.serviceCertificate)
    const fingerprint = certificate.getFingerprint()
    const steps = await stepsTo(certificate, keys.serviceExchanges)
    const next = announcedService(keys.serviceExchanges)
    const dkim = keys.dkim && dkimRecord(keys.dkim)
    if (json) {
      const signing = dkim === null ? {} : { dkim: { selector: dkimSelector, record: dkim } }
      io.out(
        JSON.stringify({
          ok: true,
          logKey: keys.logKey,
          trustKey: keys.trustKey,
          serviceKey: fingerprint,
          serviceKeyNext: next,
          serviceKeysBefore: steps.map(({ statement }) => statement.from),
          ...signing,
        }),
      )
    } else {
      io.out(`The log is signed with    ${keys.logKey}`)
      io.out(`The trust log with        ${keys.trustKey}`)
      io.out(`The service signs with    ${fingerprint}`)
      // What whoever is shown a changed key asks to be read (docs/operating.md).
      io.out('In words, to be read out:')
      io.out(`  the log                 ${await ownKeyWords('log', keys.logKey)}`)
      io.out(`  the trust log           ${await ownKeyWords('trust', keys.trustKey)}`)
      io.out(`  the service             ${await ownKeyWords('service', fingerprint)}`)
      if (next !== null) io.out(`  the service next        ${inWords(next)} (${next})`)
      for (const { statement } of steps)
        io.out(
          `  the service before      ${inWords(statement.from)} (for the first ${statement.entries} entries of the log)`,
        )
      if (dkim !== null) io.out(`Mail is signed with       TXT at ${dkimSelector}._domainkey: ${dkim}`)
    }
    return 0
  } catch (error) {
    const problem = startFailure(error, config) ?? (error instanceof Error ? error.message : String(error))
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
}
