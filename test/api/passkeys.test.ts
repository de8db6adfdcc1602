import { hash } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { passkeyName, passkeySecrets } from '../../src/crypto/passkey-secrets.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { createClient } from '../../src/sdk/client.ts'
import { addPasskey, signInByPasskey, UnknownPasskeyError, type UsedPasskey } from '../../src/sdk/passkeys.ts'
import { setPassphrase } from '../../src/sdk/passphrase.ts'
import type { Session } from '../../src/sdk/session.ts'
import { passkeyOf, somePasskey } from '../services/passkey-of.ts'
import { named, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

const LOGIN = 'asb.caseworker'
const LABEL = 'key on my ring'
const sha256 = (data: Uint8Array) => hash('sha256', data, 'buffer')

let service: TestService
let worker: Session
let colleague: Session
/** everything that went to the service, and that it said */
const wire: string[] = []

const recording: typeof fetch = async (input, init) => {
  if (typeof init?.body === 'string') wire.push(init.body)
  const response = await fetch(input, init)
  wire.push(await response.clone().text())
  return response
}
const impatient = { wait: () => Promise.reject(new Error('put off')) }
const client = (through = recording) => createClient({ origin: service.origin, fetch: through, ...impatient })
const by = (passkey: UsedPasskey, through = recording) =>
  signInByPasskey({ client: client(through), ...passkey, label: 'a browser', hash: sha256 })

/** A passkey that signs in for somebody. */
async function added(session = worker): Promise<UsedPasskey & { id: string }> {
  const passkey = somePasskey()
  const { id } = await addPasskey(session, { ...passkey, label: LABEL }, new Date())
  return { ...passkey, id }
}

beforeAll(async () => {
  service = await startTestService({ rates: { 'api.signIns': { points: 10_000, windowSeconds: 60 } } })
  worker = await service.session(LOGIN)
  colleague = await service.session('asb.caseworker2')
})
afterAll(() => service?.stop())
afterEach(() => service.database.owner.updateTable('person').set({ state: 'active' }).execute())

describe('a passkey', () => {
  it('signs in and opens the very key that it was added for, without a name', async () => {
    const passkey = await added()
    const session = await by(passkey)
    expect(session.key.getFingerprint()).toBe(worker.key.getFingerprint())
    expect(session.person.login).toBe(LOGIN)
    expect((await session.client.sessions()).find(({ current }) => current)).toMatchObject({
      how: 'passkey',
      label: 'a browser',
    })
  })

  it('is listed for its person alone, with when it was last used', async () => {
    const passkey = await added()
    const shown = async (of: Session) => (await of.client.passkeys()).find(({ id }) => id === passkey.id)
    expect(await shown(worker)).toMatchObject({
      label: LABEL,
      credential: passkey.credential,
      lastUsedAt: null,
    })
    await by(passkey)
    expect((await shown(worker))?.lastUsedAt).toMatch(/^\d{4}-/)
    expect(await shown(colleague)).toBeUndefined()
  })

  it('gives what is never sent, and that the database does not have', async () => {
    const passkey = await added()
    wire.length = 0
    await by(passkey)
    const { secret, wrapping } = await passkeySecrets(passkey.output, service.origin)
    const row = await service.database.db
      .selectFrom('passkey')
      .selectAll()
      .where('id', '=', passkey.id)
      .executeTakeFirstOrThrow()
    const everything = [...wire, JSON.stringify(row)].join('\n')
    for (const bytes of [passkey.output, wrapping, Buffer.from(secret, 'hex')])
      for (const form of ['hex', 'base64', 'base64url'] as const)
        expect(everything).not.toContain(Buffer.from(bytes).toString(form))
    expect(wire.length).toBeGreaterThan(4)
  })

  it('that gives anything else signs in nobody, as one that nobody has', async () => {
    const passkey = await added()
    const { output } = somePasskey()
    await expect(by({ ...passkey, output })).rejects.toThrow(UnknownPasskeyError)
    await expect(by(somePasskey())).rejects.toThrow(UnknownPasskeyError)
    const shape = async ({ credential }: { credential: string }) => {
      const { request } = await (await passkeyOf(service, worker)).start()
      const { response, state, ...rest } = await client().beginPasskeySignIn({ credential, request })
      return { response: response.length, state: state.length, rest: Object.keys(rest) }
    }
    expect(await shape(somePasskey())).toEqual(await shape(passkey))
  })

  it('that was removed signs in nobody, and its sessions end at once; others go on', async () => {
    const [lost, kept] = [await added(), await added()]
    const [gone, there] = [await by(lost), await by(kept)]
    expect(await refusal(colleague.client.removePasskey(lost.id))).toMatchObject({ type: named('not-found') })
    expect(await worker.client.removePasskey(lost.id)).toMatchObject({ label: LABEL })
    expect(await refusal(gone.client.account())).toMatchObject({ type: named('token-expired') })
    expect((await there.client.account()).login).toBe(LOGIN)
    await expect(by(lost)).rejects.toThrow(UnknownPasskeyError)
    expect((await by(kept)).person.login).toBe(LOGIN)
    expect(await refusal(worker.client.removePasskey(lost.id))).toMatchObject({ type: named('not-found') })
  })

  it('that is removed in the middle of a sign-in does not end it well', async () => {
    const { add, finish } = await passkeyOf(service, worker)
    const { id } = await worker.client.addPasskey(add)
    const message = await finish()
    await worker.client.removePasskey(id)
    expect(await refusal(client().finishPasskeySignIn(message))).toMatchObject({
      type: named('sign-in-refused'),
    })
  })

  it('of somebody who is suspended, or whose key is another now, is refused in the same words', async () => {
    const passkey = await added()
    await service.database.owner
      .updateTable('person')
      .set({ state: 'suspended' })
      .where('login', '=', LOGIN)
      .execute()
    const suspended = await refusal(by(passkey))
    expect(suspended).toMatchObject({ type: named('sign-in-refused') })
    await service.database.owner.updateTable('person').set({ state: 'active' }).execute()
    const key = (state: 'current' | 'superseded') =>
      service.database.owner
        .updateTable('certificate')
        .set({ state })
        .where('fpr', '=', worker.key.getFingerprint())
        .execute()
    await key('superseded')
    const superseded = await refusal(by(passkey))
    await key('current')
    expect(superseded).toMatchObject({ type: named('sign-in-refused'), detail: suspended.detail })
    expect((await by(passkey)).person.login).toBe(LOGIN)
  })

  it('is proved once, to the passkey it was begun with, and not by a sign-in with a passphrase', async () => {
    const one = await passkeyOf(service, worker)
    const other = await passkeyOf(service, worker)
    await worker.client.addPasskey(one.add)
    await worker.client.addPasskey(other.add)
    const message = await one.finish()
    for (const attempt of [
      { ...message, credential: other.credential },
      { ...message, finish: (await other.finish()).finish },
      { ...message, state: `${message.state.slice(0, -4)}AAAA` },
    ]) {
      expect(await refusal(client().finishPasskeySignIn(attempt))).toMatchObject({
        type: named('sign-in-refused'),
      })
    }
    const { state, finish } = message
    expect(await refusal(client().finishPassphraseSignIn({ state, finish }))).toMatchObject({
      type: named('sign-in-refused'),
    })
    expect((await client().finishPasskeySignIn(message)).person.login).toBe(LOGIN)
    expect(await refusal(client().finishPasskeySignIn(message))).toMatchObject({
      type: named('sign-in-refused'),
    })
  })

  it('leaves no session behind when the service gives out another key', async () => {
    const passkey = await added()
    const before = (await worker.client.sessions()).length
    const altering: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (!String(input).endsWith('/session/passkey') || !response.ok) return response
      const { key, ...rest } = await response.json()
      return Response.json({ ...rest, key: { ...key, wrapped: `${key.wrapped}AAAA` } }, { status: 201 })
    }
    await expect(by(passkey, altering)).rejects.toThrow('the service has given out another key than yours')
    expect((await worker.client.sessions()).length).toBe(before)
  })

  it('counts no guess, and signs in where the passphrase is locked', async () => {
    const passkey = await added()
    const tried = () => service.database.db.selectFrom('sign_in_guess').select('recent').execute()
    await service.database.owner.deleteFrom('sign_in_guess').execute()
    await expect(by({ ...passkey, output: somePasskey().output })).rejects.toThrow(UnknownPasskeyError)
    expect(await tried()).toEqual([])
    expect((await by(passkey)).told?.failedAttempts).toBe(0)
  })

  it('stays when passphrase and kit are changed, which it does not weaken', async () => {
    const passkey = await added(colleague)
    const secret = crypto.getRandomValues(new Uint8Array(16))
    await setPassphrase(
      colleague,
      { passphrase: 'marmalade sextant oboe', secret },
      { replaces: 0, now: new Date() },
    )
    expect((await by(passkey)).person.login).toBe('asb.caseworker2')
  })
})

