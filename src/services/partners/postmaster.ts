import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { readRouteHealth } from '../indicators/routes.ts'

/** What may be wrong with the way to a partner that the postmaster is told of. */
export type RouteTrouble =
  | { domain: string; what: 'failing'; oldest: Date; lastSuccess: Date | null }
  | { domain: string; what: 'certificate'; ends: Date }
  | { domain: string; what: 'paused' }

/** A way is failing when its oldest mail has waited for so long, and none has left for as long. */
const FAILING_MS = 60 * 60_000
const DAY_MS = 24 * 60 * 60_000
/** A certificate that ends within so many days is to be replaced. */
const ENDS_WITHIN_DAYS = 30
/** It is told again after a day, for as long as it lasts. */
const AGAIN_AFTER = '24 hours'

/** What is wrong now, by domain. */
export async function routeTroubles(db: Db, now: Date): Promise<RouteTrouble[]> {
  const routes = await readRouteHealth(db)
  const waiting = await oldestWaiting(db)
  const isLongAgo = (time: Date): boolean => now.getTime() - time.getTime() > FAILING_MS
  return routes.flatMap(({ domain, paused, lastSuccess, certificateEnds }): RouteTrouble[] => {
    const taken = lastSuccess === null ? null : new Date(lastSuccess * 1000)
    const ends = certificateEnds === null ? null : new Date(certificateEnds * 1000)
    const oldest = waiting.get(domain)
    // Of a way that is paused it is told that it is.
    const failing = !paused && oldest && isLongAgo(oldest) && (taken === null || isLongAgo(taken))
    return [
      ...(failing ? [{ domain, what: 'failing' as const, oldest, lastSuccess: taken }] : []),
      ...(ends && ends.getTime() - now.getTime() < ENDS_WITHIN_DAYS * DAY_MS
        ? [{ domain, what: 'certificate' as const, ends }]
        : []),
      ...(paused ? [{ domain, what: 'paused' as const }] : []),
    ]
  })
}

/** Since when the oldest mail has waited for each domain that any waits for. */
async function oldestWaiting(db: Db): Promise<Map<string, Date>> {
  const { rows } = await sql<{ domain: string; oldest: Date }>`
    select split_part(m.address, '@', 2) as domain, min(d.waits_since) as oldest
      from delivery d
      join mailbox m on m.id = d.mailbox_id
      where d.state = 'accepted' and m.route = 'mail'
      group by 1`.execute(db)
  return new Map(rows.map(({ domain, oldest }) => [domain, oldest]))
}

/**
 * Takes what the postmaster is to be told of now: what is new, or was told a day ago. What is over is forgotten, so that it
 * is told at once when it comes again. Of several workers one takes it.
 */
export async function takeTroubles(db: Db, troubles: readonly RouteTrouble[]): Promise<RouteTrouble[]> {
  const now = JSON.stringify(troubles.map(({ domain, what }) => ({ domain, what })))
  const { rows } = await sql<{ domain: string; what: string }>`
    with trouble as (
      select * from json_to_recordset(${now}::json) as trouble (domain text, what text)
    ), over as (
      delete from postmaster_notice n
        where not exists (select from trouble t where t.domain = n.domain and t.what = n.what)
    )
    insert into postmaster_notice (domain, what, told_at)
      select domain, what, now() from trouble order by domain, what
      on conflict (domain, what) do update set told_at = now()
        where postmaster_notice.told_at < now() - ${AGAIN_AFTER}::interval
      returning domain, what`.execute(db)
  return troubles.filter((one) => rows.some(({ domain, what }) => domain === one.domain && what === one.what))
}

/** Told to nobody after all, since the mail server did not take it: it is told with the next. */
export async function untell(db: Db, troubles: readonly RouteTrouble[]): Promise<void> {
  const untold = JSON.stringify(troubles.map(({ domain, what }) => ({ domain, what })))
  await sql`
    delete from postmaster_notice n
      using json_to_recordset(${untold}::json) as untold (domain text, what text)
      where n.domain = untold.domain and n.what = untold.what`.execute(db)
}

/** In a line for the postmaster, with what to do. */
export function troubleSentence(trouble: RouteTrouble): string {
  const { domain } = trouble
  switch (trouble.what) {
    case 'failing':
      return `Mail for ${domain} has waited since ${minute(trouble.oldest)}, and none has ${trouble.lastSuccess === null ? 'ever left' : `left since ${minute(trouble.lastSuccess)}`}. See why: despatch partners; try it: despatch partners test ${domain}`
    case 'certificate':
      return `A certificate that the way to ${domain} depends on ends at ${minute(trouble.ends)}. Ask the partner for the next one, and lay it down with despatch partners reroute ${domain}, or nothing leaves after that.`
    case 'paused':
      return `The way to ${domain} is paused. What waits for it expires when its time has come. To go on: despatch partners resume ${domain}`
  }
}

const minute = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
