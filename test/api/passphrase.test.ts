import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { newAccountSecret, wordsOf } from '../../src/crypto/account-secret.ts'
import { answerSignIn, finishSignIn, makeServerSetup, startSignIn } from '../../src/crypto/opaque.ts'
import { unwrapKey } from '../../src/crypto/wrapped-key.ts'
import { composeService } from '../../src/main/compose.ts'
import { createClient } from '../../src/sdk/client.ts'
import {
  demandPassphrase,
  setPassphrase,
  signInByPassphrase,
  WrongKitError,
  WrongPassphraseError,
} from '../../src/sdk/passphrase.ts'
import type { Session } from '../../src/sdk/session.ts'
import { named, refusal } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'
import { startTestService, type TestService } from '../setup/service.ts'

const LOGIN = 'asb.caseworker'
const PASSPHRASE = 'drizzle teapot lanyard'
const OTHER = 'marmalade sextant oboe'
const secret = newAccountSecret()
const sha256 = (data: Uint8Array) => hash('sha256', data, 'buffer')

let service: TestService
let worker: Session
/** every body that went over the wire, each way */
const wire: string[] = []

const recording: typeof fetch = async (input, init) => {
  if (typeof init?.body === 'string') wire.push(init.body)
  const response = await fetch(input, init)
  wire.push(await response.clone().text())
  return response
}
const impatient = { wait: () => Promise.reject(new Error('put off')) }
const client = (through = recording) => createClient({ origin: service.origin, fetch: through, ...impatient })
type Asked = Partial<Parameters<typeof signInByPassphrase>[0]>
const counted = (change: Asked = {}) =>
  signInByPassphrase({
    client: client(),
    login: LOGIN,
    passphrase: PASSPHRASE,
    secret,
    hash: sha256,
    ...change,
  })
/** The same, with what was tried before forgotten: for what is not about counting. */
async function byPassphrase(change: Asked = {}): Promise<Session> {
  await forgotten()
  return counted(change)
}
const now = () => new Date()
/** A client whose service answers a finished sign-in otherwise. */
const altering = (change: (key: Record<string, unknown>) => Record<string, unknown>) =>
  client(async (input, init) => {
    const response = await fetch(input, init)
    if (!String(input).endsWith('/session/passphrase') || !response.ok) return response
    const { key, ...rest } = await response.json()
    return Response.json({ ...rest, key: change(key) }, { status: 201 })
  })
const forgotten = () => service.database.owner.deleteFrom('sign_in_guess').execute()

beforeAll(async () => {
  // Not what is measured here; and a test signs in more often than an office.
  service = await startTestService({ rates: { 'api.signIns': { points: 10_000, windowSeconds: 60 } } })
  worker = await service.session(LOGIN)
  await setPassphrase(
    { ...worker, client: createClient({ ...client(), token: worker.client.token }) },
    { passphrase: PASSPHRASE, secret },
    { replaces: 0, now: now() },
  )
})
afterAll(() => service?.stop())

describe('a passphrase and a kit', () => {
  it('sign in, and open the very key that was wrapped', async () => {
    const session = await byPassphrase()
    expect(session.key.getFingerprint()).toBe(worker.key.getFingerprint())
    expect(session.person.login).toBe(LOGIN)
    expect((await session.client.inbox({})).rows).toEqual([])
    expect((await session.client.sessions()).map(({ how }) => how).sort()).toEqual(['key', 'passphrase'])
  })

  it('are told apart when one is wrong: the passphrase by OPAQUE, the kit by the key that does not open', async () => {
    await expect(byPassphrase({ passphrase: OTHER })).rejects.toThrow(WrongPassphraseError)
    await expect(counted({ passphrase: OTHER })).rejects.toThrow(/8 more tries are left/)
    await expect(byPassphrase({ secret: newAccountSecret() })).rejects.toThrow(WrongKitError)
    await expect(byPassphrase({ secret: newAccountSecret() })).rejects.toThrow(
      'not the words of this account’s newest kit',
    )
  })

  it('leave no session behind when the kit is wrong', async () => {
    const before = (await worker.client.sessions()).length
    await expect(byPassphrase({ secret: newAccountSecret() })).rejects.toThrow(WrongKitError)
    expect((await worker.client.sessions()).length).toBe(before)
  })

  it('may be a passphrase and what a passkey gives', async () => {
    const court = await service.session('court.listing')
    const prf = crypto.getRandomValues(new Uint8Array(32))
    await setPassphrase(court, { passphrase: OTHER, secret: prf }, { replaces: 0, now: now() })
    const session = await byPassphrase({ login: 'court.listing', passphrase: OTHER, secret: prf })
    expect(session.key.getFingerprint()).toBe(court.key.getFingerprint())
  })

  it('are told of wrong tries by others, once', async () => {
    await expect(byPassphrase({ passphrase: OTHER })).rejects.toThrow(WrongPassphraseError)
    expect((await counted()).told?.failedAttempts).toBe(1)
    expect((await counted()).told?.failedAttempts).toBe(0)
  })
})

