import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGuesses } from '../../../src/services/accounts/guesses.ts'
import { makeRoom } from '../../../src/services/accounts/guesses-room.ts'
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts'

const VICTIM = 'asb.caseworker'
const DAY_MS = 24 * 60 * 60 * 1000

let database: TestDatabase
let now: Date
let guesses: ReturnType<typeof createGuesses>

beforeEach(async () => {
  database = await createTestDatabase()
  now = new Date('2026-03-02T10:00:00Z')
  guesses = createGuesses({ db: database.db, clock: () => now, key: 'k'.repeat(32) })
})
afterEach(() => database.drop())

const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

/** Tries so many passphrases, a second apart; how many were taken, and why the last was refused. */
async function guess(
  count: number,
  { login = VICTIM, from }: { login?: string; from: (n: number) => string },
) {
  let taken = 0
  let refusal: unknown
  for (let n = 0; n < count; n += 1) {
    later(1000)
    try {
      await guesses.begin(login, from(n))
      taken += 1
    } catch (error) {
      refusal = error
    }
  }
  return { taken, refusal }
}

const knownPlaces = async () => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from sign_in_guess where good_at is not null`.execute(database.db)
  return rows[0]?.count
}

/** So many places where somebody else is known. */
const fillWithKnown = (count: number, at: Date) =>
  sql`insert into sign_in_guess (name, recent, untold, last_at, not_before, of_login, good_at)
    select decode(md5(n::text), 'hex'), 0, 0, ${at}, ${at}, decode(md5('a'), 'hex'), ${at}
      from generate_series(1, ${count}::int) n`.execute(database.db)

describe('making room among guesses', () => {
  it('keeps the hundred of a day and the lock of an address, however many places are known', async () => {
    await fillWithKnown(60, now)
    const strangers = await guess(100, { from: (n) => `10.0.0.${n}` })
    expect(strangers.taken).toBe(100)
    await guesses.begin('asb.locked', '10.9.9.9')
    await sql`update sign_in_guess set recent = 10, not_before = ${new Date(now.getTime() + DAY_MS)}
      where of_login is not null and last_at = ${now}`.execute(database.db)
    await makeRoom(database.db, now, 20)
    expect(await knownPlaces()).toBe(60)
    expect(await guess(10, { from: (n) => `10.0.1.${n}` })).toMatchObject({
      taken: 0,
      refusal: { problem: 'account-locked' },
    })
    expect(await guess(1, { login: 'asb.locked', from: () => '10.9.9.9' })).toMatchObject({
      taken: 0,
      refusal: { problem: 'account-locked' },
    })
  })

  it('forgets the fewest guesses first: a flood of names does not give those under another back', async () => {
    await guess(60, { from: (n) => `10.0.0.${n}` })
    for (let n = 0; n < 40; n += 1) await guess(1, { login: `nobody.${n}`, from: () => `10.1.${n}.1` })
    await makeRoom(database.db, now, 20)
    expect((await guess(60, { from: (n) => `10.0.1.${n}` })).taken).toBe(40)
  })

  it('forgets a place after sixty days without a good sign-in, and not one that is used', async () => {
    await guesses.known(VICTIM, '192.0.2.1')
    await guesses.known(VICTIM, '192.0.2.2')
    later(40 * DAY_MS)
    await guesses.known(VICTIM, '192.0.2.1')
    later(30 * DAY_MS)
    await makeRoom(database.db, now)
    expect(await knownPlaces()).toBe(1)
    await guess(110, { from: (n) => `10.0.0.${n}` })
    expect((await guess(1, { from: () => '192.0.2.1' })).taken).toBe(1)
    expect((await guess(1, { from: () => '192.0.2.2' })).taken).toBe(0)
  })

  it('forgets what counts no more, and keeps what somebody is still to be told', async () => {
    await guess(3, { from: () => '10.0.0.1' })
    later(2 * DAY_MS)
    await makeRoom(database.db, now)
    const { rows } = await sql`select from sign_in_guess`.execute(database.db)
    expect(rows).toHaveLength(1)
    expect(await guesses.tell(VICTIM)).toBe(3)
  })
})

describe('where a name is known', () => {
  it('is fifty places at most: the longest unused is forgotten', async () => {
    await guesses.known(VICTIM, '192.0.2.200')
    for (let n = 0; n < 50; n += 1) {
      later(1000)
      await guesses.known(VICTIM, `192.0.2.${n}`)
      if (n === 20) await guesses.known(VICTIM, '192.0.2.200')
    }
    expect(await knownPlaces()).toBe(50)
    await guess(110, { from: (n) => `10.0.0.${n}` })
    expect((await guess(1, { from: () => '192.0.2.200' })).taken).toBe(1)
    expect((await guess(1, { from: () => '192.0.2.0' })).taken).toBe(0)
  })

  it('is not locked for longer because its owner signs in there by another way', async () => {
    await guesses.known(VICTIM, '192.0.2.1')
    for (let n = 0; n < 10; n += 1) {
      later(3 * 60 * 1000)
      await guesses.begin(VICTIM, '192.0.2.1')
    }
    await expect(guesses.begin(VICTIM, '192.0.2.1')).rejects.toMatchObject({ problem: 'account-locked' })
    later(DAY_MS - 1000)
    await guesses.known(VICTIM, '192.0.2.1')
    later(1000)
    await expect(guesses.begin(VICTIM, '192.0.2.1')).resolves.toBe(9)
  })
})

describe('a browser that the name has signed in with', () => {
  const MARK = 'a'.repeat(64)

  it('is taken while strangers have spent the day, and while its address waits; another name’s is not its own', async () => {
    await guesses.known(VICTIM, '192.0.2.1', MARK)
    await guess(110, { from: (n) => `10.0.0.${n}` })
    await guess(25, { login: 'nobody.else', from: () => '192.0.2.9' })
    expect((await guess(1, { from: () => '192.0.2.9' })).taken).toBe(0)
    expect(await guesses.isOwnBrowser(VICTIM, MARK)).toBe(true)
    await expect(guesses.begin(VICTIM, '192.0.2.9', MARK)).resolves.toBe(9)
    expect(await guesses.isOwnBrowser('nobody.else', MARK)).toBe(false)
    expect(await guesses.isOwnBrowser(VICTIM, 'b'.repeat(64))).toBe(false)
  })

  it('has ten guesses, and is a stranger’s for a day then, and after sixty days', async () => {
    await guesses.known(VICTIM, '192.0.2.1', MARK)
    for (let n = 0; n < 10; n += 1) {
      later(15 * 60 * 1000)
      await guesses.begin(VICTIM, '10.0.0.1', MARK)
    }
    expect(await guesses.isOwnBrowser(VICTIM, MARK)).toBe(false)
    // What was tried there is told, and does not use up what strangers have.
    expect((await guess(100, { from: (n) => `10.0.0.${n}` })).taken).toBe(100)
    expect(await guesses.tell(VICTIM)).toBe(110)
    expect(await guesses.lift(VICTIM)).toBe(true)
    expect(await guesses.isOwnBrowser(VICTIM, MARK)).toBe(true)
    later(61 * DAY_MS)
    expect(await guesses.isOwnBrowser(VICTIM, MARK)).toBe(false)
  })

  it('takes back its own count when somebody signs in, and that of no address', async () => {
    await guesses.known(VICTIM, '192.0.2.1', MARK)
    for (let n = 0; n < 2; n += 1) await guesses.begin(VICTIM, '10.0.0.1')
    await guesses.begin(VICTIM, '10.0.0.1', MARK)
    await guesses.good(VICTIM, '10.0.0.1', MARK)
    await expect(guesses.begin(VICTIM, '10.0.0.1', MARK)).resolves.toBe(9)
    await expect(guesses.begin(VICTIM, '10.0.0.1')).resolves.toBe(7)
    const { rows } = await sql<{ recent: number }>`select recent from sign_in_guess
      where of_login is null and since is null`.execute(database.db)
    expect(rows).toEqual([{ recent: 3 }])
  })
})

describe('addresses of IPv6', () => {
  it('are one in a /64', async () => {
    const { taken } = await guess(30, { from: (n) => `2001:db8:1:2::${n.toString(16)}` })
    expect(taken).toBeLessThan(10)
  })

  it('have to wait in a /48 after two hundred, and whoever is known there does not', async () => {
    await guesses.known(VICTIM, '2001:db8:1:ffff::1')
    // A name of its own and a /64 of its own for each.
    for (let n = 0; n < 200; n += 1) await guesses.begin(`nobody.${n}`, `2001:db8:1:${n.toString(16)}::1`)
    await guesses.begin('nobody.a', '2001:db8:1:1000::1').catch(() => {})
    await expect(guesses.begin('nobody.b', '2001:db8:1:1001::1')).rejects.toMatchObject({
      problem: 'too-many-requests',
    })
    await expect(guesses.begin(VICTIM, '2001:db8:1:ffff::2')).resolves.toBe(9)
    await expect(guesses.begin('nobody.c', '2001:db8:2::1')).resolves.toBe(9)
  })
})

describe('two who begin at once from one address', () => {
  it('are both taken, though the one that counts first has read the clock last', async () => {
    await guesses.begin(VICTIM, '10.0.0.1')
    later(-1)
    expect(await guesses.begin('nobody.at.all', '10.0.0.1')).toBe(9)
    expect(await guesses.begin(VICTIM, '10.0.0.1')).toBe(8)
  })

  it('wait all the same where a wait is due', async () => {
    for (let n = 0; n < 3; n += 1) await guesses.begin(VICTIM, '10.0.0.1')
    await expect(guesses.begin(VICTIM, '10.0.0.1')).rejects.toThrow('try again in')
    later(-1)
    await expect(guesses.begin(VICTIM, '10.0.0.1')).rejects.toThrow('try again in')
  })
})
