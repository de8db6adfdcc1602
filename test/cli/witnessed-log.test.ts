import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWitnessKey } from '../../src/cli/witness/folder.ts'
import { type RunningWitness, startWitness } from '../../src/cli/witness/run.ts'
import { prepared } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { agreeOnAnnex } from './agree-on-annex.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

const A_DAY_AGO = () => new Date(Date.now() - 25 * 3600 * 1000)

let service: TestService
let police: Awaited<ReturnType<typeof newWitness>>
let court: Awaited<ReturnType<typeof newWitness>>
let machine: Machine

/** A witness of the service, which is started and stopped as the test likes. */
async function newWitness(name: string) {
  const folder = join(await newFolder(), 'witness')
  const { vkey } = await makeWitnessKey(folder, name)
  const port = await freePort('127.0.0.1')
  let running: RunningWitness | undefined
  const stop = async () => {
    running?.stop()
    await running?.ended
    running = undefined
  }
  return {
    vkey,
    line: `${vkey} http://127.0.0.1:${port}\n`,
    stop,
    async start(clock = () => new Date()) {
      const keys = join(service.config.dataDir, 'keys/public')
      const logs = await Promise.all(
        ['log.vkey', 'trust.vkey'].map((key) => readFile(join(keys, key), 'utf8')),
      )
      running = await startWitness({
        folder,
        listenOn: { host: '127.0.0.1', port },
        logs: logs.map((key) => key.trim()),
        clock,
        tell: () => undefined,
      })
    },
  }
}

/** Has the responsible authorities agree on an annex that asks for both witnesses. */
const agreeOnWitnesses = (): Promise<void> =>
  agreeOnAnnex(service.database.db, service.config.dataDir, {
    witnesses: [
      { agency: 'Example Police of Merseyside', key: police.vkey },
      { agency: 'Example Court', key: court.vkey },
    ],
    quorum: 2,
  })

beforeAll(async () => {
  police = await newWitness('police.example.test/witness')
  court = await newWitness('court.example.test/witness')
  const list = join(await newFolder(), 'witnesses')
  await writeFile(list, police.line + court.line)
  service = await startTestService({}, { WITNESSES: list })
  machine = await newMachine({
    env: { DESPATCH_PASSPHRASE_FILE: join(service.config.dataDir, 'demo/passphrase') },
  })
  const key = join(service.config.dataDir, 'demo/people/auditor.asc')
  const root = (await (await service.session('auditor')).trust.state()).anchor ?? ''
  const login = await machine.despatch(
    'login',
    service.origin,
    '--as',
    'auditor',
    '--key',
    key,
    '--root',
    root,
  )
  expect(login.code, login.err).toBe(0)
}, 120_000)
afterAll(async () => {
  await police?.stop()
  await court?.stop()
  await service?.stop()
})

const seal = async () => prepared(await service.session('asb.caseworker'))
const checkpoint = async () => (await machine.json('log', 'checkpoint')).document
const trust = async () => (await machine.json('trust')).document

