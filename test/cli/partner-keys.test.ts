import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprintWords } from '../../src/crypto/fingerprint-words.ts'
import { SENSITIVE_BASES } from '../../src/demo/journeys/asb-incident.ts'
import { ASB_TEAM } from '../../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { CURVE, heldBy, type KeyMaker, keyMaker } from '../crypto/partner-key/foreign-keys.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type Machine, newMachine } from './run.ts'

const CONTROL_ROOM = 'control.room@merseyside.pnn.police.test'
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/

let service: TestService
let gpg: KeyMaker
let worker: Machine
let officer: Machine
let incident: string

beforeAll(async () => {
  service = await startTestService()
  gpg = keyMaker()
  worker = await signedIn('asb.caseworker')
  officer = await signedIn('council.liaison')
  incident = join(worker.home, 'incident.json')
  await writeFile(incident, JSON.stringify(asbIncidentExample))
})
afterAll(async () => {
  await service?.stop()
  gpg?.remove()
})

async function signedIn(login: string): Promise<Machine> {
  const demo = join(service.config.dataDir, 'demo')
  const machine = await newMachine({ env: { DESPATCH_PASSPHRASE_FILE: join(demo, 'passphrase') } })
  const key = join(demo, 'people', `${login}.asc`)
  const { code, err } = await machine.despatch('login', service.origin, '--as', login, '--key', key)
  expect({ code, err }).toMatchObject({ code: 0 })
  return machine
}

/** Makes a key of the control room with gpg, and hands it in as the case worker. */
async function handedIn(until = '2y') {
  const fingerprint = gpg.make([...CURVE, ...heldBy(CONTROL_ROOM, { until })])
  const path = join(worker.home, 'police.asc')
  await writeFile(path, gpg.exported(fingerprint))
  const { code, out, err } = await worker.despatch('partner-keys', 'import', path, '--for', CONTROL_ROOM)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return { fingerprint, out, id: ID.exec(out)?.[0] ?? '' }
}
const words = (fingerprint: string) => fingerprintWords(fingerprint).join(' ')
const send = () =>
  worker.despatch(
    ...['send', '--from', ASB_TEAM, '--to', CONTROL_ROOM, '--kind', 'asb-incident', '--data', incident],
    ...['--basis', SENSITIVE_BASES.join(',')],
    ...['--consent', 'not-sought', '--consent-why', 'prejudice'],
  )

