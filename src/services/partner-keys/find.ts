import { sql } from 'kysely'
import { wkdHash } from '../../crypto/wkd-hash.ts'
import { problem } from '../../domain/problems.ts'
import type { SeenKeyOutcome } from '../../domain/wire/partner-keys.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandPartnerMailbox } from './judged.ts'
import { keepSeen } from './seen.ts'

/** Searches of one person in an hour. */
const MOST_AN_HOUR = 60

/**
 * Gets a file over HTTPS from a host on the public network: `no-host` where DNS knows none, `nothing` where it has no such
 * file. @throws Error with a `code`, whatever else is wrong
 */
export type FetchKey = (host: string, path: string) => Promise<Uint8Array | 'no-host' | 'nothing'>

/**
 * Asks the Web Key Directory of a partner's domain for the key of a mailbox (draft-koch-openpgp-webkey-service §3.1): by
 * the advanced method where the domain has a host for it, else by the direct one. What is found waits like any key.
 *
 * @param fetchKey null where this service asks no DNS
 * @throws ProblemError `not-found`, `key-not-published`, `key-refused`, `too-many-requests`, `not-yours`
 */
export async function findPartnerKey(
  { db, clock, fetchKey }: { db: Db; clock: () => Date; fetchKey: FetchKey | null },
  caller: Caller,
  address: string,
): Promise<SeenKeyOutcome> {
  demandAction(caller, 'find-partner-key')
  const mailbox = await demandPartnerMailbox(db, address)
  if (fetchKey === null)
    throw problem(
      'key-not-published',
      'This service asks no DNS, so it can find no key. Import it as a file.',
    )
  await demandSearches(db, caller, clock())
  const file = await published(fetchKey, address)
  return keepSeen({ db, clock }, caller, { mailbox, file, source: 'wkd' })
}

/** Counts a search, whatever it finds: each asks two hosts that somebody else runs. */
async function demandSearches(db: Db, { personId }: Caller, now: Date): Promise<void> {
  const anHourAgo = new Date(now.getTime() - 3_600_000)
  await db.deleteFrom('key_search').where('at', '<=', anHourAgo).execute()
  const { rows } = await sql`
    insert into key_search (person_id, at)
      select ${personId}, ${now}
        where (select count(*) from key_search where person_id = ${personId} and at > ${anHourAgo}) < ${MOST_AN_HOUR}
      returning at`.execute(db)
  if (rows.length === 0)
    throw problem(
      'too-many-requests',
      `You had partners’ domains asked ${MOST_AN_HOUR} times within the hour.`,
    )
}

async function published(fetchKey: FetchKey, address: string): Promise<Uint8Array> {
  const [local = '', domain = ''] = address.split('@')
  const file = `hu/${await wkdHash(local)}?l=${encodeURIComponent(local)}`
  const places = [
    { host: `openpgpkey.${domain}`, path: `/.well-known/openpgpkey/${domain}/${file}` },
    { host: domain, path: `/.well-known/openpgpkey/${file}` },
  ]
  for (const { host, path } of places) {
    const answer = await fetchKey(host, path).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'FAILED'
      throw problem(
        'key-not-published',
        `${host} could not be asked for the key of ${address} (${code}). Ask them for it as a file.`,
      )
    })
    // The advanced method's host decides where there is one: a key elsewhere is then not the domain's.
    if (answer === 'no-host') continue
    if (answer !== 'nothing') return answer
    throw problem('key-not-published', `${host} publishes no key of ${address}. Ask them for it as a file.`)
  }
  throw problem(
    'key-not-published',
    `${domain} has no Web Key Directory. Ask ${address} for the key as a file.`,
  )
}