/** More of somebody's, as if they had added them. */
async function fill(session: Session, passkey: UsedPasskey, count: number): Promise<void> {
  const { owner } = service.database
  const row = await owner
    .selectFrom('passkey')
    .selectAll()
    .where('credential', '=', passkey.credential)
    .executeTakeFirstOrThrow()
  const rows = Array.from({ length: count }, () => {
    const { credential } = somePasskey()
    return { ...row, id: v7(), credential, credential_sha256: hash('sha256', credential) }
  })
  await owner.insertInto('passkey').values(rows).execute()
  expect(await session.client.passkeys()).toHaveLength(count + 1)
}

describe('a passkey is added', () => {
  it('by its person’s own key alone, to their own account at this service, now', async () => {
    const tries: [string, Awaited<ReturnType<typeof passkeyOf>>['add']][] = [
      ['signature-not-yours', (await passkeyOf(service, { ...worker, key: colleague.key })).add],
      ['invalid-request', (await passkeyOf(service, worker, { login: 'asb.caseworker2' })).add],
      ['invalid-request', (await passkeyOf(service, worker, { origin: 'https://elsewhere.test' })).add],
      ['invalid-request', (await passkeyOf(service, worker, { time: '2020-01-01T00:00:00.000Z' })).add],
      ['invalid-request', (await passkeyOf(service, worker, { fingerprint: 'ab'.repeat(20) })).add],
      ['digest-mismatch', (await passkeyOf(service, worker, { record: 'ab'.repeat(32) })).add],
      ['digest-mismatch', (await passkeyOf(service, worker, { wrapped: 'ab'.repeat(32) })).add],
    ]
    const before = await worker.client.passkeys()
    for (const [problem, add] of tries)
      expect(await refusal(worker.client.addPasskey(add))).toMatchObject({ type: named(problem) })
    expect(await worker.client.passkeys()).toEqual(before)
  })

  it('once, and by whoever is first', async () => {
    const { add, credential } = await passkeyOf(service, worker)
    await worker.client.addPasskey(add)
    const again = await passkeyOf(service, colleague, { credential })
    expect(await refusal(worker.client.addPasskey(add))).toMatchObject({ type: named('conflict') })
    expect(await refusal(colleague.client.addPasskey(again.add))).toMatchObject({ type: named('conflict') })
  })

  it('with a record that can be answered from', async () => {
    const { add } = await passkeyOf(service, worker)
    const record = 'A'.repeat(add.record.length)
    const said = { ...JSON.parse(add.statement), record: hash('sha256', record) }
    const statement = JSON.stringify(said)
    const signature = await signStatement(statement, worker.key, new Date())
    expect(await refusal(worker.client.addPasskey({ ...add, record, statement, signature }))).toMatchObject({
      type: named('invalid-request'),
    })
  })

  it('up to twenty, also when several are added at once', async () => {
    const court = await service.session('court.listing')
    await fill(court, await added(court), 17)
    const outcomes = await Promise.allSettled([added(court), added(court), added(court), added(court)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await court.client.passkeys()).toHaveLength(20)
  })
})

describe('sign-ins by one passkey that fail', () => {
  it('are put off after a while where they come from', async () => {
    const { credential, finish, add } = await passkeyOf(service, worker)
    await worker.client.addPasskey(add)
    const { state } = await finish()
    let last = ''
    for (let turn = 0; turn < 40 && last !== named('too-many-requests'); turn += 1)
      last = String(
        (await refusal(client().finishPasskeySignIn({ credential, state, finish: 'A'.repeat(86) }))).type,
      )
    expect(last).toBe(named('too-many-requests'))
  })
})

describe('what is made of a PRF', () => {
  it('is another for the wrapping than for the sign-in, and for another service', async () => {
    const { output } = somePasskey()
    const here = await passkeySecrets(output, 'https://one.test')
    const there = await passkeySecrets(output, 'https://two.test')
    const all = [here, there].flatMap(({ secret, wrapping }) => [
      secret,
      Buffer.from(wrapping).toString('hex'),
    ])
    expect(new Set(all).size).toBe(4)
    expect(await passkeySecrets(output, 'https://one.test')).toEqual(here)
    await expect(passkeySecrets(output.slice(1), 'https://one.test')).rejects.toThrow(RangeError)
    expect(await passkeyName('abc')).toMatch(/^passkey [0-9a-f]{64}$/)
  })
})