describe('despatch partner-keys', () => {
  it('takes a key in, shows what to compare, and approves it by the words that were heard', async () => {
    const { fingerprint, out, id } = await handedIn()
    expect(out).toContain(
      `A key of ${CONTROL_ROOM}, ${fingerprint} (Curve25519), waits for a liaison officer.`,
    )
    const listed = await officer.despatch('partner-keys')
    expect(listed.out).toContain('It would be the first key of that mailbox.')
    expect(listed.out).toContain('seen in a file by asb.caseworker')

    const shown = await officer.despatch('partner-keys', 'show', id)
    expect(shown.code).toBe(0)
    for (const word of fingerprintWords(fingerprint)) expect(shown.out).toContain(word)
    expect(shown.out).toContain(fingerprint.slice(0, 4).toUpperCase())
    expect(shown.out).toMatch(/[█▀▄ ]{33}/)

    const unheard = await officer.despatch('partner-keys', 'approve', id, '--name', 'Control room')
    expect(unheard).toMatchObject({ code: 1, err: expect.stringContaining('by telephone') })
    const other = await officer.despatch('partner-keys', 'approve', id, '--words', words('ab'.repeat(20)))
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('It was not approved') })
    const [said, ...named] = [words(fingerprint), '--name', 'Control room']
    const approved = await officer.despatch('partner-keys', 'approve', id, '--words', said ?? '', ...named)
    expect(approved).toMatchObject({
      code: 0,
      out: expect.stringContaining('is approved: it stands in the trust log'),
    })
    const inUse = await worker.despatch('partner-keys', 'show', CONTROL_ROOM)
    expect(inUse.out).toMatch(/has in use, vouched for by .*Liverpool/)
    expect((await send()).code).toBe(0)
  })

  it('lets a referral wait as a sealed draft while another key waits, and says when it can go', async () => {
    const { fingerprint, out, id } = await handedIn()
    expect(out).toContain('It is ANOTHER key than the one in use.')
    const waits = await send()
    expect(waits.code).toBe(1)
    expect(waits.err).toContain(`The key of ${CONTROL_ROOM}`)
    expect(waits.err).toMatch(
      /Not sent\. It waits for the key of .* as a sealed draft, until \d{4}-\d\d-\d\d: despatch drafts/,
    )
    const drafts = await worker.despatch('drafts')
    expect(drafts.out).toContain(`waits for the key of ${CONTROL_ROOM}`)
    const draft = ID.exec(drafts.out)?.[0] ?? ''
    expect((await worker.despatch('drafts', 'show', draft)).out).toContain(
      `The kind asb-incident, from ${ASB_TEAM}`,
    )
    expect((await worker.despatch('drafts', 'send', draft)).code).toBe(1)

    await officer.despatch('partner-keys', 'approve', id, '--words', words(fingerprint))
    const later = await worker.despatch('inbox')
    expect(later.err).toContain('A draft can go now: the keys are there. See: despatch drafts')
    const sent = await worker.despatch('drafts', 'send', draft)
    expect(sent).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Who will be able to read it:\n(?:.*\n)*Sent ASB-/),
    })
    expect((await worker.despatch('drafts')).out).toBe('There are no drafts.')
  })

  it('refuses a key with whose it is and what to do, and wrong usage with where to read on', async () => {
    const path = join(worker.home, 'other.asc')
    await writeFile(path, gpg.exported(gpg.make([...CURVE, ...heldBy('someone@else.test')])))
    const refused = await worker.despatch('partner-keys', 'import', path, '--for', CONTROL_ROOM)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('made out to someone@else.test') })
    expect((await worker.despatch('partner-keys', 'import', path)).code).toBe(2)
    expect(
      (await worker.despatch('partner-keys', 'import', join(worker.home, 'none.asc'), '--for', CONTROL_ROOM))
        .code,
    ).toBe(1)
    const { id } = await handedIn()
    const notTheirs = await worker.despatch('partner-keys', 'reject', id)
    expect(notTheirs).toMatchObject({ code: 1, err: expect.stringContaining('may not do this') })
    expect((await officer.despatch('partner-keys', 'reject', id)).code).toBe(0)
  })

  it('certifies the key of a mailbox of the officer’s own agency in one step, by what was heard', async () => {
    const parks = 'parks@liverpool.gcsx.gov.test'
    const fingerprint = gpg.make([...CURVE, ...heldBy(parks)])
    const path = join(officer.home, 'parks.asc')
    await writeFile(path, gpg.exported(fingerprint))
    const certify = (...more: string[]) =>
      officer.despatch('partner-keys', 'certify', path, '--for', parks, ...more)
    const named = ['--name', 'Parks and gardens']
    expect(await certify(...named)).toMatchObject({ code: 1, err: expect.stringContaining('by telephone') })
    const other = await certify(...named, '--words', words('ab'.repeat(20)))
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('another key than this one') })
    expect(await certify(...named, '--words', words(fingerprint))).toMatchObject({
      code: 0,
      out: expect.stringContaining('it stands in the trust log as your agency’s word'),
    })
    const shown = await officer.despatch('partner-keys', 'show', parks)
    expect(shown.out).toContain('certified by Example Council of Liverpool')
    expect((await certify()).out).toContain('says nothing new')
    const police = await officer.despatch('partner-keys', 'certify', path, '--for', CONTROL_ROOM)
    expect(police).toMatchObject({ code: 1, err: expect.stringContaining('not of your agency') })
    const local = await officer.despatch('partner-keys', 'certify', path, '--for', ASB_TEAM)
    expect(local).toMatchObject({ code: 1, err: expect.stringContaining('is read in this service') })
  })
})
