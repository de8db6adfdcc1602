import { generateKeyPairSync, hash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import fastify from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AccessTokens, useAccessTokens } from '../../src/api/access-tokens.ts'
import { generateUserKey } from '../../src/crypto/keys.ts'
import {
  answerRegistration,
  finishRegistration,
  finishSignIn,
  makeServerSetup,
  startRegistration,
  startSignIn,
} from '../../src/crypto/opaque.ts'
import type { problemType } from '../../src/domain/problems.ts'
import type { Role } from '../../src/domain/roles.ts'
import { registerOpaque } from '../../src/services/accounts/register-opaque.ts'
import { type Accounts, createAccounts } from '../../src/services/accounts.ts'
import { type Caller, createCallers, readCaller } from '../../src/services/caller.ts'
import { projectCertificate } from '../../src/services/trust/project-certificate.ts'
import type { TestDatabase } from '../setup/database.ts'
import { createPartnership } from '../setup/partnership.ts'

const ORIGIN = 'https://despatch.example.test'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const HERE = '198.51.100.7'
const began = Date.parse('2030-03-01T22:00:00.000Z')

let database: TestDatabase
let dataDir: string
let seed: string
let setup: string
let caller: Caller
let now: Date
type Process = Accounts & { tokens: AccessTokens }
/** What two processes of the service hold: the same database and keys, and nothing else of each other. */
let one: Process
let other: Process

const clock = () => now
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const process = async (): Promise<Process> => ({
  ...createAccounts({ db: database.db, clock, origin: ORIGIN, key: seed, setup }),
  tokens: await useAccessTokens(fastify(), { seed, issuer: ORIGIN, clock }),
})
const person = async (login: string, at?: Date) => {
  const { id } = await database.db
    .selectFrom('person')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow()
  return readCaller(database.db, id, at ?? now)
}
const enter = (accounts: Accounts, who = caller, from = '192.0.2.1') =>
  accounts.enter(who, { how: 'key', device: null, label: 'office' }, { address: from })
const says = (name: Parameters<typeof problemType>[0]) => ({ problem: name })
const asks = (accounts: Process, session: string, who = caller) => {
  const { accessToken } = accounts.tokens.issue({ person: who.personId, session })
  return createCallers(database.db, clock)(other.tokens.read(accessToken))
}

beforeAll(async () => {
  ;({ database, dataDir } = await createPartnership('dac-'))
  const { privateKey } = generateKeyPairSync('ed25519')
  seed = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  setup = await makeServerSetup()
})
afterAll(async () => {
  await database?.drop()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  now = new Date(began)
  const { owner } = database
  await owner
    .updateTable('person')
    .set({ last_active_at: now, trained_until: '2040-01-01' })
    .where('account', '=', 'person')
    .execute()
  await owner.deleteFrom('sign_in_guess').execute()
  await owner.deleteFrom('session').execute()
  caller = await person('asb.caseworker')
  one = await process()
  other = await process()
})

