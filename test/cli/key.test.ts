import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type Machine, newMachine } from './run.ts'

let service: TestService
let officer: Machine
let worker: Machine
beforeAll(async () => {
  service = await startTestService()
  officer = await signedIn('council.liaison')
  worker = await signedIn('asb.caseworker')
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

const council = (file: string) => join(service.config.dataDir, 'demo', 'agencies', 'council', file)
const opening = () => [
  ...['--key', council('recovery.asc')],
  ...['--words', council('recovery-words-1'), '--words', council('recovery-words-2')],
]

describe('despatch key', () => {
  it('lists what one holds, by mailbox, generation and part', async () => {
    const { code, out } = await worker.despatch('key')
    expect(code).toBe(0)
    expect(out).toMatch(/MAILBOX +GENERATION +PART +UNTIL/)
    expect(out).toMatch(/asb\.team@liverpool\.gcsx\.gov\.test +1 +open +\d{4}-\d\d-\d\d/)
    expect(out).toMatch(/asb\.team@liverpool\.gcsx\.gov\.test +1 +sign/)
    expect(out).not.toContain('certify')
  })

  it('shows who can read a mailbox, the recovery key too, and shows it to nobody else', async () => {
    const { code, out } = await worker.despatch('key', 'show', ASB_TEAM)
    expect(code).toBe(0)
    expect(out).toContain('generation 1, since ')
    expect(out).toMatch(/asb\.caseworker2 \(.*\n +open, sign of generation 1/)
    expect(out).toMatch(/council\.liaison \(.*\n +certify/)
    expect(out).toMatch(/recovery key of .*\n +certify, open, sign/)
    const other = await worker.despatch('key', 'show', LIVERPOOL_YOT)
    expect(other.code).toBe(1)
    expect(other.err).toContain('You have nothing to do with the keys of')
  })

  it('adds a member and removes one, each with a generation', async () => {
    const added = await officer.despatch('key', 'add', 'asb.caseworker2', LIVERPOOL_YOT, '--rights', 'open')
    expect(added).toMatchObject({ code: 0 })
    expect(added.out).toContain(`asb.caseworker2 is a member of ${LIVERPOOL_YOT} (open). Generation 2`)
    expect(added.out.replaceAll(/\s+/g, ' ')).toContain(`despatch key share asb.caseworker2 ${LIVERPOOL_YOT}`)
    const removed = await officer.despatch('key', 'remove', 'asb.caseworker2', LIVERPOOL_YOT)
    expect(removed.out).toContain('is no member of')
    expect(removed.out).toContain('Generation 3')
    const again = await officer.despatch('key', 'remove', 'asb.caseworker2', LIVERPOOL_YOT)
    expect(again).toMatchObject({ code: 1 })
    expect(again.err).toContain(`asb.caseworker2 is no member of ${LIVERPOOL_YOT}.`)
  })

  it('is not for members to change', async () => {
    const { code, err } = await worker.despatch('key', 'rotate', ASB_TEAM)
    expect(code).toBe(1)
    expect(err).toContain('You do not hold the key that certifies')
  })

  it('renews and rotates', async () => {
    const renewed = await officer.json('key', 'renew', ASB_TEAM)
    expect(renewed.document).toMatchObject({ mailbox: ASB_TEAM, generation: 1 })
    expect(await officer.despatch('key', 'rotate', ASB_TEAM)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Generation 2'),
    })
  })

  it('opens a restricted mailbox', async () => {
    const mailbox = 'safeguarding@liverpool.gcsx.gov.test'
    const { out } = await officer.despatch('key', 'new', mailbox, '--name', 'Safeguarding', '--restricted')
    expect(out).toBe(`${mailbox} is open, restricted. It has no members yet.`)
    expect(await officer.despatch('key', 'add', 'asb.caseworker', mailbox)).toMatchObject({
      code: 0,
      err: '',
    })
    expect((await worker.despatch('key', 'show', mailbox)).out).toContain(', restricted')
  })

  it('tries the recovery key, with the words of both people', async () => {
    const { code, out } = await officer.despatch('key', 'drill', ...opening())
    expect({ code, out }).toMatchObject({ code: 0 })
    expect(out).toContain('The recovery key opens everything.')
    const half = await officer.despatch(
      'key',
      'drill',
      ...opening().slice(0, 2),
      ...['--words', council('recovery-words-1'), '--words', council('recovery-words-1')],
    )
    expect(half).toMatchObject({ code: 1 })
    expect(half.err).toContain('does not unlock this key')
    expect((await officer.despatch('key')).out).toContain('passed a drill: exercise, by council.liaison.')
  })

  it('breaks glass with a reason, and says so to the officers', async () => {
    const { code, out } = await officer.despatch(
      'key',
      'break-glass',
      ASB_TEAM,
      ...opening(),
      '--reason',
      'safeguarding',
    )
    expect({ code, out }).toMatchObject({ code: 0, out: `Nothing came for ${ASB_TEAM}.` })
    expect((await officer.despatch('key')).out).toContain('GLASS WAS BROKEN')
    const why = await officer.despatch('key', 'break-glass', ASB_TEAM, ...opening(), '--reason', 'curiosity')
    expect(why.code).toBe(2)
  })

  it('revokes for good, and writes what gpg takes', async () => {
    const file = join(officer.home, 'revoked.asc')
    const { code, out } = await officer.despatch(
      'key',
      'revoke',
      ASB_TEAM,
      '--reason',
      'compromised',
      '--out',
      file,
    )
    expect(code).toBe(0)
    expect(out).toContain('is revoked (compromised)')
    expect(await readFile(file, 'utf8')).toContain('BEGIN PGP PUBLIC KEY BLOCK')
  })
})
