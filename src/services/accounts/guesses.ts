import { createHmac, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { Db } from '../db.ts'

/** Passphrases that may be tried under one name from one address, without a good one among them, before none is for a day. */
export const GUESSES_BEFORE_LOCK = 10
/** And in a day under one name from all addresses together that it has not signed in from lately. */
export const GUESSES_OF_STRANGERS = 100
/** How long an address is one from which a name has signed in lately. */
const KNOWN_DAYS = 60
const FREE = { place: 3, address: 20 }
const LOCK_MS = 24 * 60 * 60 * 1000
/** From an address, however much was tried, another is taken after as long. */
const LONGEST_WAIT_MS = 15 * 60 * 1000
/** Rows that are kept: some megabytes. The oldest make way, those last that say where somebody is known. */
const MOST_ROWS = 100_000
/** Of so many attempts, one looks whether there are more. */
const LOOK_EVERY = 1000

export type Guesses = ReturnType<typeof createGuesses>

/**
 * Counts passphrases that are tried, in the database, so that all processes count together and a restart forgets nothing.
 *
 * An attempt counts when it begins: the answer to the first message already shows the client whether it guessed right. A
 * good one takes it back. It counts three times: from the address; under the name from that address; and, where the name has
 * not signed in from there lately, under the name from everywhere. Each beyond the third under a name from an address, or the
 * twentieth from an address, has to wait twice as long as the one before; the tenth under a name from an address is the last
 * for a day. So whoever guesses keeps nobody out where they are known, and many addresses together have so many guesses a
 * day.
 *
 * Names that nobody has are counted in the same way, in the same table, by the same statements.
 *
 * @param key a secret that every process shares: names and addresses are kept as digests under it
 */
export function createGuesses({ db, clock, key }: { db: Db; clock: () => Date; key: string }) {
  const digestKey = createHmac('sha256', key).update('despatch passphrase guesses').digest()
  const digest = (kind: 'login' | 'address' | 'place', text: string) =>
    createHmac('sha256', digestKey).update(`${kind} ${text}`).digest().subarray(0, 16)
  // Neither has a space in it.
  const placeOf = (login: string, address: string) => digest('place', `${login} ${address}`)

  async function count(name: Buffer, kind: 'place' | 'address', login: Buffer | null, now: Date) {
    const free = FREE[kind]
    const locksAt = kind === 'place' ? GUESSES_BEFORE_LOCK : null
    const { rows } = await sql<Counted>`
      insert into sign_in_guess as was (name, recent, untold, last_at, not_before, of_login)
        values (${name}, 1, 0, ${now}, ${now}, ${login})
      on conflict (name) do update set
          recent = case when was.last_at <= ${ago(now, LOCK_MS)} then 1 else was.recent + 1 end,
          last_at = ${now},
          not_before = ${now}::timestamptz + case
            when was.last_at <= ${ago(now, LOCK_MS)} then interval '0'
            when was.recent + 1 >= ${locksAt ?? 1_000_000} then ${LOCK_MS} * interval '1 millisecond'
            when was.recent + 1 < ${free} then interval '0'
            else least(power(2, least(was.recent + 1 - ${free}, 20)) * 1000, ${LONGEST_WAIT_MS})
              * interval '1 millisecond'
          end
        where was.not_before <= ${now}
      returning recent, not_before as "notBefore", coalesce(good_at > ${ago(now, KNOWN_DAYS * LOCK_MS)}, false) as "isKnown"`.execute(
      db,
    )
    const [counted] = rows
    if (counted) return counted
    const standing = await db
      .selectFrom('sign_in_guess')
      .select(['recent', 'not_before as notBefore'])
      .where('name', '=', name)
      .executeTakeFirst()
    return refuse(kind, standing?.recent ?? 0, standing?.notBefore ?? now, now)
  }

  /** Under the name from everywhere: what the person is told of, and what strangers have in a day. */
  async function countAll(name: Buffer, { isKnown }: Counted, now: Date): Promise<void> {
    const counts = isKnown ? 0 : 1
    const { rows } = await sql`
      insert into sign_in_guess as was (name, recent, untold, last_at, not_before, since)
        values (${name}, ${counts}, 1, ${now}, ${now}, ${now})
      on conflict (name) do update set
          recent = ${counts} + case when was.since <= ${ago(now, LOCK_MS)} then 0 else was.recent end,
          since = case when was.since <= ${ago(now, LOCK_MS)} then ${now} else was.since end,
          untold = was.untold + 1,
          last_at = ${now}
        where ${isKnown} or was.since <= ${ago(now, LOCK_MS)} or was.recent < ${GUESSES_OF_STRANGERS}
      returning name`.execute(db)
    if (rows.length > 0) return
    const standing = await db
      .selectFrom('sign_in_guess')
      .select('since')
      .where('name', '=', name)
      .executeTakeFirst()
    const until = new Date((standing?.since ?? now).getTime() + LOCK_MS).toISOString()
    throw problem(
      'account-locked',
      `Many passphrases were tried under that name from several addresses. Until ${until} none is taken from an address that it has not signed in from lately, unless a team manager or the liaison officer lifts it.`,
      { until, attemptsLeft: 0 },
    )
  }

  /** Notes that a name has signed in from an address, by whatever: what strangers try elsewhere does not keep it out there. */
  async function known(login: string, address: string): Promise<void> {
    const now = clock()
    await sql`insert into sign_in_guess (name, recent, untold, last_at, not_before, of_login, good_at)
      values (${placeOf(login, address)}, 0, 0, ${now}, ${now}, ${digest('login', login)}, ${now})
      on conflict (name) do update set good_at = ${now}`.execute(db)
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
      const name = digest('login', login)
      await count(digest('address', address), 'address', null, now)
      const counted = await count(placeOf(login, address), 'place', name, now)
      await countAll(name, counted, now)
      if (randomInt(LOOK_EVERY) === 0) await makeRoom(db)
      return Math.max(0, GUESSES_BEFORE_LOCK - counted.recent)
    },

    /** Takes back what was counted, once an attempt was good. Whoever shares the address keeps theirs. */
    async good(login: string, address: string): Promise<void> {
      const isStranger = sql<boolean>`not exists (select from sign_in_guess
        where name = ${placeOf(login, address)} and good_at > ${ago(clock(), KNOWN_DAYS * LOCK_MS)})`
      // Others' guesses stay counted: whoever knows when somebody signs in would else have as many again.
      await sql`update sign_in_guess set untold = greatest(untold - 1, 0),
          recent = greatest(recent - case when ${isStranger} then 1 else 0 end, 0)
        where name = ${digest('login', login)}`.execute(db)
      await sql`update sign_in_guess set recent = 0, not_before = last_at
        where name = ${placeOf(login, address)}`.execute(db)
      // A wait stays: whoever has one account would else try others' at leisure.
      await sql`update sign_in_guess set recent = greatest(recent - 1, 0)
        where name = ${digest('address', address)}`.execute(db)
    },

    known,

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

    /** Lifts the locks of a name, and its waits, from wherever; whether there was one. */
    async lift(login: string): Promise<boolean> {
      const name = digest('login', login)
      const now = clock()
      const { rows } = await sql<{ locked: boolean }>`
        update sign_in_guess set recent = 0, not_before = sign_in_guess.last_at from (
            select name, not_before > ${now}
                or (name = ${name} and recent >= ${GUESSES_OF_STRANGERS} and since > ${ago(now, LOCK_MS)}) as locked
              from sign_in_guess where name = ${name} or of_login = ${name} for update
          ) as before
          where sign_in_guess.name = before.name
          returning before.locked`.execute(db)
      return rows.some(({ locked }) => locked)
    },
  }
}

