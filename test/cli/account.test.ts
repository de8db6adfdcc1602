import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passkeyOf } from '../services/passkey-of.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

/** One person's account from its first passphrase on: the commands as they type them, on several machines. */

const LOGIN = 'asb.caseworker'
const FIRST = 'drizzle teapot lanyard'
const SECOND = 'marmalade sextant oboe'

let service: TestService
let folder: string
let demoPassphrase: string
let office: Machine
let laptop: Machine
/** what is typed in answer to each question, in their order; the questions that were asked */
let typed: string[]
let asked: string[]

const ask = async (question: string) => {
  asked.push(question)
  return typed.shift() ?? null
}
const machine = (passphraseFile = '') =>
  newMachine({ ask, env: { DESPATCH_PASSPHRASE_FILE: passphraseFile } })
const types = (...answers: string[]) => {
  typed = answers
  asked = []
}
const file = (name: string) => join(folder, name)
const wordsIn = async (name: string) =>
  [...(await readFile(file(name), 'utf8')).matchAll(/^ {4}([a-z]+(?: +[a-z]+){3})$/gm)]
    .flatMap(([, line = '']) => line.split(/ +/))
    .join(' ')
const forgotten = () => service.database.owner.deleteFrom('sign_in_guess').execute()
const login = (at: Machine, ...more: string[]) => at.despatch('login', service.origin, '--as', LOGIN, ...more)

beforeAll(async () => {
  service = await startTestService()
  folder = await newFolder()
  demoPassphrase = (await readFile(join(service.config.dataDir, 'demo', 'passphrase'), 'utf8')).trim()
  office = await machine()
  laptop = await machine()
})
afterAll(() => service?.stop())

