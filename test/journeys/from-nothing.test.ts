import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readConfig, settlePorts } from '../../src/config.ts'
import { generateUserKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { composeService } from '../../src/main/compose.ts'
import type { Service } from '../../src/main/service.ts'
import { exampleForm } from '../../src/sdk/agreement/form.ts'
import { newFolder } from '../cli/folder.ts'
import { type Machine, newMachine } from '../cli/run.ts'
import { gnupg } from '../mail/gnupg.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { freePort } from '../setup/ports.ts'

/**
 * A partnership from nothing, as docs/operating.md tells it: no demonstration, an empty database, each command as
 * somebody types it, on a machine of their own.
 */

const PASSPHRASE = 'a long enough passphrase'
const COUNCIL = 'Example-on-Sea Borough Council'
const POLICE = 'Example Constabulary'
const gpg = gnupg()

let database: TestDatabase
let service: Service
let origin: string
let dataDir: string
/** what is handed from one to the other, on paper or on a stick */
let desk: string
let at: (name: string) => string
const today = dayOf(new Date())
const trained = addDays(today, 300)

const machine = async (): Promise<Machine> =>
  newMachine({
    env: { DESPATCH_PASSPHRASE_FILE: at('passphrase'), DESPATCH_NEW_PASSPHRASE_FILE: at('passphrase') },
  })

/** Runs a command that is to do what it says. */
async function done(on: Machine, ...args: string[]): Promise<string> {
  const { code, out, err } = await on.despatch(...args)
  expect([code, err], args.join(' ')).toEqual([0, ''])
  return out
}

/** The agreements, whatever is warned of: a force may be without a liaison officer for a while (U3). */
async function listed(on: Machine): Promise<string> {
  const { code, out } = await on.despatch('agreement', 'list')
  expect(code).toBe(0)
  return out
}

/** Of the key that gpg has made for this user id. */
function fingerprintOf(uid: string): string {
  const listed = gpg?.run(['--list-keys', '--with-colons', uid], '').out.toString() ?? ''
  return /^fpr:+([0-9A-F]{40}):$/m.exec(listed)?.[1]?.toLowerCase() ?? ''
}

beforeAll(async () => {
  ;[database, dataDir, desk] = await Promise.all([createTestDatabase(), newFolder(), newFolder()])
  at = (name) => join(desk, name)
  await writeFile(at('passphrase'), `${PASSPHRASE}\n`)
  const env = { DATA_DIR: dataDir, PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'error' }
  const config = await settlePorts(readConfig(env), freePort)
  origin = config.publicUrl
  const { runtimeUrl, ownerUrl, sequencerUrl } = database
  service = await composeService(
    config,
    { runtimeUrl, ownerUrl, sequencerUrl, embedded: false },
    { demo: false, role: 'all', logger: pino({ level: 'silent' }) },
  )
  await service.start()
})
afterAll(async () => {
  gpg?.close()
  await service?.stop()
  await database?.drop()
  await rm(dataDir, { recursive: true, force: true })
})

describe.skipIf(gpg === null)('a partnership from nothing (needs gpg)', () => {
  let offline: Machine
  let coordinator: Machine
  let dlo: Machine
  let policeDlo: Machine
  let worker: Machine
  let successor: string
  let roots: { council: string; police: string }

  it('begins with roots that no network has seen: one of this command, one of gpg', async () => {
    offline = await machine()
    const made = await offline.json(
      ...[
        'admin',
        'root',
        'make',
        '--agency',
        COUNCIL,
        '--address',
        'information@example-on-sea.gcsx.gov.test',
      ],
      ...['--out', at('council.asc')],
    )
    expect(made).toMatchObject({ code: 0, document: { words: expect.stringMatching(/^(\w+ ){14}\w+$/) } })
    // RSA of 3072 bits, as an agency that has had a key for years may have it.
    const uid = `${POLICE} <information@example.pnn.police.test>`
    expect(gpg?.run(['--quick-generate-key', uid, 'rsa3072', 'cert,sign', 'never'], '').status).toBe(0)
    const police = fingerprintOf(uid)
    const heir = await offline.json(
      ...['admin', 'root', 'make', '--agency', COUNCIL, '--address', 'a@example-on-sea.gcsx.gov.test'],
      ...['--out', at('heir.asc')],
    )
    successor = (heir.document as { fingerprint: string }).fingerprint
    const council = (made.document as { fingerprint: string }).fingerprint
    roots = { council, police }
    expect(council).toMatch(/^[0-9a-f]{40}$/)
  })

  it('drafts an agreement from a form, and says who is missing and why', async () => {
    const form = exampleForm(today)
    const [one, other] = form.signatories
    if (!one || !other) throw new Error('the example has two signatories')
    // Fingerprints as people copy them.
    one.root = (roots.council.toUpperCase().match(/.{4}/g) ?? []).join(' ')
    other.root = roots.police.toUpperCase()
    one.successor = successor
    await writeFile(at('example.json'), JSON.stringify(exampleForm(today)))
    const unfilled = await offline.despatch('agreement', 'draft', at('example.json'))
    expect(unfilled).toMatchObject({ code: 1, err: expect.stringContaining('still the one of the example') })
    await writeFile(at('form.json'), JSON.stringify({ ...form, ruleSet: 'uk-2010' }, null, 2))
    const drafted = await done(offline, 'agreement', 'draft', at('form.json'), '--out', at('isp.json'))
    expect(drafted).toContain('is to be signed as it is')
    const shown = await done(offline, 'agreement', 'show', at('isp.json'))
    expect(shown).toContain(`${COUNCIL} is MISSING: it is a responsible authority`)
    expect(shown).toContain('It needs 2 more signatures')
  })

  it('has it signed by the command and by gpg alone, and not by a key that it does not name', async () => {
    await done(offline, 'agreement', 'sign', at('isp.json'), '--root', at('council.asc'))
    const half = await done(offline, 'agreement', 'show', at('isp.json'))
    expect(half).toContain(`${COUNCIL} has signed.`)
    expect(half).toContain('It needs 1 more signature to')
    const signature = at('isp.json.example-constabulary.asc')
    const root = roots.police.toUpperCase()
    expect(
      gpg?.run(['--armor', '--detach-sign', '-u', root, '--output', signature, at('isp.json')], '').status,
    ).toBe(0)
    await writeFile(
      at('isp.json.example-constabulary.root.asc'),
      gpg?.run(['--armor', '--export', root], '').out ?? '',
    )
    expect(await done(offline, 'agreement', 'show', at('isp.json'))).toContain(
      'Everybody has signed whose signature it needs.',
    )
    const stranger = at('stranger.asc')
    await done(
      offline,
      'admin',
      'root',
      'make',
      '--agency',
      'Nobody',
      '--address',
      'a@nobody.test',
      '--out',
      stranger,
    )
    const refused = await offline.despatch('agreement', 'sign', at('isp.json'), '--root', stranger)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('names no root') })
  })

  it('is refused as soon as a byte of it was changed', async () => {
    const text = await readFile(at('isp.json'), 'utf8')
    await writeFile(at('changed.json'), text.replace('"annexQuorum":2', '"annexQuorum":1'))
    for (const name of ['example-constabulary', 'example-on-sea-borough-council'])
      for (const end of ['asc', 'root.asc'])
        await writeFile(at(`changed.json.${name}.${end}`), await readFile(at(`isp.json.${name}.${end}`)))
    const shown = await offline.despatch('agreement', 'show', at('changed.json'))
    expect(shown.err).toContain('is no signature of this text')
    expect(shown.out).toContain('It needs 2 more signatures')
    const operator = await newMachine({ env: { DATABASE_OWNER_URL: database.ownerUrl } })
    const refused = await operator.despatch('bootstrap', at('changed.json'))
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Has the text changed') })
  })

  it('is entered by the operator, with the first co-ordinator and liaison officer, signed by a root', async () => {
    coordinator = await machine()
    const people = [
      ['co-ordinator', 'CSP Co-ordinator', '1', 'co-ordinator'],
      ['council.dlo', 'Information Manager', '2', 'liaison-officer'],
    ] as const
    for (const [login, title, number, role] of people) {
      const who = ['--login', login, '--title', title, '--number', number]
      const made = ['admin', 'user', 'make', '--agency', COUNCIL, ...who, '--out', at(`${login}.asc`)]
      await done(coordinator, ...made)
      await done(
        offline,
        ...['admin', 'appoint', '--agency', COUNCIL, ...who, '--role', role, '--trained-until', trained],
        ...['--certificate', at(`${login}.certificate.asc`), '--out', at(`${login}.json`)],
      )
      await done(offline, 'agreement', 'sign', at(`${login}.json`), '--root', at('council.asc'))
    }
    const operator = await newMachine({ env: { DATABASE_OWNER_URL: database.ownerUrl } })
    const files = [at('isp.json'), at('co-ordinator.json'), at('council.dlo.json')]
    const networks = [
      'example-on-sea.gcsx.gov.test:GPMS:RESTRICTED',
      'example.pnn.police.test:GPMS:CONFIDENTIAL',
    ]
    const unfit = ['bootstrap', ...files, '--network', 'example.pnn.police.test:GSC:OFFICIAL']
    expect(await operator.despatch(...unfit)).toMatchObject({
      code: 1,
      err: expect.stringContaining('the rules of the agreement mark by GPMS'),
    })
    const mistyped = await operator.despatch(
      'bootstrap',
      ...files,
      '--network',
      'example.test:GPMS:RESTRAINED',
    )
    expect(mistyped).toMatchObject({ code: 2, err: expect.stringContaining('PROTECT, RESTRICTED') })
    const said = await done(operator, 'bootstrap', ...files, ...networks.flatMap((one) => ['--network', one]))
    expect(said).toContain('first 3 records')
    const again = await operator.despatch('bootstrap', ...files)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('has a trust log already') })
  })

  it('is joined by those two, who begin from the root that they were given', async () => {
    const login = (on: Machine, user: string, root: string) =>
      on.despatch('login', origin, '--as', user, '--key', at(`${user}.asc`), '--root', root)
    // Whoever was told of another root believes nothing.
    expect(await login(await machine(), 'co-ordinator', '1234')).toMatchObject({
      code: 2,
      err: expect.stringContaining('A fingerprint is 40 digits'),
    })
    const misled = await login(await machine(), 'co-ordinator', 'ab'.repeat(20))
    expect(misled).toMatchObject({ code: 1, err: expect.stringContaining('No agreement') })
    const anothers = await machine()
    expect(await login(anothers, 'council.dlo', roots.police)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not that of'),
    })
    expect((await login(anothers, 'council.dlo', roots.council)).code).toBe(0)
    // Whose clock is wrong is told so, whatever fails by it.
    const yesterday = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: at('passphrase') },
      clock: () => new Date(Date.now() - 86_400_000),
    })
    expect(await login(yesterday, 'co-ordinator', roots.council)).toMatchObject({
      code: 1,
      err: expect.stringContaining('This machine’s clock is 24 hours behind the service’s'),
    })
    dlo = await machine()
    expect((await login(coordinator, 'co-ordinator', roots.council)).code).toBe(0)
    expect((await login(dlo, 'council.dlo', roots.council)).code).toBe(0)
    const list = await listed(coordinator)
    expect(list).toContain('example-isp')
    expect(list).toContain('2/2')
  })

  it('has the liaison officer of the police nominated, enrolled, and appointed by the root of the police', async () => {
    policeDlo = await machine()
    const about = ['--login', 'police.dlo', '--title', 'Disclosure Manager', '--number', '812']
    await done(
      coordinator,
      ...['admin', 'nominate', '--agency', POLICE, ...about, '--trained-until', trained],
      ...['--out', at('police.invitation')],
    )
    expect(await done(policeDlo, 'enrol', at('police.invitation'))).toContain(
      `Disclosure Manager 812 of ${POLICE}`,
    )
    expect(await coordinator.despatch('admin', 'certify', 'police.dlo')).toMatchObject({
      code: 2,
      err: expect.stringContaining('appointed by the root of the agency: give --out FILE'),
    })
    await done(coordinator, 'admin', 'certify', 'police.dlo', '--out', at('police.dlo.json'))
    const unsigned = await coordinator.despatch('agreement', 'activate', at('police.dlo.json'))
    expect(unsigned).toMatchObject({ code: 1, err: expect.stringContaining('No signature lies beside') })
    const root = roots.police.toUpperCase()
    const signature = at('police.dlo.json.example-constabulary.asc')
    gpg?.run(['--armor', '--detach-sign', '-u', root, '--output', signature, at('police.dlo.json')], '')
    expect(await policeDlo.despatch('login', origin, '--as', 'police.dlo')).toMatchObject({
      code: 1,
      err: expect.stringContaining('your liaison officer has still to certify it'),
    })
    await done(coordinator, 'agreement', 'activate', at('police.dlo.json'))
    await done(policeDlo, 'login', origin, '--as', 'police.dlo')
  })

  it('makes the recovery key of an agency, which its root appoints where no network reaches it', async () => {
    const make = (...more: string[]) =>
      dlo.despatch('key', 'recovery-key', '--out', at('recovery.asc'), ...more)
    expect(await make()).toMatchObject({ code: 2, err: expect.stringContaining('Say who appoints it') })
    const said = await done(
      dlo,
      'key',
      'recovery-key',
      '--out',
      at('recovery.asc'),
      '--statement',
      at('recovery.json'),
    )
    expect(said).toContain('The second person writes down:')
    expect((await dlo.despatch('agreement', 'activate', at('recovery.json'))).err).toContain(
      'No signature lies beside',
    )
    await done(offline, 'agreement', 'sign', at('recovery.json'), '--root', at('council.asc'))
    await done(dlo, 'agreement', 'activate', at('recovery.json'))
    expect((await make('--statement', at('another.json'))).err).toContain('is not overwritten')
  })

  it('opens a mailbox that is read here and one that is read outside, and invites a case worker', async () => {
    const address = 'asb.team@example-on-sea.gcsx.gov.test'
    await done(dlo, 'key', 'new', address, '--name', 'ASB team')
    const outside = 'diary@example-on-sea.gcsx.gov.test'
    const key = await generateUserKey({ name: 'Diary', address: outside, now: new Date() })
    await writeFile(at('diary.asc'), key.toPublic().armor())
    const open = ['admin', 'mailbox', 'open', outside, '--name', 'Diary', '--certificate', at('diary.asc')]
    await done(dlo, ...open)
    expect((await dlo.despatch(...open)).err).toContain('is open already')
    worker = await machine()
    await done(
      dlo,
      ...['admin', 'invite', '--login', 'asb.worker', '--title', 'ASB Case Worker', '--number', '4711'],
      ...['--role', 'case-worker', '--mailbox', `${address}:send,open`, '--trained-until', trained],
      ...['--out', at('worker.invitation')],
    )
    // The secret is with the newcomer and on the officer's machine, and in nothing that the service keeps.
    const secret = /#([^.]+)\./.exec(await readFile(at('worker.invitation'), 'utf8'))?.[1] ?? ''
    const stored = await database.owner.selectFrom('invitation').selectAll().execute()
    expect(secret).toHaveLength(22)
    expect(JSON.stringify(stored)).not.toContain(secret)
    expect((await dlo.despatch('admin', 'certify', 'asb.worker')).err).toContain('has not enrolled yet')
    expect(await worker.despatch('enrol', at('misspelt.invitation'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no such file'),
    })
    await done(worker, 'enrol', at('worker.invitation'))
    expect(await done(dlo, 'admin', 'invitations')).toContain('enrolled')
  })

  it('says what an invitation lacks, and voids none for one that is not made', async () => {
    const about = [
      '--login',
      'asb.other',
      '--title',
      'ASB Case Worker',
      '--number',
      '4712',
      '--role',
      'case-worker',
    ]
    const invite = (...more: string[]) => dlo.despatch('admin', 'invite', ...about, ...more)
    const out = at('other.invitation')
    const nowhere = ['--mailbox', 'nowhere@example-on-sea.gcsx.gov.test:open']
    expect(await invite('--trained-until', trained, ...nowhere, '--out', out)).toMatchObject({
      code: 0,
      err: expect.stringContaining('There is no mailbox nowhere@example-on-sea.gcsx.gov.test yet'),
    })
    // The file is there: nothing is asked of the service, and what is in it still counts.
    expect(await invite('--trained-until', trained, '--out', out)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not overwritten'),
    })
    const newcomer = await machine()
    await done(newcomer, 'enrol', out)
    expect(await invite('--trained-until', addDays(today, -1))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/gives\s+nobody\s+an\s+account/),
    })
    expect((await invite('--trained-until', trained)).err).toContain('before counts no more')
    await done(dlo, 'admin', 'withdraw', 'asb.other')
    expect((await dlo.despatch('admin', 'certify', 'asb.other')).err).toContain('was withdrawn')
  })

  it('is enrolled in on a machine that is slow to make the key', async () => {
    let seconds = 0
    const slow = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: at('passphrase'), DESPATCH_NEW_PASSPHRASE_FILE: at('passphrase') },
      clock: () => new Date(Date.now() - 20_000 + 1000 * seconds++),
    })
    const about = [
      '--login',
      'asb.slow',
      '--title',
      'ASB Case Worker',
      '--number',
      '4713',
      '--role',
      'case-worker',
    ]
    const out = at('slow.invitation')
    await done(dlo, 'admin', 'invite', ...about, '--trained-until', trained, '--out', out)
    expect(await done(slow, 'enrol', out)).toContain('You have enrolled as asb.slow')
    await done(dlo, 'admin', 'withdraw', 'asb.slow')
  })

  it('finds out a service that puts another key in the newcomer’s place', async () => {
    const { statement, signature, certificate, id } = await database.owner
      .selectFrom('invitation')
      .select(['id', 'statement', 'signature', 'certificate'])
      .where('login', '=', 'asb.worker')
      .executeTakeFirstOrThrow()
    const now = new Date()
    const forged = await generateUserKey({
      name: 'ASB Case Worker 4711',
      address: 'asb.worker@despatch.invalid',
      now,
    })
    const said = JSON.stringify({ ...JSON.parse(statement ?? ''), certificate: forged.getFingerprint() })
    await database.owner
      .updateTable('invitation')
      .set({
        statement: said,
        signature: await signStatement(said, forged, now),
        certificate: forged.toPublic().armor(),
      })
      .where('id', '=', id)
      .execute()
    const refused = await dlo.despatch('admin', 'certify', 'asb.worker')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('may be somebody else’s') })
    await database.owner
      .updateTable('invitation')
      .set({ statement, signature, certificate })
      .where('id', '=', id)
      .execute()
  })

  it('appoints the newcomer on a match; they sign in, and leave which root they trust for their other machines', async () => {
    await done(dlo, 'admin', 'certify', 'asb.worker')
    expect((await dlo.despatch('admin', 'certify', 'asb.worker')).err).toContain('is appointed by that')
    await done(worker, 'login', origin, '--as', 'asb.worker')
    const anchors = await database.owner.selectFrom('anchor').select('statement').execute()
    expect(anchors.some(({ statement }) => statement.includes(roots.council))).toBe(true)
    const people = await done(dlo, 'admin', 'people')
    expect(people).toContain('asb.worker')
    expect(people).not.toContain('police.dlo')
  })

  it('lets the newcomer set a passphrase, and sign in with it and the kit on another machine', async () => {
    const said = await done(worker, 'account', 'passphrase', '--write-kit', at('kit.txt'))
    expect(said).toContain('print it, then delete')
    const laptop = await machine()
    const signedIn = await done(laptop, 'login', origin, '--as', 'asb.worker', '--kit', at('kit.txt'))
    expect(signedIn).toContain('as asb.worker')
    expect(await done(laptop, 'account')).toMatch(/passphrase {2}set/)
  })

  it('carries a referral from one agency to the other, sealed to keys that each has certified itself', async () => {
    const desk = 'intelligence@example.pnn.police.test'
    const officer = await machine()
    await done(policeDlo, 'key', 'new', desk, '--name', 'Intelligence desk')
    const about = ['--login', 'police.officer', '--title', 'Intelligence Officer', '--number', '99']
    await done(
      policeDlo,
      ...['admin', 'invite', ...about, '--role', 'case-worker', '--mailbox', `${desk}:send,open`],
      ...['--trained-until', trained, '--out', at('officer.invitation')],
    )
    await done(officer, 'enrol', at('officer.invitation'))
    await done(policeDlo, 'admin', 'certify', 'police.officer')
    await done(policeDlo, 'key', 'add', 'police.officer', desk)
    await done(officer, 'login', origin, '--as', 'police.officer')
    await done(dlo, 'key', 'add', 'asb.worker', 'asb.team@example-on-sea.gcsx.gov.test')
    await writeFile(at('incident.json'), await done(worker, 'schema', 'asb-incident', '--example'))
    const sent = await done(
      worker,
      ...['send', '--from', 'asb.team@example-on-sea.gcsx.gov.test', '--to', desk, '--kind', 'asb-incident'],
      ...[
        '--data',
        at('incident.json'),
        '--basis',
        'cda-1998-s115,dpa-1998-sch2-5,dpa-1998-sch3-7,dpa-1998-s29',
      ],
      ...['--consent', 'not-sought', '--consent-why', 'prejudice'],
    )
    const reference = /[A-Z]{3}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]/.exec(sent)?.[0] ?? ''
    await vi.waitFor(async () => expect((await officer.despatch('inbox')).out).toContain(reference), {
      timeout: 30_000,
      interval: 50,
    })
    expect(await done(officer, 'open', reference)).toContain('RESTRICTED')
  })

  it('refuses by whom training has ended, and takes them again once it is renewed (Q1)', async () => {
    const past = await dlo.despatch('admin', 'train', 'asb.worker', '--until', addDays(today, -1))
    expect(past).toMatchObject({ code: 1, err: expect.stringMatching(/no\s+training\s+in\s+date/) })
    await database.owner
      .updateTable('person')
      .set({ trained_until: addDays(today, -1) })
      .where('login', '=', 'asb.worker')
      .execute()
    expect((await worker.despatch('inbox')).code).toBe(1)
    await done(dlo, 'admin', 'train', 'asb.worker', '--until', addDays(today, 400))
    await done(worker, 'login', origin, '--as', 'asb.worker')
  })

  it('suspends an account at once, readmits it, and ends it', async () => {
    await done(dlo, 'admin', 'suspend', 'asb.worker', '--reason', 'absence')
    expect((await worker.despatch('inbox')).code).toBe(1)
    // A new appointment is no way round it.
    await done(dlo, 'admin', 'train', 'asb.worker', '--until', addDays(today, 401))
    expect((await worker.despatch('inbox')).code).toBe(1)
    await done(dlo, 'admin', 'readmit', 'asb.worker')
    await done(worker, 'inbox')
    await done(dlo, 'admin', 'end', 'asb.worker', '--reason', 'left')
    expect((await worker.despatch('inbox')).code).toBe(1)
  })

  it('has a liaison officer who lost their key appointed anew as who they were, and the old key counts no more', async () => {
    const again = await machine()
    const nominate = [
      ...['admin', 'nominate', '--agency', POLICE, '--login', 'police.dlo', '--title', 'Disclosure Manager'],
      ...['--number', '812', '--trained-until', trained, '--out', at('police-again.invitation')],
    ]
    const stranger = await coordinator.despatch(...nominate)
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('somebody of that sign-in name') })
    // Post, number and id are what the co-ordinator's agency sees of them.
    const { code, out: shown, err: told } = await coordinator.despatch('trust', '--of', POLICE)
    expect([code, told]).toEqual([0, expect.stringContaining('No agreement asks for witnesses')])
    expect(shown).not.toContain('police.dlo')
    const person = /Disclosure Manager 812[\s\S]*?person ([\w-]{22})/.exec(shown)?.[1] ?? ''
    await done(coordinator, ...nominate, '--person', person)
    await done(again, 'enrol', at('police-again.invitation'))
    await done(coordinator, 'admin', 'certify', 'police.dlo', '--out', at('police-again.json'))
    expect(await readFile(at('police-again.json'), 'utf8')).not.toMatch(/police\.dlo|trained/)
    const signature = at('police-again.json.example-constabulary.asc')
    const root = roots.police.toUpperCase()
    gpg?.run(['--armor', '--detach-sign', '-u', root, '--output', signature, at('police-again.json')], '')
    // Without what is for the agency alone nothing is entered.
    await rename(at('police-again.json.private.json'), at('kept-back.json'))
    const half = await coordinator.despatch('agreement', 'activate', at('police-again.json'))
    expect(half).toMatchObject({ code: 1, err: expect.stringContaining('comes with its private part') })
    await rename(at('kept-back.json'), at('police-again.json.private.json'))
    await done(coordinator, 'agreement', 'activate', at('police-again.json'))
    expect((await policeDlo.despatch('inbox')).code).toBe(1)
    await done(again, 'login', origin, '--as', 'police.dlo')
    policeDlo = again
  })

  it('suspends trust in another agency at once, and resumes it by the root', async () => {
    await done(policeDlo, 'agreement', 'suspend', COUNCIL, '--reason', 'keys-in-doubt')
    expect(await listed(coordinator)).toContain(`${POLICE} suspended its trust in ${COUNCIL}`)
    await done(policeDlo, 'agreement', 'resume', COUNCIL, '--out', at('resume.json'))
    const early = await policeDlo.despatch('agreement', 'activate', at('resume.json'))
    expect(early.code).toBe(1)
    const signature = at('resume.json.example-constabulary.asc')
    gpg?.run(
      [
        '--armor',
        '--detach-sign',
        '-u',
        roots.police.toUpperCase(),
        '--output',
        signature,
        at('resume.json'),
      ],
      '',
    )
    await done(policeDlo, 'agreement', 'activate', at('resume.json'))
    expect(await listed(coordinator)).not.toContain('suspended')
  })

  it('agrees on an annex, and on a next version with one more agency, which A8 has both sign', async () => {
    await done(coordinator, 'agreement', 'annex', 'example-isp', '--out', at('annex.json'))
    const sign = async (name: string) => {
      await done(offline, 'agreement', 'sign', at(name), '--root', at('council.asc'), '--agency', COUNCIL)
      const signature = at(`${name}.example-constabulary.asc`)
      gpg?.run(
        ['--armor', '--detach-sign', '-u', roots.police.toUpperCase(), '--output', signature, at(name)],
        '',
      )
    }
    await sign('annex.json')
    await done(coordinator, 'agreement', 'activate', at('annex.json'))
    expect(await done(coordinator, 'login', origin, '--as', 'co-ordinator')).toContain(
      'that the agencies have agreed on',
    )

    const { document } = await coordinator.json('agreement', 'draft', '--from', 'example-isp', '--form')
    const form = document as ReturnType<typeof exampleForm>
    // Ed25519, as gpg makes it today for whoever asks for nothing else.
    const uid = 'Example Court <a@court.example.test>'
    expect(gpg?.run(['--quick-generate-key', uid, 'ed25519', 'cert,sign', 'never'], '').status).toBe(0)
    const root = fingerprintOf(uid)
    const joined = {
      ...form.signatories[0],
      agency: 'Example Court',
      root,
      successor: null,
      domains: ['court.example.test'],
      bodies: ['court'],
      mailboxes: [],
      legalClasses: ['competent'],
    }
    await writeFile(
      at('form-2.json'),
      JSON.stringify({ ...form, signatories: [...form.signatories, joined] }),
    )
    await done(
      coordinator,
      'agreement',
      'draft',
      at('form-2.json'),
      '--from',
      'example-isp',
      '--out',
      at('isp-2.json'),
    )
    const diff = await done(coordinator, 'agreement', 'diff', 'example-isp', at('isp-2.json'))
    expect(diff).toContain('Version: 1, now 2')
    expect(diff).toContain('Signatory added: Example Court')
    const alone = await coordinator.despatch('agreement', 'activate', at('isp-2.json'))
    expect(alone).toMatchObject({
      code: 1,
      err: expect.stringContaining('The agreement is not signed by all responsible authorities'),
    })
    await sign('isp-2.json')
    await done(coordinator, 'agreement', 'activate', at('isp-2.json'))
    const list = await listed(coordinator)
    expect(list).toContain('2/3')
    expect(list).toContain('not signed by Example Court')

    const signature = at('isp-2.json.example-court.asc')
    const detached = ['--armor', '--detach-sign', '-u', root, '--output', signature, at('isp-2.json')]
    expect(gpg?.run(detached, '').status).toBe(0)
    const exported = gpg?.run(['--armor', '--export', root], '').out ?? ''
    await writeFile(at('isp-2.json.example-court.root.asc'), exported)
    await done(coordinator, 'agreement', 'activate', at('isp-2.json'))
    expect(await listed(coordinator)).toContain('3/3')
  })

  it('removes an agency by all others, without its own signature and not by that alone (A8)', async () => {
    const { document } = await coordinator.json('agreement', 'draft', '--from', 'example-isp', '--form')
    // One responsible authority is left.
    await writeFile(at('form-3.json'), JSON.stringify({ ...(document as object), annexQuorum: 1 }))
    const draft = ['agreement', 'draft', at('form-3.json'), '--from', 'example-isp', '--without', POLICE]
    await done(coordinator, ...draft, '--out', at('isp-3.json'))
    const signature = at('isp-3.json.example-constabulary.asc')
    const police = ['-u', roots.police.toUpperCase(), '--output', signature, at('isp-3.json')]
    expect(gpg?.run(['--armor', '--detach-sign', ...police], '').status).toBe(0)
    const alone = await coordinator.despatch('agreement', 'activate', at('isp-3.json'))
    expect(alone).toMatchObject({ code: 1, err: expect.stringContaining(COUNCIL) })
    await rm(signature)
    await done(offline, 'agreement', 'sign', at('isp-3.json'), '--root', at('council.asc'))
    await done(coordinator, 'agreement', 'activate', at('isp-3.json'))
    const list = await listed(coordinator)
    expect(list).toContain('1/2')
    expect(list).not.toContain(POLICE)
    // Its people are in no partnership any more, and are told so.
    expect(await policeDlo.despatch('login', origin, '--as', 'police.dlo')).toMatchObject({
      code: 1,
      err: `${POLICE} has signed no agreement that is in force here.`,
    })
  })

  it('replaces a root by its successor, and enrols nobody again', async () => {
    await done(coordinator, 'agreement', 'succeed', COUNCIL, '--out', at('succession.json'))
    await done(offline, 'agreement', 'sign', at('succession.json'), '--root', at('heir.asc'))
    await done(coordinator, 'agreement', 'activate', at('succession.json'))
    // Whoever the lost root appointed signs in as before, and goes on appointing.
    expect(await done(dlo, 'login', origin, '--as', 'council.dlo')).toContain(successor)
    await done(dlo, 'agreement', 'suspend', COUNCIL, '--reason', 'root-lost')
    expect(await listed(coordinator)).toContain('suspended its trust in its own keys')
  })
})