type Counted = { recent: number; notBefore: Date; isKnown: boolean }

const ago = (now: Date, ms: number): Date => new Date(now.getTime() - ms)

function refuse(kind: 'place' | 'address', recent: number, notBefore: Date, now: Date): never {
  const until = notBefore.toISOString()
  if (kind === 'place' && recent >= GUESSES_BEFORE_LOCK) {
    throw problem(
      'account-locked',
      `Ten passphrases were tried under that name from your address, and none was right. None is taken from there until ${until}, unless a team manager or the liaison officer lifts it.`,
      { until, attemptsLeft: 0 },
    )
  }
  const seconds = Math.max(1, Math.ceil((notBefore.getTime() - now.getTime()) / 1000))
  throw problem(
    'too-many-requests',
    `Several wrong passphrases were tried ${kind === 'place' ? 'under that name' : 'from your address'}; try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    {
      retryAfterSeconds: seconds,
      ...(kind === 'place' ? { attemptsLeft: GUESSES_BEFORE_LOCK - recent } : {}),
    },
  )
}

/** Where somebody is known is not forgotten for a flood of guesses: only a good sign-in writes it. */
async function makeRoom(db: Db): Promise<void> {
  await sql`delete from sign_in_guess where (good_at is not null, last_at) < (
    select good_at is not null, last_at from sign_in_guess
      order by good_at is not null desc, last_at desc offset ${MOST_ROWS} limit 1)`.execute(db)
}
