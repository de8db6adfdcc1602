import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '../../src/sdk/send.ts'
import { type MailServer, startMailServer } from '../services/notices/mail-server.ts'
import { prepared } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

const ADDRESS = 'pat@office.example.test'

let mail: MailServer
let service: TestService
let officer: Machine

beforeAll(async () => {
  mail = await startMailServer()
  const certificate = join(await newFolder(), 'mail.pem')
  await writeFile(certificate, mail.tlsCertificate)
  service = await startTestService({}, { NOTICE_SMTP: mail.url, NOTICE_SMTP_CERTIFICATE: certificate })
  officer = await signedIn(service, 'yot.officer')
})
afterAll(async () => {
  await service?.stop()
  await mail?.stop()
})

async function signedIn({ config, origin }: TestService, login: string): Promise<Machine> {
  const demo = join(config.dataDir, 'demo')
  const machine = await newMachine({ env: { DESPATCH_PASSPHRASE_FILE: join(demo, 'passphrase') } })
  const key = join(demo, 'people', `${login}.asc`)
  const { code, err } = await machine.despatch('login', origin, '--as', login, '--key', key)
  expect({ code, err }).toMatchObject({ code: 0 })
  return machine
}

describe('despatch notices', () => {
  it('says that there are none, and how to have them', async () => {
    const { code, out } = await officer.despatch('notices')
    expect({ code, out }).toEqual({
      code: 0,
      out: 'You have no notices.\nTo have them: despatch notices on --address YOUR-ADDRESS',
    })
    expect((await officer.json('notices')).document).toEqual({
      setting: null,
      lastSentAt: null,
      failure: null,
      available: true,
    })
  })

  it('begins them, changes what is named, tells when something comes, and ends them', async () => {
    const begun = await officer.despatch('notices', 'on', '--address', ADDRESS, '--quiet', '3:00-04:15')
    expect(begun).toEqual({
      code: 0,
      out: [
        `Notices go to ${ADDRESS}, at most one in 15 minutes.`,
        'Quiet from 03:00 until 04:15 (Europe/London); what came meanwhile is told after.',
        'None has been sent yet.',
      ].join('\n'),
      err: '',
    })
    const changed = await officer.json('notices', 'on', '--bundle', '60', '--quiet', 'none')
    expect(changed.document).toMatchObject({
      setting: { address: ADDRESS, bundleMinutes: 60, quiet: null, zone: 'Europe/London' },
    })

    const caseWorker = await service.session('asb.caseworker')
    await send({ session: caseWorker, prepared: await prepared(caseWorker) })
    await expect
      .poll(() => mail.taken.map(({ text }) => text.split('\n')[0]))
      .toEqual(['1 item marked RESTRICTED waits in Liverpool Youth Offending Team.'])
    await expect
      .poll(async () => (await officer.despatch('notices')).out)
      .toMatch(/^The last one was sent [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}Z\.$/m)
    expect(service.logged.join('')).not.toContain(ADDRESS)

    expect(await officer.despatch('notices', 'off')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^You have no notices\./),
    })
  })

  it.each([
    [['on'], 2, /say where to: --address/],
    [['on', '--address', 'pat'], 2, /An address is like/],
    [['on', '--address', ADDRESS, '--bundle', '4'], 2, /Between 5 minutes and a day/],
    [['on', '--address', ADDRESS, '--quiet', '19-7'], 2, /two times of day, such as 19:00-07:30/],
    [['on', '--address', ADDRESS, '--zone', 'GMT+1 London'], 2, /zone must be a time zone/],
    [['on', '--address', ADDRESS, '--zone', 'Europe/Atlantis'], 1, /no such time zone/],
    [['on', '--address', 'yot@liverpool.gcsx.gov.test'], 1, /address of this partnership/],
  ])('%j is refused in a sentence', async (args, code, sentence) => {
    const refused = await officer.despatch('notices', ...args)
    expect(refused.code).toBe(code)
    expect(refused.err).toMatch(sentence)
  })

  it('teaches, by its help, what a notice holds', async () => {
    const { out } = await officer.despatch('notices', '--help')
    expect(out).toMatch(/1 item marked RESTRICTED waits in/)
    expect(out).toMatch(/despatch notices on --address/)
  })

  it('says to an auditor that they have none', async () => {
    const { code, err } = await (await signedIn(service, 'auditor')).despatch('notices')
    expect(code).toBe(1)
    expect(err).toMatch(/may not do this: have notices/)
  })
})

describe('where the operator has set no mail server', () => {
  let without: TestService
  beforeAll(async () => {
    without = await startTestService()
  })
  afterAll(() => without?.stop())

  it('notices are shown as unavailable, and cannot be begun', async () => {
    const machine = await signedIn(without, 'yot.officer')
    expect((await machine.despatch('notices')).out).toBe(
      'You have no notices.\nThis service sends no notices just now: its operator has not set a mail server for them.',
    )
    const refused = await machine.json('notices', 'on', '--address', ADDRESS)
    expect(refused).toMatchObject({
      code: 1,
      document: { error: { type: 'urn:despatch:problem:notices-unavailable', status: 409 } },
    })
    expect(refused.err).toMatch(/its operator has not set the mail server/)
  })
})