describe('a session', () => {
  it('is renewed by a token that is good once, by whichever process', async () => {
    const first = await enter(one)
    const second = await other.refresh(first.refreshToken)
    const third = await one.refresh(second.begun.refreshToken)
    expect(third.begun.id).toBe(first.id)
    expect((await asks(one, first.id)).login).toBe('asb.caseworker')
    const kept = await database.db.selectFrom('refresh_token').select('sha256').execute()
    const held = [first.refreshToken, second.begun.refreshToken, third.begun.refreshToken]
    expect(new Set(kept.map(({ sha256 }) => Buffer.from(sha256).toString('hex')))).toEqual(
      new Set(held.map((token) => hash('sha256', token))),
    )
  })

  it('ends with everything of it when a used token comes again, whoever has it', async () => {
    const first = await enter(one)
    const stolen = first.refreshToken
    const { begun } = await one.refresh(stolen)
    await expect(other.refresh(stolen)).rejects.toMatchObject(says('token-expired'))
    await expect(one.refresh(begun.refreshToken)).rejects.toMatchObject(says('token-expired'))
    await expect(asks(one, first.id)).rejects.toMatchObject(says('token-expired'))
    const [row] = await database.db.selectFrom('session').select('ended_why').execute()
    expect(row?.ended_why).toBe('token-reused')
  })

  it('ends too when two present the same token at the same moment: one of them is a thief', async () => {
    const { id, refreshToken } = await enter(one)
    const outcomes = await Promise.allSettled([one.refresh(refreshToken), other.refresh(refreshToken)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(asks(one, id)).rejects.toMatchObject(says('token-expired'))
  })

  it('is over after 12 hours without being renewed, and after 7 days however often it is', async () => {
    const idle = await enter(one)
    pass(12 * HOUR + 1)
    await expect(one.refresh(idle.refreshToken)).rejects.toMatchObject(says('token-expired'))
    let { refreshToken, endsAt } = await enter(one)
    for (let hours = 0; hours < 7 * 24 - 10; hours += 10) {
      pass(10 * HOUR)
      ;({ refreshToken, endsAt } = (await one.refresh(refreshToken)).begun)
    }
    expect(endsAt.getTime() - now.getTime()).toBeLessThan(10 * HOUR)
    pass(10 * HOUR)
    await expect(one.refresh(refreshToken)).rejects.toMatchObject(says('token-expired'))
    expect(await one.sessions.list(caller.personId, null)).toEqual([])
  })

  it('is listed with when and how and the machine’s name, and with nothing of where it is from', async () => {
    const here = await enter(one)
    pass(HOUR)
    const there = await one.enter(
      caller,
      { how: 'passphrase', device: null, label: 'laptop' },
      { address: '192.0.2.1' },
    )
    const rows = await other.sessions.list(caller.personId, here.id)
    expect(rows).toMatchObject([
      { id: there.id, how: 'passphrase', label: 'laptop', current: false },
      { id: here.id, how: 'key', label: 'office', current: true, beganAt: '2030-03-01T22:00:00.000Z' },
    ])
    const columns = Object.keys(await database.db.selectFrom('session').selectAll().executeTakeFirstOrThrow())
    expect(columns.join()).not.toMatch(/ip|address|agent/)
  })

  it('ends at once by remote: one, all others, or this', async () => {
    const [first, second, third] = [await enter(one), await enter(one), await enter(one)]
    expect(await one.sessions.end(caller.personId, first.id)).toBe(1)
    await expect(asks(other, first.id)).rejects.toMatchObject(says('token-expired'))
    await expect(one.sessions.end(caller.personId, first.id)).rejects.toMatchObject(says('not-found'))
    expect(await one.sessions.endSeveral(caller.personId, second.id, 'others')).toBe(1)
    await expect(asks(other, third.id)).rejects.toMatchObject(says('token-expired'))
    expect((await asks(other, second.id)).session).toBe(second.id)
    expect(await one.sessions.endSeveral(caller.personId, second.id, 'this')).toBe(1)
    await expect(one.refresh(second.refreshToken)).rejects.toMatchObject(says('token-expired'))
  })

  it('of another is no concern of theirs', async () => {
    const mine = await enter(one)
    const colleague = await person('asb.caseworker2')
    await expect(one.sessions.end(colleague.personId, mine.id)).rejects.toMatchObject(says('not-found'))
    expect(await one.sessions.endSeveral(colleague.personId, mine.id, 'this')).toBe(0)
    // A token that names another's session is none.
    await expect(asks(one, mine.id, colleague)).rejects.toMatchObject(says('token-expired'))
    expect((await asks(one, mine.id)).login).toBe('asb.caseworker')
  })

  it('makes way, the oldest first, when one person has a hundred', async () => {
    const first = await enter(one)
    pass(1000)
    for (let more = 0; more < 100; more += 1) await enter(one)
    await expect(asks(one, first.id)).rejects.toMatchObject(says('token-expired'))
    expect(await one.sessions.list(caller.personId, null)).toHaveLength(100)
  })
})

describe('guessing', () => {
  const outcome = (login: string, from = HERE, accounts = one) =>
    startSignIn('whatever it may be').then(({ request }) =>
      accounts.passphrases.begin({ login, request }, from).then(
        ({ attemptsLeft }) => attemptsLeft,
        (error: { problem: string; extra: { retryAfterSeconds?: number } }) =>
          error.extra.retryAfterSeconds ?? error.problem,
      ),
    )
  /** As somebody who waits as long as they are told. */
  async function patiently(login: string, tries: number): Promise<unknown[]> {
    const said: unknown[] = []
    for (let left = tries; left > 0; left -= 1) {
      const answer = await outcome(login)
      said.push(answer)
      pass(150_000)
    }
    return said
  }

  it('waits twice as long each time, in all processes together, and says how many tries are left', async () => {
    const said: unknown[] = []
    for (const accounts of [one, other, one]) said.push(await outcome('asb.caseworker', HERE, accounts))
    expect(said).toEqual([9, 8, 7])
    const waits: unknown[] = []
    for (let turn = 0; turn < 5; turn += 1) {
      const seconds = Number(await outcome('asb.caseworker', HERE, other))
      waits.push(seconds)
      pass(seconds * 1000)
      await outcome('asb.caseworker')
    }
    expect(waits).toEqual([1, 2, 4, 8, 16])
  })

  it('is over for a day after ten, and is the same for a name that nobody has', async () => {
    const known = await patiently('asb.caseworker', 11)
    expect(known).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 'account-locked'])
    await database.owner.deleteFrom('sign_in_guess').execute()
    expect(await patiently('nobody.at.all', 11)).toEqual(known)
    pass(DAY)
    expect(await outcome('nobody.at.all')).toBe(9)
  })

  it('by a stranger keeps nobody out where they are', async () => {
    await patiently('asb.caseworker', 11)
    expect(await outcome('asb.caseworker')).toBe('account-locked')
    expect(await outcome('asb.caseworker', '203.0.113.9')).toBe(9)
  })

  /** As somebody with an address for every guess. @returns what the first that is refused is told */
  async function scattered(login: string, tries: number): Promise<unknown> {
    for (let turn = 0; turn < tries; turn += 1) {
      const answer = await outcome(login, `203.0.113.${turn}`)
      if (answer !== 9) return [turn, answer]
    }
    return null
  }

  it('from however many addresses is over after a hundred in a day, but where the name has signed in lately', async () => {
    await enter(one, caller, '192.0.2.44')
    expect(await scattered('asb.caseworker', 120)).toEqual([100, 'account-locked'])
    expect(await outcome('asb.caseworker', '198.51.100.200')).toBe('account-locked')
    expect(await outcome('asb.caseworker', '192.0.2.44')).toBe(9)
    expect((await enter(one)).failedAttempts).toBe(101)
    expect(await scattered('nobody.at.all', 120)).toEqual([100, 'account-locked'])
    pass(DAY)
    expect(await outcome('asb.caseworker', '198.51.100.200')).toBe(9)
    await scattered('asb.caseworker', 120)
    const manager = await holding('asb.caseworker2', 'team-manager')
    expect(await one.lift(manager, 'asb.caseworker')).toMatchObject({ lifted: ['lock'] })
    expect(await outcome('asb.caseworker', '198.51.100.201')).toBe(9)
  })

  it('from where the name has signed in is over after ten too, and sixty days later is a stranger’s', async () => {
    await enter(one, caller, HERE)
    expect((await patiently('asb.caseworker', 11)).at(-1)).toBe('account-locked')
    pass(61 * DAY)
    await scattered('asb.caseworker', 100)
    expect(await outcome('asb.caseworker')).toBe('account-locked')
  })

  it('from one address is slowed over all names together', async () => {
    for (let turn = 0; turn < 20; turn += 1) expect(await outcome(`person.${turn}`)).toBe(9)
    expect(await outcome('person.20')).toBe(1)
    expect(await outcome('person.20', '203.0.113.9')).toBe(9)
  })

  it('locks the passphrase alone: a key or a device still signs in', async () => {
    await patiently('asb.caseworker', 11)
    const session = await enter(one)
    expect(session.failedAttempts).toBe(10)
    expect((await enter(one)).failedAttempts).toBe(0)
  })

  it('is lifted by a team manager of the same agency or whoever looks after its accounts, and by nobody else', async () => {
    await patiently('asb.caseworker', 11)
    const manager = await holding('asb.caseworker2', 'team-manager')
    const stranger = await holding('court.listing', 'liaison-officer')
    await expect(one.lift(stranger, 'asb.caseworker')).rejects.toMatchObject(says('not-found'))
    await expect(one.lift(manager, 'nobody.at.all')).rejects.toMatchObject(says('not-found'))
    await expect(one.lift(caller, 'asb.caseworker2')).rejects.toMatchObject(says('not-yours'))
    expect(await outcome('asb.caseworker')).toBe('account-locked')
    expect(await one.lift(manager, 'asb.caseworker')).toEqual({ login: 'asb.caseworker', lifted: ['lock'] })
    expect(await one.lift(manager, 'asb.caseworker')).toEqual({ login: 'asb.caseworker', lifted: [] })
    expect(await outcome('asb.caseworker', '203.0.113.9')).toBe(9)
    for (const role of ['liaison-officer', 'deputy', 'account-administrator'] as const) {
      await database.owner.deleteFrom('sign_in_guess').execute()
      await patiently('asb.caseworker', 11)
      const keeper = await holding('asb.caseworker2', role)
      expect(await one.lift(keeper, 'asb.caseworker')).toMatchObject({ lifted: ['lock'] })
    }
  })

  it('keeps neither names nor addresses, and no more rows than it may', async () => {
    await outcome('asb.caseworker')
    const rows = await database.db.selectFrom('sign_in_guess').selectAll().execute()
    expect(rows).toHaveLength(3)
    expect(rows.every(({ name }) => name.length === 16)).toBe(true)
  })

  it('a sign-in that was begun must be finished within two minutes', async () => {
    const { request, kept } = await startSignIn('whatever it may be')
    const begun = await one.passphrases.begin({ login: 'asb.caseworker', request }, HERE)
    pass(121_000)
    await expect(
      finishSignIn(
        'whatever it may be',
        { login: 'asb.caseworker', origin: ORIGIN },
        {
          kept,
          response: begun.response,
        },
      ),
    ).resolves.toBeNull()
    await expect(
      other.passphrases.finish({ state: begun.state, finish: 'A'.repeat(86) }, HERE),
    ).rejects.toMatchObject(says('sign-in-refused'))
  })
})