describe('two processes of the API', () => {
  it('share a sign-in: one begins it, the other ends it, and what either gave counts at both', async () => {
    const port = await freePort('127.0.0.1')
    const { config, database, origin } = service
    const settings = {
      PORT: String(port),
      PUBLIC_URL: origin,
      DATA_DIR: config.dataDir,
      DATABASE_URL: database.runtimeUrl,
    }
    const databases = {
      runtimeUrl: database.runtimeUrl,
      ownerUrl: null,
      sequencerUrl: null,
      embedded: false,
    }
    const logger = pino({ level: 'silent' })
    const other = composeService(readConfig(settings), databases, { demo: false, role: 'api', logger })
    await other.start()
    try {
      let turn = 0
      const inTurn: typeof fetch = (input, init) => {
        turn += 1
        const address = new URL(String(input))
        if (turn % 2 === 0) address.port = String(port)
        return fetch(address, init)
      }
      const session = await byPassphrase({ client: client(inTurn) })
      for (let calls = 0; calls < 3; calls += 1) await session.client.sessions()
      const { refreshToken } = await session.client.refresh(session.renewal?.refreshToken ?? '')
      await session.client.refresh(refreshToken)
      expect(await refusal(session.client.refresh(refreshToken))).toMatchObject({
        type: named('token-expired'),
      })
      expect(await refusal(session.client.sessions())).toMatchObject({ type: named('token-expired') })
    } finally {
      await other.stop()
    }
  })
})

describe('a stranger learns nothing of a name:', () => {
  beforeEach(forgotten)

  it('one that nobody has is answered in the same shape and in the same words', async () => {
    const { request } = await startSignIn(PASSPHRASE)
    const answers = await Promise.all(
      [LOGIN, 'nobody.at.all'].map((login) => client().beginPassphraseSignIn({ login, request })),
    )
    const shapes = answers.map(({ response, state, attemptsLeft, origin }) => [
      response.length,
      attemptsLeft,
      origin,
      // The names themselves are sealed in it, and the second is shorter by one.
      Math.abs(state.length - (answers[0]?.state.length ?? 0)) <= 2,
    ])
    expect(shapes[0]).toEqual(shapes[1])
    const sentence = (login: string) =>
      byPassphrase({ login, passphrase: OTHER }).catch((error: Error) => error.message)
    expect(await sentence('nobody.at.all')).toBe(await sentence(LOGIN))
  })

  it('it takes as long', async () => {
    const { request } = await startSignIn(PASSPHRASE)
    const times: Record<string, number[]> = {}
    for (let turn = 0; turn < 30; turn += 1) {
      for (const login of [LOGIN, 'nobody.at.all']) {
        await forgotten()
        const began = performance.now()
        await client(fetch).beginPassphraseSignIn({ login, request })
        times[login] = [...(times[login] ?? []), performance.now() - began]
      }
    }
    const [known = 0, unknown = 0] = Object.values(times).map(
      (each) => each.toSorted((one, other) => one - other)[15] ?? 0,
    )
    // A whole exchange takes some milliseconds; what would tell would be a part of the work left out.
    expect(Math.abs(known - unknown) / Math.max(known, unknown)).toBeLessThan(0.5)
  })

  it('and is put off and locked out alike', async () => {
    const outcomes = async (login: string) => {
      await forgotten()
      const said: unknown[] = []
      const { request } = await startSignIn(OTHER)
      for (let turn = 0; turn < 12; turn += 1) {
        const answer = await client()
          .beginPassphraseSignIn({ login, request })
          .then(
            ({ attemptsLeft }) => attemptsLeft,
            (error: Error) => error.message,
          )
        said.push(answer)
      }
      return said
    }
    const known = await outcomes(LOGIN)
    expect(known).toEqual(await outcomes('nobody.at.all'))
    expect(known.slice(0, 4)).toEqual([9, 8, 7, 'put off'])
  })
})

