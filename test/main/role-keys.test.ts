import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginServiceExchange, finishServiceExchange } from '../../src/main/exchange-service-key.ts'
import { makeServiceKeys } from '../../src/main/keys-command.ts'
import { readRoleKeys } from '../../src/main/role-keys.ts'
import { readServiceKeys } from '../../src/main/service-keys.ts'
import { ownKeyWords } from '../../src/sdk/changed-keys.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'despatch-keys-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const names = { log: 'localhost:8080/log', domain: 'despatch.test' }
const place = () => ({ dataDir, ...names, now: new Date() })
const folders = async () => (await readdir(join(dataDir, 'keys'))).sort()

describe('an exchange of the key of the service', () => {
  it('that broke off is brought to its end before another begins, which would leave out the key that signs already', async () => {
    await readServiceKeys(dataDir, names, new Date())
    const shown = join(dataDir, 'keys', 'public', 'service.asc')
    const before = await readFile(shown)
    await beginServiceExchange(place())
    const to = await finishServiceExchange(place(), 7n)
    await writeFile(shown, before)
    await expect(beginServiceExchange(place())).rejects.toThrow('Bring it to its end first')
    expect(await finishServiceExchange(place(), 9n)).toBe(to)
    expect((await beginServiceExchange(place())).from).toBe(to)
  })
})

describe('the keys of the service', () => {
  it('are read by each part alone: the gateway makes and sees no key of the log, the worker no more than that of its mail', async () => {
    expect(await readRoleKeys(place(), 'worker')).toEqual({
      api: null,
      gateway: null,
      sequencer: null,
      worker: { dkim: null },
      known: {},
      before: { 'log-key': [], 'trust-key': [], 'service-certificate': [] },
    })
    const { gateway, sequencer, known } = await readRoleKeys(place(), 'gateway')
    expect(gateway?.tls.cert).toContain('BEGIN CERTIFICATE')
    expect(sequencer).toBeNull()
    expect(Object.keys(known)).toEqual(['service-certificate'])
    expect(await folders()).toEqual(['gateway'])
  })

  it('are one more where mail is to be signed: the worker makes it, and keeps it', async () => {
    const asked = { ...place(), dkimSelector: 'despatch-2026' }
    const { worker } = await readRoleKeys(asked, 'worker')
    expect(worker?.dkim?.key).toContain('BEGIN PRIVATE KEY')
    expect(await readRoleKeys(asked, 'worker')).toMatchObject({ worker })
    expect((await readServiceKeys(dataDir, asked, new Date())).dkim).toEqual(worker?.dkim)
    const path = join(dataDir, 'keys', 'worker', 'dkim-despatch-2026.pem')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('suffice for the API without those that sign', async () => {
    const all = await readRoleKeys(place(), 'all')
    for (const secret of ['gateway', 'sequencer'])
      await rm(join(dataDir, 'keys', secret), { recursive: true })
    const { api, gateway, sequencer, known } = await readRoleKeys(place(), 'api')
    expect({ api, known }).toEqual({ api: all.api, known: all.known })
    expect([gateway, sequencer]).toEqual([null, null])
    expect(await folders()).toEqual(['api', 'public'])
  })

  it('that an earlier version did not have yet are made, and those that are there stay', async () => {
    const before = await readRoleKeys(place(), 'all')
    await rm(join(dataDir, 'keys', 'api', 'opaque.setup'))
    const after = await readRoleKeys(place(), 'all')
    expect(after.api?.token).toBe(before.api?.token)
    expect(after.api?.opaqueSetup).toMatch(/^[\w-]{171}$/)
    expect(after.known['opaque-setup']).not.toBe(before.known['opaque-setup'])
  })

  it('are the same for two that make them at once, and nobody else can read them', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => readServiceKeys(dataDir, names, new Date())))
    expect(one?.logKey).toBe(other?.logKey)
    expect(one?.sameMail).toBe(other?.sameMail)
    expect(one?.tls).toEqual(other?.tls)
    for (const folder of await folders()) {
      const path = join(dataDir, 'keys', folder)
      expect((await stat(path)).mode & 0o777).toBe(0o700)
      for (const name of await readdir(path)) expect((await stat(join(path, name))).mode & 0o777).toBe(0o600)
    }
  })

  it('are made by despatch keys, which prints the public ones and keeps what is there', async () => {
    const printed: string[] = []
    const io = { env: { DATA_DIR: dataDir }, out: (line: string) => void printed.push(line), err: () => {} }
    expect(await makeServiceKeys({ json: true }, io)).toBe(0)
    expect(await makeServiceKeys({ json: true }, io)).toBe(0)
    expect(printed[0]).toBe(printed[1])
    const { ok, logKey } = JSON.parse(printed[0] ?? '')
    expect(ok).toBe(true)
    expect(await readFile(join(dataDir, 'keys', 'public', 'log.vkey'), 'utf8')).toBe(logKey)
    // And in words, for whoever has to compare a key that has changed.
    expect(await makeServiceKeys({ json: false }, io)).toBe(0)
    expect(printed).toContainEqual(expect.stringMatching(/^ {2}the log +(?:[a-z]+ ){23}[a-z]+$/))
    expect(printed).toContain(`  the log                 ${await ownKeyWords('log', logKey)}`)
  })

  it('are printed with the record of the key that mail is signed with, where it is to be signed', async () => {
    const printed: string[] = []
    const env = { DATA_DIR: dataDir, DKIM_SELECTOR: 'd1' }
    const io = { env, out: (line: string) => void printed.push(line), err: () => {} }
    expect(await makeServiceKeys({ json: true }, io)).toBe(0)
    expect(JSON.parse(printed[0] ?? '').dkim).toEqual({
      selector: 'd1',
      record: expect.stringMatching(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{392}$/),
    })
    expect(await makeServiceKeys({ json: false }, io)).toBe(0)
    expect(printed.at(-1)).toMatch(/^Mail is signed with {7}TXT at d1\._domainkey: v=DKIM1/)
  })

  it('that an earlier version kept in one folder are moved', async () => {
    const before = await readServiceKeys(dataDir, names, new Date())
    const keys = join(dataDir, 'keys')
    for (const folder of await folders()) {
      if (folder !== 'public') await cp(join(keys, folder), keys, { recursive: true })
      await rm(join(keys, folder), { recursive: true })
    }
    const after = await readServiceKeys(dataDir, names, new Date())
    expect(after.logKey).toBe(before.logKey)
    expect(after.serviceCertificate).toBe(before.serviceCertificate)
    expect(after.tls).toEqual(before.tls)
    expect(await folders()).toEqual(['api', 'gateway', 'public', 'sequencer'])
  })

  it('are not made where the folder is a file: it is said which', async () => {
    await writeFile(join(dataDir, 'keys'), '')
    const said: string[] = []
    const io = { env: { DATA_DIR: dataDir }, out: () => {}, err: (line: string) => void said.push(line) }
    expect(await makeServiceKeys({ json: false }, io)).toBe(1)
    expect(said).toEqual([
      `${join(dataDir, 'keys')} cannot be used (it is a file): put it right, or set DATA_DIR to another folder.`,
    ])
  })
})
