import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { problem } from '../../domain/problems.ts'
import type { KeySource, SeenKey, SeenKeyOutcome } from '../../domain/wire/partner-keys.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandPartnerMailbox, judged, type PartnerMailbox } from './judged.ts'

/** Keys of one mailbox that wait. More is somebody who makes keys to be looked at. */
const MOST_WAITING = 10
/** Sightings of one person in an hour. */
const MOST_AN_HOUR = 60
const MOST_LISTED = 500
/** What nobody has settled or seen again for so long waits no longer. */
const WAITS_DAYS = 90

/**
 * Takes a key in that somebody saw: it waits, and nobody believes it.
 *
 * @throws ProblemError `not-found`, `key-refused`, `too-many-requests`, `not-yours`
 */
export async function reportSeenKey(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  { mailbox: address, armored, source }: { mailbox: string; armored: string; source: 'file' | 'mail' },
): Promise<SeenKeyOutcome> {
  demandAction(caller, 'report-partner-key')
  const mailbox = await demandPartnerMailbox(db, address)
  return keepSeen({ db, clock }, caller, { mailbox, file: new TextEncoder().encode(armored), source })
}

/** Judges what was seen and lets it wait; what says nothing new does not. @throws ProblemError as above */
export async function keepSeen(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  { mailbox, file, source }: { mailbox: PartnerMailbox; file: Uint8Array; source: KeySource },
): Promise<SeenKeyOutcome> {
  const now = clock()
  const { change, seen } = await judged(db, mailbox, file, now)
  if (change === 'same') return { change, key: null }
  const id = await db.transaction().execute(async (tx) => {
    // One after the other, so that the bounds are kept.
    await sql`select domain from mail_domain where domain = split_part(${mailbox.address}, '@', 2) for no key update`.execute(
      tx,
    )
    await sql`delete from seen_key where seen_at < ${daysBefore(now, WAITS_DAYS)}`.execute(tx)
    const { rows } = await sql<{ waiting: number; lately: number; known: string | null }>`
      select (select count(*)::integer from seen_key where address = ${mailbox.address} and settled is null) as waiting,
        (select count(*)::integer from key_sighting
          where person_id = ${caller.personId} and at > ${new Date(now.getTime() - 3_600_000)}) as lately,
        (select id from seen_key where address = ${mailbox.address} and sha256 = ${seen.sha256}) as known`.execute(
      tx,
    )
    const [counted = { waiting: 0, lately: 0, known: null }] = rows
    if (counted.lately >= MOST_AN_HOUR)
      throw problem('too-many-requests', `You handed in ${MOST_AN_HOUR} keys within the hour.`)
    if (counted.known === null && counted.waiting >= MOST_WAITING)
      throw problem(
        'too-many-requests',
        `${MOST_WAITING} keys of ${mailbox.address} wait already. A liaison officer has to settle them first.`,
      )
    const kept = counted.known ?? uuidv7()
    if (counted.known === null) {
      await tx
        .insertInto('seen_key')
        .values({
          id: kept,
          address: mailbox.address,
          fpr: seen.fingerprint,
          sha256: seen.sha256,
          armored: seen.armored,
          algorithm: seen.algorithm,
          ends_at: seen.expires,
          seen_at: now,
          settled: null,
          settled_by: null,
          settled_at: null,
        })
        .execute()
    } else {
      await tx.updateTable('seen_key').set({ seen_at: now }).where('id', '=', kept).execute()
    }
    await tx
      .insertInto('key_sighting')
      .values({ seen_key_id: kept, person_id: caller.personId, source, at: now })
      .onConflict((at) => at.doNothing())
      .execute()
    return kept
  })
  return { change, key: await readSeenKey(db, caller, id) }
}

/** The keys that wait, newest first. @throws ProblemError `not-yours` */
export async function readSeenKeys(db: Db, caller: Caller, mailbox?: string): Promise<SeenKey[]> {
  demandAction(caller, 'see-partner-keys')
  return listed(db, caller, { mailbox: mailbox ?? null, id: null })
}

/** One of them, settled or not. @throws ProblemError `not-found` */
export async function readSeenKey(db: Db, caller: Caller, id: string): Promise<SeenKey> {
  const [key] = await listed(db, caller, { mailbox: null, id })
  if (key) return key
  throw problem('not-found', 'There is no key of that id.')
}

type Row = Omit<SeenKey, 'endsAt' | 'seen'> & {
  endsAt: Date | null
  seen: { source: KeySource; at: string; agency: string; by: string | null }[]
}

async function listed(
  db: Db,
  { agencyId }: Caller,
  { mailbox, id }: { mailbox: string | null; id: string | null },
): Promise<SeenKey[]> {
  const { rows } = await sql<Row>`
    select k.id, k.address as mailbox, k.fpr as fingerprint, k.sha256, k.armored, k.algorithm, k.ends_at as "endsAt",
        c.fpr as "inUse", k.settled,
        (select coalesce(json_agg(json_build_object('source', s.source, 'at', s.at, 'agency', a.id,
              'by', case when a.id = ${agencyId} then p.login end) order by s.at), '[]')
            from (select * from key_sighting where seen_key_id = k.id order by at limit 100) s
            join person p on p.id = s.person_id
            join agency a on a.id = p.agency_id) as seen
      from seen_key k
      left join mailbox m on m.address = k.address
      left join certificate c on c.mailbox_id = m.id and c.state = 'current'
      where (${id}::uuid is null and k.settled is null or k.id = ${id}::uuid)
        and (${mailbox}::text is null or k.address = ${mailbox}::text)
      order by k.seen_at desc, k.id
      limit ${MOST_LISTED}`.execute(db)
  return rows.map(({ endsAt, seen, ...row }) => ({
    ...row,
    endsAt: endsAt?.toISOString() ?? null,
    seen: seen.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
  }))
}

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000)
