import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { problem } from '../../domain/problems.ts'
import type { SessionRow, WayIn } from '../../domain/wire/account.ts'
import type { Db } from '../db.ts'

/** A session that nobody refreshed for as long is over, and each after as long in any case. */
const IDLE_MS = 12 * 60 * 60 * 1000
const LIFE_MS = 7 * 24 * 60 * 60 * 1000
/** Ended ones are forgotten after as long: by then nobody presents their tokens. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000
/** Sessions of one person. A program that signs in anew for every call ends its own oldest. */
const MOST_SESSIONS = 100

export type EndedWhy =
  | 'signed-out'
  | 'token-reused'
  | 'passphrase-changed'
  | 'device-revoked'
  | 'passkey-removed'
  | 'too-many'

/** How and where somebody has signed in. */
export type Entry = {
  personId: string
  how: WayIn
  device: string | null
  /** the passkey's row, where that is how */
  passkey?: string
  label: string | null
}

/** A session with its newest refresh token, which is known nowhere else. */
export type Begun = { id: string; how: WayIn; refreshToken: string; idleEndsAt: Date; endsAt: Date }

export type Sessions = ReturnType<typeof createSessions>

/**
 * Sessions: each has a refresh token at a time, good once. One that comes a second time was copied by somebody, and which
 * of the two is the person cannot be known: the session ends with everything of it (RFC 9700 §4.14.2). There is no grace
 * for one that comes twice at once, since a thief's would be as quick: a program refreshes one at a time.
 */
export function createSessions({ db, clock }: { db: Db; clock: () => Date }) {
  return {
    /** @throws ProblemError `sign-in-refused` when the passkey was removed meanwhile */
    async begin({ personId, how, device, passkey, label }: Entry): Promise<Begun> {
      const now = clock()
      const id = uuidv7()
      const idleEndsAt = new Date(now.getTime() + IDLE_MS)
      const endsAt = new Date(now.getTime() + LIFE_MS)
      const refreshToken = newToken()
      await db.transaction().execute(async (trx) => {
        if (passkey !== undefined) await usePasskey(trx, passkey, now)
        await trx
          .insertInto('session')
          .values({
            id,
            person_id: personId,
            how,
            device_fpr: device,
            passkey_id: passkey ?? null,
            label,
            began_at: now,
            last_used_at: now,
            idle_ends_at: idleEndsAt,
            ends_at: endsAt,
          })
          .execute()
        await keepToken(trx, id, refreshToken, now)
        await sql`update session set ended_at = ${now}, ended_why = 'too-many' where id in (
          select id from session where person_id = ${personId} and ended_at is null and idle_ends_at > ${now}
            and id <> ${id} order by last_used_at desc, id desc offset ${MOST_SESSIONS - 1})`.execute(trx)
        await sql`delete from session where person_id = ${personId}
          and coalesce(ended_at, least(idle_ends_at, ends_at)) < ${new Date(now.getTime() - KEPT_MS)}`.execute(
          trx,
        )
      })
      return { id, how, refreshToken, idleEndsAt, endsAt }
    },

    /**
     * Takes a refresh token and gives the next.
     *
     * @throws ProblemError `token-expired` when it is none, was used, or its session is over
     */
    async refresh(token: string): Promise<Begun & { personId: string }> {
      const now = clock()
      const next = newToken()
      const sha256 = digestOf(token)
      // What came of it is told after the commit: a session that ends by it has ended.
      const found = await db.transaction().execute(async (trx) => {
        const session = await trx
          .selectFrom('session')
          .selectAll()
          .where('id', '=', (of) =>
            of.selectFrom('refresh_token').select('session_id').where('sha256', '=', sha256),
          )
          .forUpdate()
          .executeTakeFirst()
        if (!session || session.ended_at !== null) return null
        const used = await trx
          .updateTable('refresh_token')
          .set({ used_at: now })
          .where('sha256', '=', sha256)
          .where('used_at', 'is', null)
          .returning('session_id')
          .executeTakeFirst()
        if (!used) {
          await endWhere(trx, sql`id = ${session.id}`, 'token-reused', now)
          return null
        }
        if (session.idle_ends_at <= now || session.ends_at <= now) return null
        const idleEndsAt = new Date(Math.min(now.getTime() + IDLE_MS, session.ends_at.getTime()))
        await trx
          .updateTable('session')
          .set({ last_used_at: now, idle_ends_at: idleEndsAt })
          .where('id', '=', session.id)
          .execute()
        await keepToken(trx, session.id, next, now)
        return { ...session, idleEndsAt }
      })
      if (!found) throw problem('token-expired')
      const { id, how, person_id: personId, idleEndsAt, ends_at: endsAt } = found
      return { id, how, personId, refreshToken: next, idleEndsAt, endsAt }
    },

    /** Those that go on, the last used first. */
    async list(personId: string, current: string | null): Promise<SessionRow[]> {
      const now = clock()
      const rows = await db
        .selectFrom('session')
        .select(['id', 'how', 'label', 'began_at', 'last_used_at', 'idle_ends_at'])
        .where('person_id', '=', personId)
        .where('ended_at', 'is', null)
        .where('idle_ends_at', '>', now)
        .orderBy('last_used_at', 'desc')
        .orderBy('id', 'desc')
        .limit(MOST_SESSIONS)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        how: row.how,
        label: row.label,
        beganAt: row.began_at.toISOString(),
        lastUsedAt: row.last_used_at.toISOString(),
        endsAt: row.idle_ends_at.toISOString(),
        current: row.id === current,
      }))
    },

    /** @throws ProblemError `not-found` when it is nobody's, another's, or over */
    async end(personId: string, id: string): Promise<number> {
      const ended = await endWhere(db, sql`id = ${id} and person_id = ${personId}`, 'signed-out', clock())
      if (ended === 0) throw problem('not-found', 'You have no session of that id.')
      return ended
    },

    endSeveral(personId: string, current: string | null, which: 'this' | 'others' | 'all'): Promise<number> {
      const own = sql`person_id = ${personId}`
      const these = {
        this: sql`${own} and id = ${current}`,
        others: sql`${own} and id is distinct from ${current}`,
        all: own,
      }
      return endWhere(db, sql`${these[which]}`, 'signed-out', clock())
    },
  }
}

