import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { relay } from '../mail/gateway/relay.ts'
import type { Reception } from '../services/arrivals/reception.ts'
import { releaseLeases } from '../services/deliveries/lease.ts'
import { type BatchFile, batchFile } from '../services/log/batch-file.ts'
import { createPublication } from '../services/log/publication.ts'
import { fixSettings } from '../services/settings.ts'
import { connect } from '../store/connect.ts'
import type { Databases } from '../store/databases.ts'
import { subscribe } from '../store/listen.ts'
import type { DeliverDependencies } from '../workers/deliver.ts'
import type { Loop } from '../workers/loop.ts'
import { demonstration } from './demonstration.ts'
import { apiRole } from './roles/api.ts'
import { gatewayRole } from './roles/gateway.ts'
import { noticesRole, readNoticeServer } from './roles/notices.ts'
import { sequencerRole } from './roles/sequencer.ts'
import { workerRole } from './roles/worker.ts'
import type { Role, Service, ServiceOptions, Started } from './service.ts'
import { readServiceKeys } from './service-keys.ts'

/** What a test puts in place of the outside world, or wraps around it. */
export type Seams = {
  clock?: () => Date
  relay?: DeliverDependencies['relay']
  keep?: (keep: Reception['keep']) => Reception['keep']
  batchFile?: (file: BatchFile) => BatchFile
}

/**
 * Composes the service: every dependency is made here, once, and given as an argument. Nothing is started
 * before `start`, and `stop` ends it in the opposite order: first what takes work, then what does it.
 */
export function composeService(
  config: Config,
  databases: Databases,
  options: ServiceOptions,
  seams: Seams = {},
): Service {
  const { logger, role } = options
  const clock = seams.clock ?? (() => new Date())
  const service = { origin: config.publicUrl, domain: config.serviceDomain }
  const runs = (wanted: Role) => role === 'all' || role === wanted
  const stops: (() => Promise<void>)[] = []

  async function start(): Promise<Started> {
    const { db, close } = connect(databases.runtimeUrl, { max: 20, applicationName: `despatch ${role}` })
    stops.push(close)
    const keys = await readServiceKeys(
      config.dataDir,
      { log: `${new URL(service.origin).host}/log`, domain: service.domain },
      clock(),
    )
    await fixSettings(db, {
      origin: service.origin,
      'service-domain': service.domain,
      'log-key': keys.log.vkey,
      'service-certificate': keys.service.getFingerprint(),
    })
    // The embedded database has this process alone: whoever held a lease is dead.
    if (databases.embedded) {
      await releaseLeases(db)
    }
    const demo = options.demo ? await demonstration({ db, config, logger, now: clock() }) : undefined
    const loops: { sequencer?: Loop; worker?: Loop; notices?: Loop } = {}
    const publication = createPublication(db)

    if (runs('sequencer') && databases.sequencerUrl) {
      const directory = join(config.dataDir, 'log')
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const file = batchFile(directory)
      loops.sequencer = sequencerRole({
        url: databases.sequencerUrl,
        file: seams.batchFile ? seams.batchFile(file) : file,
        keys,
        logger,
      })
      stops.push(loops.sequencer.stop)
    }
    if (runs('worker')) {
      loops.worker = workerRole({
        db,
        url: databases.runtimeUrl,
        clock,
        serviceDomain: service.domain,
        relay: seams.relay ?? relay,
        logger,
      })
      stops.push(loops.worker.stop)
      if (config.notices) {
        loops.notices = noticesRole({
          db,
          clock,
          server: await readNoticeServer(config.notices),
          sender: { from: config.notices.from, origin: service.origin, serviceDomain: service.domain },
          relay: seams.relay ?? relay,
          logger,
        })
        stops.push(loops.notices.stop)
      }
    }
    const subscription = await subscribe(
      databases.runtimeUrl,
      ['despatch_staged', 'despatch_published'],
      (channel) => {
        if (channel === 'despatch_staged') loops.sequencer?.nudge()
        else {
          publication.notify()
          loops.worker?.nudge()
          loops.notices?.nudge()
        }
      },
    )
    stops.push(subscription.close)

    const addresses: Started['addresses'] = { http: null, smtp: null }
    const ports = { http: 0, smtp: 0 }
    if (runs('gateway')) {
      const gateway = await gatewayRole({ config, db, clock, keys, logger, wrapKeep: seams.keep })
      stops.push(gateway.stop)
      ports.smtp = gateway.port
      addresses.smtp = `smtp://${config.host}:${gateway.port}`
    }
    if (runs('api')) {
      const api = await apiRole({ config, db, clock, keys, publication, logger })
      stops.push(api.stop)
      ports.http = api.port
      addresses.http = service.origin
    }
    // The mail partners answer to the gateway, so they stand beside it.
    if (demo && runs('gateway')) {
      await demo.begin({ smtpPort: ports.smtp, tlsCertificate: keys.tls.cert })
      stops.push(demo.stop)
    }
    // One process of several that share the folder answers for the service: the one that people reach.
    if (runs('api')) {
      await writeRun(config.dataDir, {
        origin: service.origin,
        httpPort: ports.http,
        smtpPort: ports.smtp,
        pid: process.pid,
      })
    }
    return demo ? { addresses, welcome: demo.welcome } : { addresses }
  }

  return {
    start,
    async stop() {
      for (const stop of stops.splice(0).reverse()) await stop()
    },
  }
}

/** Where the running service is to be found, for commands on the same machine. */
async function writeRun(dataDir: string, run: Record<string, string | number>): Promise<void> {
  const path = join(dataDir, 'run.json')
  await writeFile(`${path}.new`, JSON.stringify(run), { mode: 0o600 })
  await rename(`${path}.new`, path)
}