describe('a passphrase', () => {
  it('signs in with the key that it was set for, and no more once that is another', async () => {
    const [passphrase, { login, personId }] = ['drizzle teapot lanyard', caller]
    const { request, kept } = await startRegistration(passphrase)
    const response = await answerRegistration(setup, login, request)
    const parties = { login, origin: ORIGIN }
    const { record } = await finishRegistration(passphrase, parties, { kept, response })
    const { fpr } = await database.db
      .selectFrom('certificate')
      .select('fpr')
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    const signed = { statement: '{}', signature: 'of no consequence here' }
    await registerOpaque(database.db, {
      ...{ personId, fingerprint: fpr, record, wrapped: 'locked', ...signed },
      ...{ replaces: 0, session: null, now },
    })
    const finished = async () => {
      const started = await startSignIn(passphrase)
      const begun = await one.passphrases.begin({ login, request: started.request }, HERE)
      const proof = await finishSignIn(passphrase, parties, { kept: started.kept, response: begun.response })
      return other.passphrases.finish({ state: begun.state, finish: proof?.finish ?? '' }, HERE)
    }
    expect((await finished()).key).toMatchObject({ fingerprint: fpr, wrapped: 'locked' })

    const another = await generateUserKey({ name: 'Case worker', address: 'another@council.test', now })
    const armored = another.toPublic().armor()
    await projectCertificate(database.db, { armored, owner: { person_id: personId }, now })
    await expect(finished()).rejects.toMatchObject(says('sign-in-refused'))
  })
})

