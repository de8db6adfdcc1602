import { createHmac, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { Db } from '../db.ts'

/** Passphrases that may be tried under one name, without a good one among them, before none is taken for a day. */
export const GUESSES_BEFORE_LOCK = 10
const FREE = { login: 3, address: 20 }
const LOCK_MS = 24 * 60 * 60 * 1000
/** From an address, however much was tried, another is taken after as long. */
const LONGEST_WAIT_MS = 15 * 60 * 1000
/** Rows that are kept: some megabytes. The oldest make way. */
const MOST_ROWS = 100_000
/** Of so many attempts, one looks whether there are more. */
const LOOK_EVERY = 1000

export type Guesses = ReturnType<typeof createGuesses>

/**
 * Counts passphrases that are tried, in the database, so that all processes count together and a restart forgets nothing.
 *
 * An attempt counts when it begins: the answer to the first message already shows the client whether it guessed right. A
 * good one takes it all back. Each beyond the third under a name, or the twentieth from an address, has to wait twice as
 * long as the one before; the tenth under a name is the last for a day.
 *
 * Names that nobody has are counted in the same way, in the same table, by the same statement.
 *
 * @param key a secret that every process shares: names and addresses are kept as digests under it
 */
export function createGuesses({ db, clock, key }: { db: Db; clock: () => Date; key: string }) {
  const digestKey = createHmac('sha256', key).update('despatch passphrase guesses').digest()
  const digest = (kind: 'login' | 'address', text: string) =>
    createHmac('sha256', digestKey).update(`${kind} ${text}`).digest().subarray(0, 16)

  async function count(name: Buffer, kind: 'login' | 'address', now: Date): Promise<Counted> {
    const free = FREE[kind]
    const locksAt = kind === 'login' ? GUESSES_BEFORE_LOCK : null
    const { rows } = await sql<Counted>`
      insert into sign_in_guess as was (name, recent, untold, last_at, not_before)
        values (${name}, 1, 1, ${now}, ${now})
      on conflict (name) do update set
          recent = case when was.last_at <= ${ago(now, LOCK_MS)} then 1 else was.recent + 1 end,
          untold = was.untold + 1,
          last_at = ${now},
          not_before = ${now}::timestamptz + case
            when was.last_at <= ${ago(now, LOCK_MS)} then interval '0'
            when was.recent + 1 >= ${locksAt ?? 1_000_000} then ${LOCK_MS} * interval '1 millisecond'
            when was.recent + 1 < ${free} then interval '0'
            else least(power(2, least(was.recent + 1 - ${free}, 20)) * 1000, ${LONGEST_WAIT_MS})
              * interval '1 millisecond'
          end
        where was.not_before <= ${now}
      returning recent, not_before as "notBefore"`.execute(db)
    const [counted] = rows
    if (counted) return counted
    const standing = await db
      .selectFrom('sign_in_guess')
      .select(['recent', 'not_before as notBefore'])
      .where('name', '=', name)
      .executeTakeFirst()
    return refuse(kind, standing?.recent ?? 0, standing?.notBefore ?? now, now)
  }

  return {
    /**
     * Counts an attempt, or refuses it.
     *
     * @param address of the caller, as limits know it
     * @returns how many more there are before the lock
     * @throws ProblemError `account-locked` or `too-many-requests`
     */
    async begin(login: string, address: string): Promise<number> {
      const now = clock()
      await count(digest('address', address), 'address', now)
      const { recent } = await count(digest('login', login), 'login', now)
      if (randomInt(LOOK_EVERY) === 0) await makeRoom(db)
      return Math.max(0, GUESSES_BEFORE_LOCK - recent)
    },

    /** Takes back what was counted, once an attempt was good. Whoever shares the address keeps theirs. */
    async good(login: string, address: string): Promise<void> {
      await sql`update sign_in_guess set recent = 0, untold = greatest(untold - 1, 0), not_before = last_at
        where name = ${digest('login', login)}`.execute(db)
      // A wait stays: whoever has one account would else try others' at leisure.
      await sql`update sign_in_guess set recent = greatest(recent - 1, 0)
        where name = ${digest('address', address)}`.execute(db)
    },

    /** How many were tried that the person has not been told of; now they are. */
    async tell(login: string): Promise<number> {
      const { rows } = await sql<{ untold: number }>`
        update sign_in_guess set untold = 0 from (
            select name, untold from sign_in_guess where name = ${digest('login', login)} for update
          ) as before
          where sign_in_guess.name = before.name and before.untold > 0
          returning before.untold`.execute(db)
      return rows[0]?.untold ?? 0
    },

    /** Lifts the lock of a name, and its wait; whether there was one. */
    async lift(login: string): Promise<boolean> {
      const { rows } = await sql<{ locked: boolean }>`
        update sign_in_guess set recent = 0, not_before = last_at from (
            select name, not_before > ${clock()} as locked from sign_in_guess
              where name = ${digest('login', login)} for update
          ) as before
          where sign_in_guess.name = before.name
          returning before.locked`.execute(db)
      return rows[0]?.locked ?? false
    },
  }
}

type Counted = { recent: number; notBefore: Date }

const ago = (now: Date, ms: number): Date => new Date(now.getTime() - ms)

function refuse(kind: 'login' | 'address', recent: number, notBefore: Date, now: Date): never {
  const until = notBefore.toISOString()
  if (kind === 'login' && recent >= GUESSES_BEFORE_LOCK) {
    throw problem(
      'account-locked',
      `Ten passphrases were tried under that name, and none was right. None is taken until ${until}, unless a team manager or the liaison officer lifts it.`,
      { until, attemptsLeft: 0 },
    )
  }
  const seconds = Math.max(1, Math.ceil((notBefore.getTime() - now.getTime()) / 1000))
  throw problem(
    'too-many-requests',
    `Several wrong passphrases were tried ${kind === 'login' ? 'under that name' : 'from your address'}; try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    {
      retryAfterSeconds: seconds,
      ...(kind === 'login' ? { attemptsLeft: GUESSES_BEFORE_LOCK - recent } : {}),
    },
  )
}

async function makeRoom(db: Db): Promise<void> {
  await sql`delete from sign_in_guess where last_at < (
    select last_at from sign_in_guess order by last_at desc offset ${MOST_ROWS} limit 1)`.execute(db)
}