/** Ends every other session of a person, within whoever's transaction. @returns how many */
export function endOthers(
  trx: Db,
  { personId, except, why, now }: { personId: string; except: string | null; why: EndedWhy; now: Date },
): Promise<number> {
  return endWhere(trx, sql`person_id = ${personId} and id is distinct from ${except}`, why, now)
}

/** Ends the sessions of a device. */
export function endOfDevice(trx: Db, fpr: string, now: Date): Promise<number> {
  return endWhere(trx, sql`device_fpr = ${fpr}`, 'device-revoked', now)
}

/** Ends the sessions of a passkey. */
export function endOfPasskey(trx: Db, id: string, now: Date): Promise<number> {
  return endWhere(trx, sql`passkey_id = ${id}`, 'passkey-removed', now)
}

/** Notes that a passkey is used, which keeps it from being removed until the session is there. */
async function usePasskey(trx: Db, id: string, now: Date): Promise<void> {
  const used = await trx
    .updateTable('passkey')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  if (!used) throw problem('sign-in-refused', 'That passkey was removed.')
}

async function endWhere(db: Db, which: ReturnType<typeof sql>, why: EndedWhy, now: Date): Promise<number> {
  const { rows } = await sql`update session set ended_at = ${now}, ended_why = ${why}
    where ended_at is null and idle_ends_at > ${now} and (${which}) returning id`.execute(db)
  return rows.length
}

async function keepToken(db: Db, session: string, token: string, now: Date): Promise<void> {
  await db
    .insertInto('refresh_token')
    .values({ sha256: digestOf(token), session_id: session, issued_at: now })
    .execute()
}

const newToken = (): string => randomBytes(32).toString('base64url')
const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()