describe('the last message', () => {
  async function begun(login = LOGIN) {
    await forgotten()
    const { request, kept } = await startSignIn(PASSPHRASE)
    const { state, response } = await client().beginPassphraseSignIn({ login, request })
    const proof = await finishSignIn(PASSPHRASE, { login, origin: service.origin }, { kept, response })
    return { state, finish: proof?.finish ?? 'A'.repeat(86) }
  }

  it('is taken once', async () => {
    const message = await begun()
    expect((await client().finishPassphraseSignIn(message)).person.login).toBe(LOGIN)
    expect(await refusal(client().finishPassphraseSignIn(message))).toMatchObject({
      type: named('sign-in-refused'),
    })
  })

  it('is refused in the same words, whatever is wrong', async () => {
    const good = await begun()
    const unknown = await begun('nobody.at.all')
    const attempts = [
      { ...good, finish: unknown.finish },
      { ...good, finish: 'AAAA' },
      { ...good, state: `${good.state.slice(0, -4)}AAAA` },
      { ...good, state: 'A'.repeat(300) },
      unknown,
      { state: unknown.state, finish: good.finish },
    ]
    for (const attempt of attempts) {
      expect(await refusal(client().finishPassphraseSignIn(attempt))).toMatchObject({
        status: 401,
        type: named('sign-in-refused'),
        detail: 'The name or the passphrase is not right, or the sign-in took too long.',
      })
    }
  })

  it('gives the wrapped key; nothing before it does', async () => {
    wire.length = 0
    await expect(byPassphrase({ passphrase: OTHER })).rejects.toThrow(WrongPassphraseError)
    expect(wire.join()).not.toContain('wrapped')
    await byPassphrase()
    expect(wire.join()).toContain('"wrapped"')
  })
})

describe('a service that is not to be trusted', () => {
  it('is refused when it edits the wrapped key, or gives out another person’s, or names another key', async () => {
    const other = await service.database.db
      .selectFrom('passphrase')
      .innerJoin('person', 'person.id', 'passphrase.person_id')
      .select(['wrapped_key as wrapped', 'fpr as fingerprint'])
      .where('login', '=', 'court.listing')
      .executeTakeFirstOrThrow()
    const flipped = (wrapped: unknown) => {
      const text = String(wrapped)
      return `${text.slice(0, 100)}${text[100] === 'A' ? 'B' : 'A'}${text.slice(101)}`
    }
    for (const change of [
      (key: Record<string, unknown>) => ({ ...key, wrapped: flipped(key.wrapped) }),
      (key: Record<string, unknown>) => ({ ...key, ...other }),
      (key: Record<string, unknown>) => ({ ...key, wrapped: other.wrapped }),
      (key: Record<string, unknown>) => ({ ...key, fingerprint: other.fingerprint }),
      (key: Record<string, unknown>) => ({ ...key, wrapped: String(key.wrapped).slice(0, 60) }),
    ]) {
      await expect(byPassphrase({ client: altering(change) })).rejects.toThrow(
        'the service has given out another key than yours, or one that was changed',
      )
    }
  })

  it('never sees the passphrase, the words or the secret', () => {
    const seen = wire.join('\n')
    expect(seen.length).toBeGreaterThan(1000)
    // One word of the list may well stand in an answer by itself ("trust" does); two of them beside each other do not.
    const words = wordsOf(secret).slice(0, 2).join(' ')
    for (const told of [PASSPHRASE, 'teapot', Buffer.from(secret).toString('base64url'), words])
      expect(seen).not.toContain(told)
  })

  it('cannot be guessed at from recorded traffic and a stolen database, nor even with its own secret, without the kit', async () => {
    await byPassphrase()
    const stolen = await service.database.owner
      .selectFrom('passphrase')
      .innerJoin('person', 'person.id', 'passphrase.person_id')
      .select(['record', 'wrapped_key', 'fpr'])
      .where('login', '=', LOGIN)
      .executeTakeFirstOrThrow()
    expect(wire.join()).toContain(stolen.wrapped_key)
    const parties = { login: LOGIN, origin: service.origin }

    /** A guess on the thief's own machine: they play the service with what they have. */
    async function guess(setup: string, passphrase: string) {
      const { request, kept } = await startSignIn(passphrase)
      const { response } = await answerSignIn(setup, parties, { record: stolen.record, request })
      return finishSignIn(passphrase, parties, { kept, response })
    }
    // Traffic and database: the right passphrase looks like any other.
    expect(await guess(await makeServerSetup(), PASSPHRASE)).toBeNull()

    // With the service's secret too, the passphrase is found; and the key stays shut without the account secret.
    const setup = await readFile(join(service.config.dataDir, 'keys', 'api', 'opaque.setup'), 'utf8')
    expect(await guess(setup.trim(), OTHER)).toBeNull()
    const found = await guess(setup.trim(), PASSPHRASE)
    if (!found) throw new Error('the thief has everything that the service has')
    const open = (given: typeof secret) =>
      unwrapKey(
        stolen.wrapped_key,
        { exportKey: found.exportKey, secret: given },
        { ...parties, fingerprint: stolen.fpr },
      )
    await expect(open(newAccountSecret())).rejects.toThrow('does not open')
    await expect(open(new Uint8Array(16))).rejects.toThrow('does not open')
    expect((await open(secret)).getFingerprint()).toBe(worker.key.getFingerprint())
  })
})

