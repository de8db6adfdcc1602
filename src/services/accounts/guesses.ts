import { createHmac, randomInt } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { addressBlock, addressNetwork } from '../../domain/address-block.ts'
import { problem } from '../../domain/problems.ts'
import type { Db } from '../db.ts'
import {
  DAY_MS,
  FREE,
  GUESSES_BEFORE_LOCK,
  GUESSES_OF_STRANGERS,
  KNOWN_DAYS,
  LONGEST_WAIT_MS,
  MOST_KNOWN,
} from './guess-bounds.ts'
import { makeRoom } from './guesses-room.ts'

/** Of so many attempts, one makes room for more. */
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
 * A browser that the name has signed in with lately, wherever it is, is such a place too, by a mark that it keeps: what is tried
 * with it counts there alone, and neither strangers nor colleagues behind one address keep its owner out. Whoever has copied the
 * mark has ten guesses a day more; then the browser is a stranger's for that day.
 *
 * An address of IPv6 is its /64. The /48 that it lies in has a count of its own, which keeps out nobody who is known there.
 *
 * Names that nobody has are counted in the same way, in the same table, by the same statements.
 *
 * @param key a secret that every process shares: names and addresses are kept as digests under it
 */
export function createGuesses({ db, clock, key }: { db: Db; clock: () => Date; key: string }) {
  const digestKey = createHmac('sha256', key).update('despatch passphrase guesses').digest()
  const digest = (kind: 'login' | 'address' | 'network' | 'place' | 'browser', text: string) =>
    createHmac('sha256', digestKey).update(`${kind} ${text}`).digest().subarray(0, 16)
  // Neither has a space in it.
  const placeOf = (login: string, block: string) => digest('place', `${login} ${block}`)
  const browserOf = (login: string, browser: string) => digest('browser', `${login} ${browser}`)
  const isKnownAt = (login: string, block: string) => sql<boolean>`exists (select from sign_in_guess
    where name = ${placeOf(login, block)} and good_at > ${ago(clock(), KNOWN_DAYS * DAY_MS)})`

  async function count(name: Buffer, kind: Kind, login: Buffer | null, now: Date) {
    const free = FREE[kind]
    const locksAt = kind === 'place' ? GUESSES_BEFORE_LOCK : null
    const { rows } = await sql<Counted>`
      insert into sign_in_guess as was (name, recent, untold, last_at, not_before, of_login)
        values (${name}, 1, 0, ${now}, ${now}, ${login})
      on conflict (name) do update set
          recent = case when was.last_at <= ${ago(now, DAY_MS)} then 1 else was.recent + 1 end,
          last_at = ${now},
          not_before = ${now}::timestamptz + case
            when was.last_at <= ${ago(now, DAY_MS)} then interval '0'
            when was.recent + 1 >= ${locksAt ?? 1_000_000} then ${DAY_MS} * interval '1 millisecond'
            when was.recent + 1 < ${free} then interval '0'
            else least(power(2, least(was.recent + 1 - ${free}, 20)) * 1000, ${LONGEST_WAIT_MS})
              * interval '1 millisecond'
          end
        -- Of two at once the one that counts first may have read the clock last: where nobody waits yet, neither is put off.
        where was.not_before <= ${now} or was.recent < ${free}
      returning recent, not_before as "notBefore", coalesce(good_at > ${ago(now, KNOWN_DAYS * DAY_MS)}, false) as "isKnown"`.execute(
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

  /** From an IPv6 network, which strangers may share: whoever is known where they are is not counted, and not kept out. */
  async function countNetwork(network: string, isKnown: RawBuilder<boolean>, now: Date): Promise<void> {
    const { rows } = await sql<{ isKnown: boolean }>`select ${isKnown} as "isKnown"`.execute(db)
    if (!rows[0]?.isKnown) await count(digest('network', network), 'network', null, now)
  }

  /** Under the name from everywhere: what the person is told of, and what strangers have in a day. */
  async function countAll(name: Buffer, { isKnown }: Counted, now: Date): Promise<void> {
    const counts = isKnown ? 0 : 1
    const { rows } = await sql`
      insert into sign_in_guess as was (name, recent, untold, last_at, not_before, since)
        values (${name}, ${counts}, 1, ${now}, ${now}, ${now})
      on conflict (name) do update set
          recent = ${counts} + case when was.since <= ${ago(now, DAY_MS)} then 0 else was.recent end,
          since = case when was.since <= ${ago(now, DAY_MS)} then ${now} else was.since end,
          untold = was.untold + 1,
          last_at = ${now}
        where ${isKnown} or was.since <= ${ago(now, DAY_MS)} or was.recent < ${GUESSES_OF_STRANGERS}
      returning name`.execute(db)
    if (rows.length > 0) return
    const standing = await db
      .selectFrom('sign_in_guess')
      .select('since')
      .where('name', '=', name)
      .executeTakeFirst()
    const until = new Date((standing?.since ?? now).getTime() + DAY_MS).toISOString()
    throw problem(
      'account-locked',
      `Many passphrases were tried under that name from several addresses. Until ${until} none is taken from an address that it has not signed in from lately, unless a team manager or the liaison officer lifts it.`,
      { until, attemptsLeft: 0 },
    )
  }

  /**
   * Notes that a name has signed in from an address, by whatever: what strangers try elsewhere does not keep it out there.
   *
   * @param browser the mark of the browser, where it gave one
   */
  async function known(login: string, address: string, browser: string | null = null): Promise<void> {
    const now = clock()
    const name = digest('login', login)
    const places = [
      placeOf(login, addressBlock(address)),
      ...(browser === null ? [] : [browserOf(login, browser)]),
    ]
    // When it was last tried stays as it is: that says when what was tried there is over.
    for (const place of places) {
      await sql`insert into sign_in_guess (name, recent, untold, last_at, not_before, of_login, good_at)
        values (${place}, 0, 0, ${now}, ${now}, ${name}, ${now})
        on conflict (name) do update set good_at = ${now}`.execute(db)
    }
    await sql`update sign_in_guess set good_at = null where name in (
      select name from sign_in_guess where of_login = ${name} and good_at is not null
        order by good_at desc, name offset ${MOST_KNOWN} for update skip locked)`.execute(db)
  }

  return {
    /** Whether a name has signed in lately with the browser of that mark, and it is not locked there. */
    async isOwnBrowser(login: string, browser: string): Promise<boolean> {
      const now = clock()
      const { rows } = await sql`select from sign_in_guess where name = ${browserOf(login, browser)}
        and good_at > ${ago(now, KNOWN_DAYS * DAY_MS)}
        and not (recent >= ${GUESSES_BEFORE_LOCK} and not_before > ${now})`.execute(db)
      return rows.length > 0
    },

    /**
     * Counts an attempt, or refuses it.
     *
     * @param address of the caller
     * @param browser the mark of a browser that is the name's own: it counts there, and not for the address
     * @returns how many more there are before the lock
     * @throws ProblemError `account-locked` or `too-many-requests`
     */
    async begin(login: string, address: string, browser: string | null = null): Promise<number> {
      const now = clock()
      const name = digest('login', login)
      const [block, network] = [addressBlock(address), addressNetwork(address)]
      if (browser === null) {
        await count(digest('address', block), 'address', null, now)
        if (network !== null) await countNetwork(network, isKnownAt(login, block), now)
      }
      const place = browser === null ? placeOf(login, block) : browserOf(login, browser)
      const counted = await count(place, 'place', name, now)
      await countAll(name, counted, now)
      if (randomInt(LOOK_EVERY) === 0) await makeRoom(db, now)
      return Math.max(0, GUESSES_BEFORE_LOCK - counted.recent)
    },

    /** Takes back what `begin` counted, once an attempt was good. Whoever shares the address keeps theirs. */
    async good(login: string, address: string, browser: string | null = null): Promise<void> {
      const [block, network] = [addressBlock(address), addressNetwork(address)]
      const isKnown = browser === null ? isKnownAt(login, block) : sql<boolean>`true`
      // Others' guesses stay counted: whoever knows when somebody signs in would else have as many again.
      await sql`update sign_in_guess set untold = greatest(untold - 1, 0),
          recent = greatest(recent - case when ${isKnown} then 0 else 1 end, 0)
        where name = ${digest('login', login)}`.execute(db)
      await sql`update sign_in_guess set recent = 0, not_before = last_at
        where name = ${browser === null ? placeOf(login, block) : browserOf(login, browser)}`.execute(db)
      if (browser !== null) return
      // A wait stays: whoever has one account would else try others' at leisure.
      await sql`update sign_in_guess set recent = greatest(recent - 1, 0)
        where name = ${digest('address', block)}`.execute(db)
      if (network === null) return
      await sql`update sign_in_guess set recent = greatest(recent - 1, 0)
        where name = ${digest('network', network)} and not ${isKnown}`.execute(db)
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
                or (name = ${name} and recent >= ${GUESSES_OF_STRANGERS} and since > ${ago(now, DAY_MS)}) as locked
              from sign_in_guess where name = ${name} or of_login = ${name} for update
          ) as before
          where sign_in_guess.name = before.name
          returning before.locked`.execute(db)
      return rows.some(({ locked }) => locked)
    },
  }
}

type Kind = 'place' | 'address' | 'network'

type Counted = { recent: number; notBefore: Date; isKnown: boolean }

const ago = (now: Date, ms: number): Date => new Date(now.getTime() - ms)

function refuse(kind: Kind, recent: number, notBefore: Date, now: Date): never {
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
    `Several wrong passphrases were tried ${{ place: 'under that name', address: 'from your address', network: 'from your network' }[kind]}; try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    {
      retryAfterSeconds: seconds,
      ...(kind === 'place' ? { attemptsLeft: GUESSES_BEFORE_LOCK - recent } : {}),
    },
  )
}