describe('an account', () => {
  it('has no passphrase at first: its person signs in by their key file', async () => {
    types(demoPassphrase)
    const key = join(service.config.dataDir, 'demo', 'people', `${LOGIN}.asc`)
    expect(await login(office, '--key', key)).toMatchObject({ code: 0 })
    types()
    const { out } = await office.despatch('account')
    expect(out).toContain('none; despatch account passphrase sets one')
  })

  it('is given one, and a kit to print, which is nowhere else', async () => {
    types(demoPassphrase, 'too short', 'too short')
    expect((await office.despatch('account', 'passphrase')).err).toContain('at least 12 characters')
    types(demoPassphrase, FIRST, SECOND)
    expect((await office.despatch('account', 'passphrase')).err).toContain('The two are not the same')
    types(demoPassphrase)
    expect((await office.json('account', 'passphrase')).code).toBe(2)

    types(demoPassphrase, FIRST, FIRST)
    const { code, out } = await office.despatch('account', 'passphrase', '--write-kit', file('kit.txt'))
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('print it, then delete') })
    const kit = await readFile(file('kit.txt'), 'utf8')
    expect(kit).toContain(`For ${LOGIN} at ${service.origin}`)
    expect(kit).toMatch(/[█▀▄]/)
    expect((await wordsIn('kit.txt')).split(' ')).toHaveLength(12)
    expect(out).not.toContain((await wordsIn('kit.txt')).split(' ')[0])
  })

  it('is signed in to on a new machine by passphrase and the words, which approves the machine', async () => {
    types(FIRST, await wordsIn('kit.txt'))
    const { code, out, err } = await login(laptop, '--label', 'kitchen laptop')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`Signed in to ${service.origin} as ${LOGIN}`)
    expect(asked).toEqual([`Passphrase of ${LOGIN}: `, 'The 12 words of your kit: '])
    types()
    expect((await laptop.despatch('account', 'devices')).out).toContain('kitchen laptop')
    const { out: sessions } = await laptop.despatch('account', 'sessions')
    expect(sessions).toContain('device')
    expect(sessions).not.toContain('passphrase')
    // Nothing that tells one session or machine from another is cut short.
    expect(sessions).toMatch(/on kitchen laptop \(this one\), since \d{4}-\d\d-\d\d \d\d:\d\dZ/)
  })

  it('needs no kit there from then on, and no passphrase while the session lasts', async () => {
    types()
    expect(await laptop.despatch('inbox')).toMatchObject({ code: 0 })
    types(FIRST)
    expect(await login(laptop)).toMatchObject({ code: 0 })
    expect(asked).toEqual([`Passphrase of ${LOGIN}’s key: `])
  })

  it('tells which of the words cannot be right, and sends nothing for it', async () => {
    const tries = async () =>
      (await service.database.db.selectFrom('sign_in_guess').select('recent').execute()).map(
        ({ recent }) => recent,
      )
    const before = await tries()
    const words = (await wordsIn('kit.txt')).split(' ')
    const third = await machine()
    const says = async (given: string[]) => {
      types(FIRST, given.join(' '))
      const { code, err } = await login(third)
      expect(code).toBe(1)
      return err
    }
    expect(await says(words.slice(1))).toContain('The kit has 12 words, and these are 11.')
    expect(await says(words.with(3, 'despatch'))).toContain('Word 4 of the 12 is none that a kit can have')
    const swapped = [...words.slice(1), words[0] ?? '']
    expect(await says(swapped)).toMatch(/the checksum is wrong|not the words of this account/)
    expect(await tries()).toEqual(before)
  })

  it('says how many tries are left when the passphrase is wrong, and tells its person of them', async () => {
    await forgotten()
    const third = await machine()
    types(SECOND, await wordsIn('kit.txt'))
    expect((await login(third)).err).toContain('The name or the passphrase is not right. 9 more tries')
    types(FIRST)
    expect((await login(laptop)).err).toContain(
      'A passphrase was tried under your name, and not the right one',
    )
    await forgotten()
  })

  it('changes its passphrase with the kit, which signs out everybody else and locks the key here anew', async () => {
    types(FIRST, await wordsIn('kit.txt'), SECOND, SECOND)
    const { code, out, err } = await laptop.despatch('account', 'passphrase')
    expect({ code, err, out }).toMatchObject({ code: 0, err: '', out: expect.stringContaining('is changed') })
    types(SECOND)
    expect(await login(laptop)).toMatchObject({ code: 0 })
    types()
    // The session of the other machine has ended; it signs in anew by its own key.
    const first = await office.despatch('account', 'sessions')
    expect(first).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^Your session has ended; sign in again\. The command for it: despatch login http:\S+ --as \S+$/,
      ),
    })
    types(FIRST)
    expect(await office.despatch('account', 'sessions')).toMatchObject({ code: 0 })
  })

  it('has a new kit made, and the old one is void', async () => {
    await forgotten()
    types(SECOND)
    const made = await laptop.json('account', 'kit', '--write-kit', file('new-kit.txt'))
    expect(made).toMatchObject({ code: 0, document: { version: 3, kit: file('new-kit.txt') } })
    const third = await machine()
    types(SECOND)
    expect((await login(third, '--kit', file('kit.txt'))).err).toContain('this account’s newest kit')
    types(SECOND)
    expect(await login(third, '--kit', file('new-kit.txt'))).toMatchObject({ code: 0 })
    types(SECOND)
    const again = await laptop.despatch('account', 'kit', '--write-kit', file('new-kit.txt'))
    expect(again.err).toContain('is there already. Nothing was changed.')
    await forgotten()
  })

  it('revokes a machine: it is signed out at once and signs in no more', async () => {
    await office.despatch('account')
    types(FIRST)
    const { document } = await office.json('account', 'devices')
    const devices = (document as { devices: { fingerprint: string; label: string }[] }).devices
    const lost = devices.find(({ label }) => label === 'kitchen laptop')
    expect(await office.despatch('account', 'revoke', lost?.fingerprint ?? '')).toMatchObject({ code: 0 })
    types(SECOND, SECOND)
    expect((await laptop.despatch('account')).err).toContain('Your session has ended')
    expect((await laptop.despatch('account')).err).toContain('The service no longer takes this machine’s key')
    types(SECOND)
    expect(await login(laptop, '--new-device', '--kit', file('new-kit.txt'))).toMatchObject({ code: 0 })
  })

  it('lists passkeys, and removes one that is lost', async () => {
    types()
    await forgotten()
    expect((await laptop.despatch('account', 'passkeys')).out).toContain('No passkey signs in for you')
    const { add } = await passkeyOf(service, await service.session(LOGIN))
    const { id } = await (await service.session(LOGIN)).client.addPasskey(add)
    const { out } = await laptop.despatch('account', 'passkeys')
    expect(out).toContain(id)
    expect(out).toContain('key on my ring, never used')
    expect((await laptop.despatch('account', 'remove-passkey', id)).out).toBe(
      'key on my ring signs in for you no more.',
    )
    expect(await laptop.despatch('account', 'remove-passkey', id)).toMatchObject({ code: 1 })
    expect(await laptop.json('account', 'passkeys')).toMatchObject({ document: { passkeys: [] } })
  })

  it('signs out: here, one elsewhere, and everywhere', async () => {
    types(FIRST)
    await office.despatch('account')
    const { document } = await laptop.json('account', 'sessions')
    const rows = (document as { sessions: { id: string; current: boolean }[] }).sessions
    const elsewhere = rows.find(({ current }) => !current)
    expect(await laptop.json('account', 'logout', elsewhere?.id ?? '')).toMatchObject({
      document: { ended: 1 },
    })
    expect((await laptop.despatch('account', 'logout', '--all', '--others')).code).toBe(2)
    expect(await laptop.despatch('account', 'logout')).toMatchObject({ code: 0, out: 'One session ended.' })
    types()
    expect((await laptop.despatch('account')).err).toContain('nobody to ask for its passphrase')
    types(SECOND)
    expect(await laptop.despatch('account', 'logout', '--all')).toMatchObject({ code: 0 })
  })

  it('is lifted by the liaison officer of its agency', async () => {
    const officer = await machine(join(service.config.dataDir, 'demo', 'passphrase'))
    const key = join(service.config.dataDir, 'demo', 'people', 'council.liaison.asc')
    await officer.despatch('login', service.origin, '--as', 'council.liaison', '--key', key)
    const nothing = await officer.despatch('account', 'lift', LOGIN)
    expect(nothing.out).toBe(`Neither a lock nor want of use keeps ${LOGIN} out.`)
    await service.database.owner
      .updateTable('person')
      .set({ last_active_at: new Date(Date.now() - 91 * 24 * 3_600_000) })
      .where('login', '=', LOGIN)
      .execute()
    types(SECOND)
    expect((await laptop.despatch('account')).err).toContain('was not used for 90 days')
    const lifted = await officer.despatch('account', 'lift', LOGIN)
    expect(lifted.out).toBe(`The suspension for want of use of ${LOGIN} is lifted.`)
    types(SECOND)
    expect(await laptop.despatch('account')).toMatchObject({ code: 0 })
    const court = await officer.despatch('account', 'lift', 'court.listing')
    expect(court.err).toContain('Nobody of your agency has that login.')
  })

  it('takes passphrases from files too, and never from an argument', async () => {
    await forgotten()
    await writeFile(file('passphrase'), `${SECOND}\n`)
    const unattended = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: file('passphrase'), DESPATCH_KIT_FILE: file('new-kit.txt') },
    })
    expect(await login(unattended)).toMatchObject({ code: 0 })
    const nobody = await newMachine()
    expect((await login(nobody)).err).toContain('Name its file with --key FILE.')
    await rm(file('passphrase'))
  })
})

describe('several commands at once', () => {
  it('renew one session one after the other, and none takes another for a thief', async () => {
    types(SECOND)
    await login(laptop)
    const session = join(
      laptop.home,
      'servers',
      new URL(service.origin).host.replace(':', '_'),
      'people',
      LOGIN,
      'session.json',
    )
    const kept = JSON.parse(await readFile(session, 'utf8'))
    await writeFile(session, JSON.stringify({ ...kept, expiresAt: new Date(0).toISOString() }))
    types()
    const ran = await Promise.all([1, 2, 3, 4].map(() => laptop.despatch('account')))
    expect(ran.map(({ code, err }) => [code, err])).toEqual(ran.map(() => [0, '']))
  })
})
