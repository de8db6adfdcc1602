import { join } from 'node:path'
import { pino } from 'pino'
import { type Config, readConfig } from '../config.ts'
import { inWords } from '../sdk/agreement/words.ts'
import type { Db } from '../services/db.ts'
import { enteredOrStaged, isServed } from '../services/log/entered-or-staged.ts'
import { createTrustStanding } from '../services/trust/standing.ts'
import { connect } from '../store/connect.ts'
import { readLogins } from '../store/embedded/logins.ts'
import { startEmbedded } from '../store/embedded/start.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { requireDataDirectory } from './data-directory.ts'
import { NOT_AGREED } from './exchange-key-command.ts'
import { beginServiceExchange, finishServiceExchange, nextServiceKey } from './exchange-service-key.ts'
import type { Io } from './io.ts'
import { logOrigin } from './role-keys.ts'
import { startFailure } from './start-failure.ts'

/** `despatch exchange-key service`: makes the service's next key, or goes over to it. Exit code 1 when it cannot. */
export async function exchangeServiceKey(
  { finish, agreed, json }: { finish: boolean; agreed: boolean; json: boolean },
  io: Io,
): Promise<number> {
  const config = readConfig(io.env)
  try {
    await requireDataDirectory(config.dataDir, { written: false })
    const { dataDir, publicUrl, serviceDomain: domain } = config
    const place = { dataDir, log: logOrigin(publicUrl), domain, now: new Date() }
    if (finish) {
      if (!agreed) throw new StartRefusal(NOT_AGREED)
      const entries = await entriesWhenStopped(config, await nextServiceKey(place))
      const to = await finishServiceExchange(place, entries)
      if (json) io.out(JSON.stringify({ ok: true, service: to, entries: String(entries) }))
      else {
        io.out(`From the next start on the service signs with ${to}. The key before is gone;`)
        io.out(`what it signed counts for the first ${entries} entries of the log, and for nothing later.`)
        io.out('In words, to be read out:')
        io.out(`  ${inWords(to)}`)
        io.out('Start the service, every part of it, and back up DATA_DIR/keys.')
      }
      return 0
    }
    const { from, to, lost } = await beginServiceExchange(place)
    if (json) io.out(JSON.stringify({ ok: true, service: from, next: to, lost }))
    else {
      io.out(`The service signs with    ${from}`)
      io.out(`Its next key is           ${to}`)
      if (lost) {
        io.out(
          'The key in use is not there, so that it cannot hand on: clients will stop, and everybody who has',
        )
        io.out('made sure of the words says despatch login HOST --as USER --repin service.')
      }
      io.out(
        'Start the API again, and have the agencies sign an annex that names both: despatch agreement annex',
      )
      io.out('ID --out FILE drafts it. Then stop every part of the service, and go over:')
      io.out('  despatch exchange-key service --finish --agreed')
    }
    return 0
  } catch (error) {
    const problem = startFailure(error, config) ?? (error instanceof Error ? error.message : String(error))
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
}

/**
 * How many entries the log will have of what was taken in until now.
 *
 * @throws StartRefusal while the service runs, which would go on signing with the key before; without its database; or where an annex
 * names other keys of the service than the next one
 */
async function entriesWhenStopped(
  { dataDir, database, publicUrl }: Config,
  next: string | null,
): Promise<bigint> {
  // Here one would be made that knows nothing, and what it says would count.
  if (!database && (await readLogins(join(dataDir, 'postgres'))) === null)
    throw new StartRefusal(
      `There is no database under ${dataDir}: set DATABASE_URL to the one that the service has.`,
    )
  const logger = pino({ level: 'silent' })
  const embedded = database ? null : await startEmbedded({ dataDir, logger, onLost: () => {} })
  try {
    const url = embedded?.runtimeUrl ?? database?.runtimeUrl
    if (url === undefined) throw new Error('there is a database')
    const { db, close } = connect(url, { max: 1, applicationName: 'despatch exchange-key' })
    try {
      if (await isServed(db))
        throw new StartRefusal(
          'The service is running: mail that it takes is signed with the key before. Stop every part of it first.',
        )
      if (next !== null) await demandNamed(db, { origin: publicUrl, next })
      return await enteredOrStaged(db)
    } finally {
      await close()
    }
  } finally {
    await embedded?.stop()
  }
}

/** Clients would refuse the service, and with it the annex that they lack. @throws StartRefusal naming the agreement */
async function demandNamed(db: Db, { origin, next }: { origin: string; next: string }): Promise<void> {
  const { agreements } = await createTrustStanding().read(db)
  const here = new URL(origin).origin
  const lacking = Object.values(agreements)
    .flatMap(({ annex }) => annex?.document ?? [])
    .find((annex) => URL.parse(annex.origin)?.origin === here && !annex.service.includes(next))
  if (lacking)
    throw new StartRefusal(
      `The annex of ${lacking.agreement} that is in force does not name the next key, ${next}: every client would refuse the service. Nothing was changed. Start it again, and have one that names it signed and entered: despatch agreement annex ${lacking.agreement} --out FILE drafts it.`,
    )
}
