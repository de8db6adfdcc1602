import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { originNumber } from '../log/new-origin.ts'
import { createSigner } from '../mail/gateway/dkim.ts'
import { createRelayPool } from '../mail/gateway/relay-pool.ts'
import type { DnsResolver } from '../mail/gateway/resolver.ts'
import { keysOverHttps } from '../mail/gateway/wkd-fetch.ts'
import type { Reception } from '../services/arrivals/reception.ts'
import { releaseLeases } from '../services/deliveries/lease.ts'
import { createChanges } from '../services/events/changes.ts'
import { settleName } from '../services/log/begun.ts'
import { enterLogKeys } from '../services/log/enter-log-keys.ts'
import { settleWitnesses } from '../services/log/keep-cosignatures.ts'
import { type LogJournal, logJournal } from '../services/log/log-journal.ts'
import { createPublication } from '../services/log/publication.ts'
import { trustJournal } from '../services/log/trust-journal.ts'
import type { FetchKey } from '../services/partner-keys/find.ts'
import { fixSettings } from '../services/settings.ts'
import { connect } from '../store/connect.ts'
import type { Databases } from '../store/databases.ts'
import { subscribe } from '../store/listen.ts'
import type { DeliverDependencies } from '../workers/deliver.ts'
import type { Loop } from '../workers/loop.ts'
import type { QueueBackend } from '../workers/queue.ts'
import { demonstration } from './demonstration.ts'
import { resolverOf, unanswered } from './dns.ts'
import { type ChangedRates, createLimits } from './limits.ts'
import { measuredRelay } from './metrics/measured.ts'
import { readRelayCredentials } from './relay-credentials.ts'
import { logOrigin, readRoleKeys } from './role-keys.ts'
import { apiRole } from './roles/api.ts'
import { gatewayRole } from './roles/gateway.ts'
import { noticesRole, readNoticeServer } from './roles/notices.ts'
import { sequencerRole } from './roles/sequencer.ts'
import { statusRole } from './roles/status.ts'
import { witnessesNotAhead, witnessesRole } from './roles/witnesses.ts'
import { findServersOnline, workerRole } from './roles/worker.ts'
import type { Role, Service, ServiceOptions, Started } from './service.ts'
import { gatewayCheck, loopCheck } from './status/checks.ts'
import { createStatus, type Status } from './status.ts'
import { readWitnessSettings } from './witness-settings.ts'

