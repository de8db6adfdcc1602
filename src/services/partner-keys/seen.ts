import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { problem } from '../../domain/problems.ts'
import type { KeySource, SeenKey, SeenKeyOutcome } from '../../domain/wire/partner-keys.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { holdsBack, settledFor, WAITS_DAYS } from './holding-back.ts'
import { demandPartnerMailbox, judged, type PartnerMailbox } from './judged.ts'

/** Keys of one mailbox that wait by the reports of one agency, and of one person: more is somebody who makes keys to be looked at. */
const MOST_OF_AGENCY = 10
const MOST_OF_PERSON = 3
/** Sightings of one person in an hour. */
const MOST_AN_HOUR = 60
const MOST_LISTED = 500

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

/**
 * Judges what was seen and lets it wait; what says nothing new does not. What the partner's directory says takes the place
 * of what it said before.
 *
 * @throws ProblemError as above
 */
export async function keepSeen(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  { mailbox, file, source }: { mailbox: PartnerMailbox; file: Uint8Array; source: KeySource },
): Promise<SeenKeyOutcome> {
  const now = clock()
  const { change, seen } = await judged(db, mailbox, file, now)
  if (change === 'same') {
    if (source === 'wkd') await retractFound(db, mailbox.address, null)
    return { change, key: null }
  }
  const id = await db.transaction().execute(async (tx) => {
    // One after the other, so that the bounds are kept.
    await sql`select domain from mail_domain where domain = split_part(${mailbox.address}, '@', 2) for no key update`.execute(
      tx,
    )
    await sql`delete from seen_key where seen_at < ${daysBefore(now, WAITS_DAYS)}`.execute(tx)
    const known = await tx
      .selectFrom('seen_key')
      .select('id')
      .where('address', '=', mailbox.address)
      .where('sha256', '=', seen.sha256)
      .executeTakeFirst()
    const kept = known?.id ?? uuidv7()
    await demandRoom(tx, caller, { address: mailbox.address, id: kept, source, now })
    if (known) {
      await tx.updateTable('seen_key').set({ seen_at: now }).where('id', '=', kept).execute()
    } else {
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
        })
        .execute()
    }
    await tx
      .insertInto('key_sighting')
      .values({ seen_key_id: kept, person_id: caller.personId, source, at: now })
      .onConflict((at) => at.doNothing())
      .execute()
    if (source === 'wkd') await retractFound(tx, mailbox.address, kept)
    return kept
  })
  return { change, key: await readSeenKey(db, caller, id) }
}

/**
 * Each agency, and each of its people, has so many keys of a mailbox wait, whatever others do. What a directory says needs
 * no bound: it is one key at a time.
 */
async function demandRoom(
  tx: Db,
  { agencyId, personId }: Caller,
  { address, id, source, now }: { address: string; id: string; source: KeySource; now: Date },
): Promise<void> {
  const agency = sql`${agencyId}::uuid`
  const { rows } = await sql<{ ofAgency: number; ofPerson: number; lately: number; isKnown: boolean }>`
    select count(distinct k.id)::integer as "ofAgency",
        count(distinct k.id) filter (where g.person_id = ${personId})::integer as "ofPerson",
        coalesce(bool_or(k.id = ${id}), false) as "isKnown",
        (select count(*)::integer from key_sighting
          where person_id = ${personId} and at > ${new Date(now.getTime() - 3_600_000)}) as lately
      from seen_key k
      join key_sighting g on g.seen_key_id = k.id and g.source <> 'wkd'
      join person p on p.id = g.person_id and p.agency_id = ${agency}
      where k.address = ${address} and not ${settledFor(agency)}`.execute(tx)
  const [counted = { ofAgency: 0, ofPerson: 0, lately: 0, isKnown: false }] = rows
  if (counted.lately >= MOST_AN_HOUR)
    throw problem('too-many-requests', `You handed in ${MOST_AN_HOUR} keys within the hour.`)
  if (source === 'wkd' || counted.isKnown) return
  if (counted.ofPerson >= MOST_OF_PERSON)
    throw problem(
      'too-many-requests',
      `${MOST_OF_PERSON} keys of ${address} that you handed in wait already. Your liaison officer has to settle them first.`,
    )
  if (counted.ofAgency >= MOST_OF_AGENCY)
    throw problem(
      'too-many-requests',
      `${MOST_OF_AGENCY} keys of ${address} that your agency handed in wait already. Your liaison officer has to settle them first.`,
    )
}

/** What the directory of a partner's domain said before, and says no more. What somebody reported beside stays. */
async function retractFound(db: Db, address: string, now: string | null): Promise<void> {
  await sql`
    delete from key_sighting using seen_key k
      where k.id = seen_key_id and k.address = ${address} and source = 'wkd' and k.id is distinct from ${now}::uuid`.execute(
    db,
  )
  await sql`
    delete from seen_key k where k.address = ${address}
      and not exists (select from key_sighting where seen_key_id = k.id)
      and not exists (select from key_settlement where seen_key_id = k.id)`.execute(db)
}

/** The keys that wait, those first that hold back what the caller's agency sends, newest first. @throws ProblemError `not-yours` */
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
  const agency = sql`${agencyId}::uuid`
  const { rows } = await sql<Row>`
    select k.id, k.address as mailbox, k.fpr as fingerprint, k.sha256, k.armored, k.algorithm, k.ends_at as "endsAt",
        c.fpr as "inUse",
        coalesce((select s.settled from key_settlement s where s.seen_key_id = k.id and s.agency_id = ${agencyId}),
          case when ${settledFor(agency)} then 'approved' end) as settled,
        k.fpr is distinct from c.fpr and c.fpr is not null and ${holdsBack(agency, sql`now()`)} as holds,
        (select coalesce(json_agg(json_build_object('source', s.source, 'at', s.at, 'agency', a.id,
              'by', case when a.id = ${agencyId} then p.login end) order by s.at), '[]')
            from (select * from key_sighting where seen_key_id = k.id order by at limit 100) s
            join person p on p.id = s.person_id
            join agency a on a.id = p.agency_id) as seen
      from seen_key k
      left join mailbox m on m.address = k.address
      left join certificate c on c.mailbox_id = m.id and c.state = 'current'
      where (${id}::uuid is null and not ${settledFor(agency)} or k.id = ${id}::uuid)
        and (${mailbox}::text is null or k.address = ${mailbox}::text)
      order by holds desc, k.seen_at desc, k.id
      limit ${MOST_LISTED}`.execute(db)
  return rows.map(({ endsAt, seen, ...row }) => ({
    ...row,
    endsAt: endsAt?.toISOString() ?? null,
    seen: seen.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
  }))
}

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000)