describe('where the agreement asks for two witnesses', () => {
  it('says that the log is not yet witnessed, and seals nothing by a trust log that is not', async () => {
    expect(await checkpoint()).toMatchObject({ witnesses: null })
    await police.start(A_DAY_AGO)
    await agreeOnWitnesses()
    await expect
      .poll(trust, { timeout: 30_000 })
      .toMatchObject({ witnesses: { asked: 2, seen: 1, witnessed: false, at: null } })
    await expect
      .poll(checkpoint, { timeout: 30_000 })
      .toMatchObject({ witnesses: { asked: 2, seen: 1, witnessed: false, at: null } })
    const said = 'seen by 1 of the 2 witnesses that the agreement asks for'
    expect((await machine.despatch('log', 'checkpoint')).err).toContain(`It is not yet witnessed: ${said}.`)
    expect((await machine.despatch('log', 'verify')).out).toContain(said)
    expect((await machine.despatch('trust')).err).toContain(said)
    await expect(seal()).rejects.toThrow(`The trust log of this service is not yet witnessed: ${said}.`)
  })

  it('takes the trust log for as new as the witnesses say, whatever the service says', async () => {
    await court.start(A_DAY_AGO)
    await expect.poll(trust, { timeout: 60_000 }).toMatchObject({ witnesses: { seen: 2, witnessed: true } })
    await expect(seal()).rejects.toThrow(
      /The trust log was last seen on .*, more than a day ago, by as many witnesses/,
    )
    await police.stop()
    await court.stop()
    await police.start()
    await court.start()
    await agreeOnWitnesses()
    await expect
      .poll(async () => (await seal().catch(() => null))?.ready, { timeout: 60_000, interval: 1_000 })
      .toBe(true)
    expect((await machine.despatch('trust')).err).toContain('It was seen by 2 of the 2 witnesses')
  })

  it('says of a reconciliation and of each checkpoint that was seen which of them have signed it', async () => {
    await expect.poll(checkpoint, { timeout: 60_000 }).toMatchObject({ witnesses: { witnessed: true } })
    const held = await machine.json('log', 'reconcile')
    expect(held).toMatchObject({ code: 0, document: { reconciled: true, witnesses: { asked: 2 } } })
    expect((await machine.despatch('log', 'reconcile')).out).toMatch(/(seen|witnessed: seen) by \d of the 2/)
    const verified = await machine.json('log', 'verify', '--whole')
    const { checkpoints, cosignatures } = verified.document as Record<string, number>
    expect(checkpoints).toBeGreaterThan(1)
    expect(cosignatures).toBeGreaterThan(1)
  })

  it('exports the witnesses’ keys, and verifies an export with them', async () => {
    await expect.poll(checkpoint, { timeout: 60_000 }).toMatchObject({ witnesses: { witnessed: true } })
    const folder = join(await newFolder(), 'export')
    const exported = await machine.json('log', 'export', '--dir', folder)
    expect(exported.document).toMatchObject({ witnesses: { asked: 2, seen: 2 } })
    expect(await readFile(join(folder, 'witnesses.vkey'), 'utf8')).toBe(`${police.vkey}\n${court.vkey}\n`)
    // On a machine that has never seen the service.
    const elsewhere = await newMachine()
    const verified = await elsewhere.despatch('log', 'verify', folder)
    expect(verified, verified.err).toMatchObject({ code: 0 })
    expect(verified.out.replaceAll(/\s+/g, ' ')).toContain(
      'It was seen by 2 of the 2 witnesses whose keys came with the export',
    )
    expect(verified.out.replaceAll(/\s+/g, ' ')).toMatch(
      /signatures of witnesses under them, none of which goes back/,
    )
    expect(await readFile(join(folder, 'trust', 'checkpoint'), 'utf8')).toMatch(
      /^— police\S* .*\n— |^— court/m,
    )
    const note = await readFile(join(folder, 'checkpoint'), 'utf8')
    const lines = note.split('\n')
    const own = lines.findIndex((line) => line.startsWith('— court'))
    const line = lines[own] ?? ''
    lines[own] = `${line.slice(0, 60)}${line[60] === 'A' ? 'B' : 'A'}${line.slice(61)}`
    await writeFile(join(folder, 'checkpoint'), lines.join('\n'))
    const changed = await elsewhere.despatch('log', 'verify', folder)
    expect(changed.code).toBe(1)
    expect(changed.out).toContain(
      'checkpoint: The signature of court.example.test/witness does not fit the note.',
    )
    // Without them it is the log's own word again.
    await writeFile(
      join(folder, 'checkpoint'),
      lines.filter((one) => !/^— (court|police)/.test(one)).join('\n'),
    )
    expect(await elsewhere.json('log', 'verify', folder)).toMatchObject({
      code: 0,
      document: { verified: true, witnesses: { asked: 2, seen: 0 } },
    })
  })
})