/** What a test puts in place of the outside world, or wraps around it. */
export type Seams = {
  clock?: () => Date
  relay?: DeliverDependencies['relay']
  findServers?: DeliverDependencies['findServers']
  keep?: (keep: Reception['keep']) => Reception['keep']
  journal?: (journal: LogJournal) => LogJournal
  /** who is asked in place of DNS */
  resolver?: DnsResolver
  /** who is asked in place of partners' Web Key Directories */
  fetchKey?: FetchKey
  /** how often whoever listens for changes is looked up again, in ms */
  beatMs?: number
  /** other limits than the usual */
  rates?: ChangedRates
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
  let status: Status | undefined

  async function start(): Promise<Started> {
    const applicationName = `despatch ${role}`
    const { db, close } = connect(databases.runtimeUrl, { max: 20, applicationName })
    stops.push(close)
    const watched = await createStatus({ config, role, db, clock })
    status = watched
    const { metrics, watch } = watched
    // First of all and last of all: it says that the rest is starting, and stopping.
    if (config.statusPort !== null) stops.push((await statusRole({ config, status: watched })).stop)
    const pool = createRelayPool()
    const resolver = seams.resolver ?? resolverOf(config, options)
    const relayed = measuredRelay(seams.relay ?? pool.relay, metrics)
    const keys = await readRoleKeys(
      {
        dataDir: config.dataDir,
        log: logOrigin(service.origin),
        domain: service.domain,
        dkimSelector: config.dkimSelector,
        now: clock(),
      },
      role,
    )
    const fixed = { origin: service.origin, 'service-domain': service.domain, ...keys.known }
    await fixSettings(db, fixed, keys.before)
    const logKey = keys.known['log-key']
    if (logKey) await settleName(db, logKey)
    // The embedded database has this process alone: whoever held a lease is dead.
    if (databases.embedded) {
      await releaseLeases(db)
    }
    const demo = options.demo
      ? await demonstration({ db, config, keys: keys.known, logger, now: clock() })
      : undefined
    const loops: { sequencer?: Loop; worker?: Loop; notices?: Loop; witnesses?: Pick<Loop, 'nudge'> } = {}
    const publication = createPublication(db)
    const changes = createChanges()

    if (keys.sequencer && databases.sequencerUrl) {
      const directory = join(config.dataDir, 'log')
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const journal = logJournal(directory, { number: originNumber(keys.sequencer.log.signers[0].name) })
      await enterLogKeys(db, keys.sequencer.log.signers, keys.sequencer.log.exchanges)
      const settings = await readWitnessSettings(config)
      const keysOfWitnesses = settings.witnesses.map(({ key }) => key)
      const sequencer = sequencerRole({
        url: databases.sequencerUrl,
        journal: seams.journal ? seams.journal(journal) : journal,
        trustJournal: trustJournal(directory),
        keys: keys.sequencer,
        settled: (login) => settleWitnesses(login, keysOfWitnesses, settings.quorum),
        demandNotAhead: witnessesNotAhead(settings, logger),
        clock,
        logger,
      })
      loops.sequencer = sequencer
      stops.push(sequencer.stop)
      watch(
        loopCheck('sequencer', sequencer, {
          lateMs: 15_000,
          means: 'nothing is entered in the log by this process. Its log says why.',
        }),
      )
      if (settings.witnesses.length > 0) {
        const witnesses = witnessesRole({
          url: databases.sequencerUrl,
          settings,
          writes: sequencer.writes,
          logger,
        })
        loops.witnesses = witnesses
        stops.push(witnesses.stop)
      }
    }
    if (keys.worker) {
      const sign = keys.worker.dkim && createSigner(keys.worker.dkim, service.domain)
      loops.worker = workerRole({
        db,
        backend: queueBackend(config, databases),
        clock,
        service,
        relays: { relay: relayed, close: pool.close },
        routes: {
          findServers: seams.findServers ?? findServersOnline(resolver ?? unanswered),
          credentialsOf: await readRelayCredentials(config.relayCredentialsFile),
          sign,
        },
        testsFrom: {
          from: config.notices?.from ?? `notices@${service.domain}`,
          postmaster: config.postmaster,
        },
        logger,
      })
      // At once: a notice that is under way ends with the connections that the worker closes.
      stops.push(async () => void (await Promise.all([loops.worker?.stop(), loops.notices?.stop()])))
      watch(
        loopCheck('worker', loops.worker, {
          lateMs: 60_000,
          means: 'nothing is delivered by this process. Its log says why.',
        }),
      )
      if (config.notices) {
        loops.notices = noticesRole({
          db,
          clock,
          server: await readNoticeServer(config.notices),
          sender: { from: config.notices.from, origin: service.origin, serviceDomain: service.domain },
          relay: relayed,
          sign,
          logger,
          postmaster: config.postmaster,
          chasing: config.chasing,
        })
        watch(
          loopCheck('notices', loops.notices, {
            lateMs: Number.POSITIVE_INFINITY,
            means: 'members are not told that something waits. Its log says why.',
          }),
        )
      }
    }
    const subscription = await subscribe(
      databases.runtimeUrl,
      ['despatch_staged', 'despatch_published', ...(runs('api') ? ['despatch_changed'] : [])],
      (channel, carries) => {
        if (channel === 'despatch_changed') changes.notify(carries)
        else if (channel === 'despatch_staged') loops.sequencer?.nudge()
        else {
          publication.notify()
          loops.witnesses?.nudge()
          loops.worker?.nudge()
          loops.notices?.nudge()
        }
      },
      applicationName,
    )
    stops.push(subscription.close)

    const counts = runs('gateway') || runs('api')
    const { limits, close: closeLimits } = createLimits({
      // The other roles take nothing from anybody: nothing of theirs is counted.
      redis: counts && config.redisUrl ? { url: config.redisUrl, prefix: redisPrefix(config) } : null,
      logger,
      rates: seams.rates ?? {},
    })
    stops.push(async () => closeLimits())
    const addresses: Started['addresses'] = { http: null, smtp: null }
    const ports = { http: 0, smtp: 0 }
    if (keys.gateway) {
      const gateway = await gatewayRole({
        config,
        db,
        clock,
        keys: keys.gateway,
        limits: limits.gateway,
        resolver,
        logger,
        onAnswer: metrics.smtpAnswered,
        wrapKeep: seams.keep,
      })
      stops.push(gateway.stop)
      watch(gatewayCheck(gateway.listening))
      ports.smtp = gateway.port
      addresses.smtp = `smtp://${config.host}:${gateway.port}`
    }
    if (keys.api) {
      const api = await apiRole({
        config,
        db,
        clock,
        keys: keys.api,
        publication,
        changes,
        beatMs: seams.beatMs,
        fetchKey: seams.fetchKey ?? (resolver && keysOverHttps({ resolve: resolver })),
        limits: limits.api,
        status: watched,
        client: (await options.client) ?? null,
        logger,
      })
      stops.push(api.stop)
      ports.http = api.port
      addresses.http = service.origin
    }
    // The mail partners answer to the gateway, so they stand beside it.
    if (demo && keys.gateway) {
      await demo.begin({ smtpPort: ports.smtp, tlsCertificate: keys.gateway.tls.cert })
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
    watched.began()
    return demo && runs('api') ? { addresses, welcome: demo.welcome } : { addresses }
  }

  return {
    start,
    async stop() {
      status?.ending()
      for (const stop of stops.splice(0).reverse()) await stop()
    },
  }
}

/** The queue's place. On a Redis that several services share, each has keys of its own. */
function queueBackend(config: Config, { runtimeUrl }: Databases): QueueBackend {
  return config.redisUrl === null
    ? { kind: 'postgres', connectionString: runtimeUrl }
    : { kind: 'redis', url: config.redisUrl, prefix: redisPrefix(config) }
}

const redisPrefix = ({ publicUrl }: Config) => `despatch:${new URL(publicUrl).host}`

/** Where the running service is to be found, for commands on the same machine. */
async function writeRun(dataDir: string, run: Record<string, string | number>): Promise<void> {
  const path = join(dataDir, 'run.json')
  await writeFile(`${path}.new`, JSON.stringify(run), { mode: 0o600 })
  await rename(`${path}.new`, path)
}
