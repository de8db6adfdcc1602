import { readConfig } from '../config.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { requireDataDirectory } from './data-directory.ts'
import { beginExchange, finishExchange } from './exchange-key.ts'
import type { Io } from './io.ts'
import type { LogName } from './log-keys.ts'
import { logOrigin } from './role-keys.ts'
import { startFailure } from './start-failure.ts'

const NAMES: Record<LogName, string> = { log: 'The log', trust: 'The trust log' }

/** Afterwards nobody could draft the annex any more that lets clients in again. */
export const NOT_AGREED =
  'Does the annex of every agreement that names this service name its next key, and is it in force? Otherwise every client refuses the service from the next start on, and the key before is gone. Draft one with: despatch agreement annex ID --out FILE. When it is, or where no annex names this service, say --agreed as well. Nothing was changed.'

/** `despatch exchange-key`: gives a log its next key, or gives up the one before. Exit code 1 when it cannot. */
export async function exchangeKey(
  { log, finish, agreed, json }: { log: LogName; finish: boolean; agreed: boolean; json: boolean },
  io: Io,
): Promise<number> {
  const config = readConfig(io.env)
  try {
    await requireDataDirectory(config.dataDir, { written: false })
    const { dataDir, publicUrl, serviceDomain: domain } = config
    const place = { dataDir, log: logOrigin(publicUrl), domain, now: new Date() }
    if (finish) {
      if (!agreed) throw new StartRefusal(NOT_AGREED)
      const vkey = await finishExchange(place, log)
      if (json) io.out(JSON.stringify({ ok: true, log, signs: [vkey] }))
      else {
        io.out(`${NAMES[log]} is signed with ${vkey} alone, from the next start on. The key before is gone.`)
        io.out('Start the service again, every part of it.')
      }
      return 0
    }
    const { from, to } = await beginExchange(place, log)
    if (json) io.out(JSON.stringify({ ok: true, log, signs: [from, to] }))
    else {
      io.out(`${NAMES[log]} is signed with both of these from the next start on:`)
      io.out(`  ${from}`)
      io.out(`  ${to}`)
      io.out(
        'Start the service again, every part of it. Give the second one to the witnesses, and have the agencies',
      )
      io.out('sign an annex that names both: despatch agreement annex ID --out FILE drafts it.')
      io.out(`Then give the first one up: despatch exchange-key ${log} --finish --agreed`)
    }
    return 0
  } catch (error) {
    const problem = startFailure(error, config) ?? (error instanceof Error ? error.message : String(error))
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
}
