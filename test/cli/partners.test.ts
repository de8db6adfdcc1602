import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type Machine, newMachine } from './run.ts'

const POLICE = 'merseyside.pnn.police.test'

let service: TestService
let coordinator: Machine
let caseWorker: Machine
beforeAll(async () => {
  service = await startTestService()
  coordinator = await signedIn('co-ordinator')
  caseWorker = await signedIn('asb.caseworker')
})
afterAll(() => service?.stop())

async function signedIn(login: string): Promise<Machine> {
  const demo = join(service.config.dataDir, 'demo')
  const machine = await newMachine({ env: { DESPATCH_PASSPHRASE_FILE: join(demo, 'passphrase') } })
  const key = join(demo, 'people', `${login}.asc`)
  const { code, err } = await machine.despatch('login', service.origin, '--as', login, '--key', key)
  expect({ code, err }).toMatchObject({ code: 0 })
  return machine
}

const asCoordinator = (...args: string[]) => coordinator.despatch('partners', ...args)

describe('despatch partners', () => {
  it('lists each with what waits, when it last took mail and when certificates end', async () => {
    const { code, out } = await asCoordinator()
    expect(code).toBe(0)
    expect(out).toMatch(/DOMAIN +STATE +WAITING +LAST TAKEN/)
    expect(out).toMatch(/merseyside\.pnn\.police\.test +not tried +0 +never/)
    expect(out).toContain('known by its certificate')
    expect(out).toMatch(/server certificate until \d{4}-\d\d-\d\d/)
  })

  it('tests one, and says what its server answered', async () => {
    const { code, out } = await asCoordinator('test', POLICE)
    expect(code).toBe(0)
    expect(out).toMatch(/^It was taken\. 127\.0\.0\.13 answered 250 over TLSv1\.\d/m)
  })

  it('pauses, resumes and tries again, with what waits', async () => {
    expect((await asCoordinator('pause', POLICE)).out).toMatch(
      /Nothing leaves for .* any more\. Nothing waits\./,
    )
    expect((await asCoordinator()).out).toMatch(/merseyside\.pnn\.police\.test +paused/)
    expect((await asCoordinator('resume', POLICE)).out).toMatch(/leaves for .* again/)
    expect((await asCoordinator('retry', POLICE)).out).toMatch(/^0 mails are tried now/m)
  })

  it('says that one is not reminded, and lists it so', async () => {
    expect((await asCoordinator('reminders', POLICE, 'off')).out).toMatch(
      /is not reminded by mail any more\./,
    )
    expect((await asCoordinator()).out).toContain('not reminded by mail of what it has not answered')
    const on = await asCoordinator('reminders', POLICE, 'on', '--json')
    expect(JSON.parse(on.out)).toMatchObject({ domain: POLICE, reminders: true })
    expect((await asCoordinator()).out).not.toContain('not reminded')
    expect(await asCoordinator('reminders', POLICE, 'never')).toMatchObject({ code: 2 })
  })

  it('lays down another way, and exits with 1 when a test shows that nothing goes there', async () => {
    const before = JSON.parse((await asCoordinator('--json')).out).partners
    const { host, port } = before.find(({ domain }: { domain: string }) => domain === POLICE)
    const said = await asCoordinator('reroute', POLICE, '--host', host, '--port', '1')
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('known by its name from now on') })
    const tested = await asCoordinator('test', POLICE)
    expect(tested.code).toBe(1)
    expect(tested.err).toMatch(/It was not taken\. .*answered nothing/)
    await asCoordinator('reroute', POLICE, '--host', host, '--port', String(port))
  })

  it.each([
    ['neither a host nor the MX', ['reroute', POLICE], 2, /--host HOST or --mx/],
    ['both', ['reroute', POLICE, '--host', 'a.test', '--mx'], 2, /one of them/],
    ['a port that is none', ['reroute', POLICE, '--host', 'a.test', '--port', '0'], 2, /1 to 65535/],
    ['a domain that is no partner’s', ['pause', 'elsewhere.test'], 1, /no network of this partnership/],
  ])('answers %s with a sentence and exit code %3$s', async (_what, args, code, sentence) => {
    const said = await asCoordinator(...args)
    expect(said.code).toBe(code)
    expect(said.err).toMatch(sentence)
  })

  it('takes a file for a certificate only when it holds one', async () => {
    const path = join(coordinator.home, 'not.pem')
    await writeFile(path, 'hello')
    const said = await asCoordinator('reroute', POLICE, '--host', 'a.test', '--certificate', path)
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('holds no certificate') })
  })

  it('is not for a case worker', async () => {
    const said = await caseWorker.despatch('partners')
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('may not do this') })
  })
})

describe('despatch quarantine', () => {
  const asCaseWorker = (...args: string[]) => caseWorker.despatch('quarantine', ...args)

  it('shows what is held back with the reason and what to do, releases it or lays it aside', async () => {
    expect((await asCaseWorker()).out).toContain('Nothing is held back.')
    for (let n = 0; n < 2; n += 1) {
      const { message } = await encryptedMail(service, { from: POLICE_INTELLIGENCE, to: LIVERPOOL_YOT })
      const mail = { from: POLICE_INTELLIGENCE, to: [ASB_TEAM], message, localAddress: POLICE_RELAY }
      expect((await bringOnce(service, mail)).code).toBe(250)
    }
    const { out } = await asCaseWorker()
    expect(out).toContain('wrong-key')
    expect(out.replaceAll(/\s+/g, ' ')).toContain('Ask the sender to fetch the mailbox’s current certificate')
    const [first, second] = JSON.parse((await asCaseWorker('--json')).out).rows
    expect((await asCaseWorker('release', first.delivery)).out).toContain('It goes to the inbox.')
    expect((await asCaseWorker('dismiss', second.delivery)).out).toContain('It is laid aside.')
    expect((await asCaseWorker()).out).toContain('Nothing is held back.')
  })
})