async function holding(login: string, role: Role): Promise<Caller> {
  return { ...(await person(login)), roles: [role] }
}

describe('an account that is not used', () => {
  const lastActive = async () =>
    (
      await database.db
        .selectFrom('person')
        .select('last_active_at')
        .where('login', '=', 'asb.caseworker')
        .executeTakeFirstOrThrow()
    ).last_active_at

  it('is dormant after 90 days, is told so when it signs in, and is lifted by a manager', async () => {
    pass(90 * DAY - 1)
    expect((await person('asb.caseworker')).login).toBe('asb.caseworker')
    pass(1)
    await expect(person('asb.caseworker')).rejects.toMatchObject(says('account-dormant'))
    const officer: Caller = { ...caller, roles: ['liaison-officer'] }
    expect(await one.lift(officer, 'asb.caseworker')).toEqual({
      login: 'asb.caseworker',
      lifted: ['dormancy'],
    })
    expect((await person('asb.caseworker')).login).toBe('asb.caseworker')
  })

  it('counts as used by every call, and that is written down once an hour at most', async () => {
    const { id } = await enter(one)
    pass(59 * MINUTE)
    await asks(one, id)
    expect((await lastActive()).getTime()).toBe(began)
    pass(2 * MINUTE)
    await Promise.all([asks(one, id), asks(other, id)])
    expect((await lastActive()).getTime()).toBe(began + 61 * MINUTE)
  })

  it('says at sign-in when it was last used, for a warning', async () => {
    pass(80 * DAY)
    caller = await person('asb.caseworker')
    expect((await enter(one)).lastActiveAt).toEqual(new Date(began))
    expect((await one.show(await person('asb.caseworker'))).dormantAt).toBe(
      new Date(now.getTime() + 90 * DAY).toISOString(),
    )
  })

  it('is never dormant when it is a machine’s', async () => {
    pass(400 * DAY)
    const machine = await database.db
      .selectFrom('person')
      .select('login')
      .where('account', '=', 'machine')
      .executeTakeFirst()
    expect((await person(machine?.login ?? '')).isMachine).toBe(true)
  })
})
