import { createHash, X509Certificate } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { problem } from '../../domain/problems.ts'
import type {
  PartnerRoute,
  RemindersRequest,
  RerouteRequest,
  RetryResponse,
} from '../../domain/wire/partners.ts'
import type { Database } from '../../store/tables.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { pauseRoute, resumeRoute, retryRoute } from '../routes/pause.ts'
import { demandCertificate } from './laid-down.ts'
import { readPartner } from './read.ts'

type Dependencies = { db: Db; clock: () => Date }

/** Lets nothing more leave for a partner. @throws ProblemError `not-found`, `not-yours` */
export async function pausePartner(dependencies: Dependencies, caller: Caller, domain: string) {
  return changed(dependencies, caller, { domain, change: { to: 'paused' } }, (tx) =>
    pauseRoute(tx, domain, caller.personId),
  )
}

/** Lets mail leave again. @throws ProblemError `not-found`, `not-yours` */
export async function resumePartner(dependencies: Dependencies, caller: Caller, domain: string) {
  return changed(dependencies, caller, { domain, change: { to: 'resumed' } }, (tx) => resumeRoute(tx, domain))
}

/** Makes due at once what waits for a partner; of a route that is paused it waits all the same. @throws ProblemError `not-found`, `not-yours` */
export async function retryPartner(db: Db, caller: Caller, domain: string): Promise<RetryResponse> {
  demandAction(caller, 'run-partners')
  const { paused } = await readPartner(db, domain)
  return { due: await retryRoute(db, domain), paused: paused !== null }
}

/**
 * Lays down another way to a partner, from today on: the row of the network that was valid until now ends, and one that
 * differs in the way alone begins, so that it can be told later which way mail took when. What was seen of the server
 * until now is forgotten, since it may be another's, and within about a second nothing more is begun by the old way.
 *
 * @throws ProblemError `not-found`, `not-yours`, `invalid-request`
 */
export async function reroutePartner(
  dependencies: Dependencies,
  caller: Caller,
  domain: string,
  request: RerouteRequest,
): Promise<PartnerRoute> {
  const host = request.by === 'host' ? { host: request.host, port: request.port } : { host: null, port: null }
  const pinned = request.by === 'host' ? request.tlsCertificate : null
  if (pinned !== null && request.tlsAuthority !== null)
    throw problem('invalid-request', 'A server is known by its certificate or by an authority, not by both.')
  for (const pem of [pinned, request.tlsAuthority]) demandCertificate(pem)
  const change = {
    to: 'rerouted',
    way: request.by,
    ...host,
    tlsCertificate: digestOf(pinned),
    tlsAuthority: digestOf(request.tlsAuthority),
  }
  return changed(dependencies, caller, { domain, change }, async (tx) => {
    const { rows: ended } = await sql<{ id: string }>`
      select id from network where domain = ${domain} and valid @> current_date for update`.execute(tx)
    const [current] = ended
    if (!current) return false
    await sql`select route_anew(${domain})`.execute(tx)
    const way = sql`relay_by = ${request.by}, relay_host = ${host.host}, relay_port = ${host.port},
      tls_certificate = ${pinned}, tls_authority = ${request.tlsAuthority}`
    // A way that began today was never another day's.
    const { rows: today } = await sql`
      update network set ${way} where id = ${current.id} and lower(valid) = current_date returning id`.execute(
      tx,
    )
    if (today.length > 0) return true
    await sql`
      with before as (
        update network set valid = daterange(lower(valid), current_date) where id = ${current.id} returning *
      ), until as (
        select upper(valid) as day from network where id = ${current.id}
      )
      insert into network (id, domain, accreditation_scheme, accreditation_level, relay_addresses, unsealed_mail,
          max_message_bytes, rate_per_minute, max_connections, reminders, valid, relay_by, relay_host, relay_port, tls_certificate,
          tls_authority)
        select ${uuidv7()}::uuid, domain, accreditation_scheme, accreditation_level, relay_addresses, unsealed_mail,
            max_message_bytes, rate_per_minute, max_connections, reminders, daterange(current_date, until.day), ${request.by},
            ${host.host}, ${host.port}, ${pinned}, ${request.tlsAuthority}
          from before, until`.execute(tx)
    return true
  })
}

/** Says whether a partner's mailboxes are reminded by mail, from now on. @throws ProblemError `not-found`, `not-yours` */
export async function setPartnerReminders(
  dependencies: Dependencies,
  caller: Caller,
  domain: string,
  { reminders }: RemindersRequest,
): Promise<PartnerRoute> {
  const change = { to: reminders ? 'reminded' : 'not-reminded' }
  return changed(dependencies, caller, { domain, change }, async (tx) => {
    const { rows } = await sql`update network set reminders = ${reminders}
      where domain = ${domain} and valid @> current_date returning id`.execute(tx)
    return rows.length > 0
  })
}

/** Makes the change and enters it in the log, both or neither. */
async function changed(
  { db, clock }: Dependencies,
  caller: Caller,
  { domain, change }: { domain: string; change: Record<string, string | number | null> },
  make: (tx: Transaction<Database>) => Promise<boolean>,
): Promise<PartnerRoute> {
  demandAction(caller, 'run-partners')
  return db.transaction().execute(async (tx) => {
    if (!(await make(tx))) throw problem('not-found', `${domain} is no network of this partnership.`)
    await stageOne(tx, {
      type: 'route',
      record: JSON.stringify({
        despatch: 'route/1',
        domain,
        ...change,
        by: caller.personId,
        time: clock().toISOString(),
      }),
      referralId: null,
    })
    return readPartner(tx, domain)
  })
}

const digestOf = (pem: string | null): string | null =>
  pem === null ? null : createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')