describe('a change of the passphrase', () => {
  const version = async () => (await worker.client.account()).passphrase?.version ?? 0

  it('swaps record and wrapped key together, and signs everybody else out', async () => {
    const elsewhere = await byPassphrase()
    await setPassphrase(worker, { passphrase: OTHER, secret }, { replaces: await version(), now: now() })
    await expect(byPassphrase()).rejects.toThrow(WrongPassphraseError)
    expect((await byPassphrase({ passphrase: OTHER })).key.isDecrypted()).toBe(true)
    expect(await refusal(elsewhere.client.inbox({}))).toMatchObject({ type: named('token-expired') })
    expect((await worker.client.inbox({})).rows).toEqual([])
  })

  it('of two at once is refused to one, and what the other set is whole', async () => {
    const replaces = await version()
    const kits = [newAccountSecret(), newAccountSecret()]
    const phrases = ['walnut barometer one', 'walnut barometer two']
    const outcomes = await Promise.allSettled(
      kits.map((kit, at) =>
        setPassphrase(worker, { passphrase: phrases[at] ?? '', secret: kit }, { replaces, now: now() }),
      ),
    )
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled')
    const lost = outcomes[1 - won]
    expect(outcomes[won]).toMatchObject({ value: { version: replaces + 1 } })
    expect(lost).toMatchObject({ reason: { type: named('passphrase-changed') } })
    const kit = kits[won] ?? secret
    await forgotten()
    const session = await byPassphrase({ passphrase: phrases[won] ?? '', secret: kit })
    expect(session.key.getFingerprint()).toBe(worker.key.getFingerprint())
    await setPassphrase(worker, { passphrase: PASSPHRASE, secret }, { replaces: replaces + 1, now: now() })
  })

  it('to a new kit voids the old one', async () => {
    const kit = newAccountSecret()
    await demandPassphrase(worker, PASSPHRASE)
    await setPassphrase(
      worker,
      { passphrase: PASSPHRASE, secret: kit },
      { replaces: await version(), now: now() },
    )
    await expect(byPassphrase()).rejects.toThrow(WrongKitError)
    expect((await byPassphrase({ secret: kit })).key.isDecrypted()).toBe(true)
    await setPassphrase(worker, { passphrase: PASSPHRASE, secret }, { replaces: await version(), now: now() })
  })

  it('needs the person’s own key: a session alone is not enough', async () => {
    const colleague = await service.session('asb.caseworker2')
    const thief = { ...worker, key: colleague.key }
    const change = setPassphrase(
      thief,
      { passphrase: OTHER, secret },
      { replaces: await version(), now: now() },
    )
    expect(await refusal(change)).toMatchObject({ status: 403, type: named('signature-not-yours') })
    expect((await byPassphrase()).person.login).toBe(LOGIN)
  })

  it('to a short one is refused before anything is sent', async () => {
    const change = setPassphrase(worker, { passphrase: 'short', secret }, { replaces: 0, now: now() })
    await expect(change).rejects.toThrow('at least 12 characters')
  })
})
