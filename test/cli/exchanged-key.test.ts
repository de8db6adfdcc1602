import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sha256 } from '../../src/cli/account.ts'
import { keepCheckpoint } from '../../src/cli/kept-checkpoint.ts'
import { keepSignedSize, readSignedSize } from '../../src/cli/signed-sizes.ts'
import { makeWitnessKey } from '../../src/cli/witness/folder.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { demoPaths } from '../../src/demo/files.ts'
import { AGREEMENT_ID } from '../../src/demo/partnership/agreement.ts'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { dayOf } from '../../src/domain/day.ts'
import { writeClientBuild } from '../../src/domain/wire/client-build.ts'
import { toHex } from '../../src/log/bytes.ts'
import { entryText } from '../../src/log/entry.ts'
import { readSigner } from '../../src/log/keys.ts'
import { signNote, takeApart } from '../../src/log/note.ts'
import { encodeBundle } from '../../src/log/tiles.ts'
import { leafHash } from '../../src/log/tree.ts'
import { composeService } from '../../src/main/compose.ts'
import { nextKeys } from '../../src/main/doctor/next-key.ts'
import { inWords } from '../../src/sdk/agreement/words.ts'
import { demandOwnLog } from '../../src/sdk/audit/own-log.ts'
import { isServed } from '../../src/services/log/entered-or-staged.ts'
import { encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { prepared, until } from '../services/sending.ts'
import type { TestDatabase } from '../setup/database.ts'
import { createPartnership } from '../setup/partnership.ts'
import { freePort } from '../setup/ports.ts'
import { signInAs } from '../setup/service.ts'
import { itInLongRun } from '../web/long-journeys.ts'
import { agreeOnAnnex } from './agree-on-annex.ts'
import { appointSecondAuditor } from './audit/second-auditor.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine, type Ran } from './run.ts'

let config: Config
let database: TestDatabase
let running: ReturnType<typeof composeService> | undefined
let operator: Machine
/** Reads the log all the time; does so again only when everything is over; comes when everything is over. */
let [daily, away, late]: Machine[] = []

async function start(): Promise<void> {
  const { runtimeUrl, sequencerUrl } = database
  const databases = { runtimeUrl, ownerUrl: null, sequencerUrl, embedded: false }
  const logger = pino({ level: 'silent' })
  running = composeService(config, databases, { demo: true, role: 'all', logger })
  await running.start()
}

async function startAnew(): Promise<void> {
  await running?.stop()
  await start()
}

const nextKey = async (log: string) => {
  const text = await readFile(join(config.dataDir, 'keys/sequencer', `${log}.next.key`), 'utf8')
  return text.split('\n')[1] ?? ''
}
const secretOf = async (log: string) => {
  const text = await readFile(join(config.dataDir, 'keys/sequencer', `${log}.key`), 'utf8')
  return text.split('\n')[0] ?? ''
}
const exchange = (...args: string[]): Promise<Ran> => operator.despatch('exchange-key', ...args)
const vkey = async (log: string) => readFile(join(config.dataDir, 'keys/public', `${log}.vkey`), 'utf8')

async function signsIn(machine: Machine | undefined): Promise<Ran> {
  const root = (await (await signInAs(config, 'auditor')).trust.state()).anchor ?? ''
  const key = join(config.dataDir, 'demo/people/auditor.asc')
  return run(machine, 'login', config.publicUrl, '--as', 'auditor', '--key', key, '--root', root)
}

/** What the machine keeps of the auditor. */
async function personFolderOf(machine: Machine | undefined): Promise<string> {
  if (!machine) throw new Error('the machines are made first')
  const [server = ''] = await readdir(join(machine.home, 'servers'))
  return join(machine.home, 'servers', server, 'people', 'auditor')
}

async function run(machine: Machine | undefined, ...args: string[]): Promise<Ran> {
  if (!machine) throw new Error('the machines are made first')
  return machine.despatch(...args)
}

const sha256Hex = (text: string): string => toHex(sha256(new TextEncoder().encode(text)))
const newestNote = async () => (await fetch(`${config.publicUrl}/log/checkpoint`)).text()
/** What stands in a verifier key between its name and its key. */
const idOf = (key: string) => key.split('+')[1]

/** Has the responsible authorities agree that these keys sign the log and the trust log. */
const agreeOn = (keys: { log: string[]; trust: string[] }): Promise<void> =>
  agreeOnAnnex(database.db, config.dataDir, keys)

beforeAll(async () => {
  const made = await createPartnership('dsp-')
  database = made.database
  const [port, smtpPort] = await Promise.all([freePort('127.0.0.1'), freePort('127.0.0.1')])
  config = readConfig({
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    DATA_DIR: made.dataDir,
    DATABASE_URL: database.runtimeUrl,
    DATABASE_SEQUENCER_URL: database.sequencerUrl,
  })
  await start()
  await appointSecondAuditor({ config, session: (login) => signInAs(config, login) })
  const sender = await signInAs(config, 'asb.caseworker')
  await sender.client.submit(await prepared(sender))
  const env = { DESPATCH_PASSPHRASE_FILE: demoPaths(config.dataDir).passphrase }
  ;[daily, away, late] = await Promise.all([1, 2, 3].map(() => newMachine({ env })))
  operator = await newMachine({ env: { DATA_DIR: config.dataDir, PUBLIC_URL: config.publicUrl } })
  for (const machine of [daily, away]) {
    expect(await signsIn(machine)).toMatchObject({ code: 0 })
    expect(await run(machine, 'log', 'verify')).toMatchObject({ code: 0 })
  }
}, 120_000)
afterAll(async () => {
  await running?.stop()
  await database?.drop()
  if (config) await rm(config.dataDir, { recursive: true, force: true })
})

describe('a log whose key is exchanged', () => {
  let before: { log: string; trust: string }
  let oldSecret: string
  let exported: string
  /** The same as whoever has the first key alone can sign it. */
  let underFirst: string
  /** What `away` had read of the trust log before. */
  let readBefore: string
  /** A report of before; and a machine that has only ever read exports of the log. */
  let [review, report]: string[] = []
  let reader: Machine
  const pinnedBy = async (pins: object) => {
    const server = join(reader.home, 'servers', 'log.example.test')
    await mkdir(server, { recursive: true })
    await writeFile(join(server, 'pins.json'), JSON.stringify(pins))
  }

  it('is given up by nobody before the next key is made', async () => {
    before = { log: await vkey('log'), trust: await vkey('trust') }
    oldSecret = await secretOf('log')
    readBefore = join(await newFolder(), 'trust.json')
    await cp(join(await personFolderOf(away), 'trust.json'), readBefore)
    expect(await exchange('log', '--finish', '--agreed')).toMatchObject({
      code: 1,
      err: 'No exchange of this key was begun. Begin it with: despatch exchange-key log',
    })
  })

  it('has a review that is signed before', async () => {
    if (!daily) throw new Error('the machines are made first')
    const drawn = await daily.json('audit', 'select', '--kind', 'asb-incident', '--title', 'Before')
    const { items, ...of } = drawn.document as { review: string; items: { leaf: string }[] }
    review = of.review
    report = join(await newFolder(), 'report')
    const leaves = items.map(({ leaf }) => leaf)
    await run(daily, 'audit', 'mark', review, ...leaves, '--outcome', 'in-order')
    expect(await run(daily, 'audit', 'sign', review, '--dir', report)).toMatchObject({ code: 0, err: '' })
  })

  it('is signed by both keys, and whoever has pinned the first reads on', async () => {
    for (const log of ['log', 'trust']) {
      // The first next key is lost before it comes into use: another is made, and its note stands beside that of the first.
      expect(await exchange(log)).toMatchObject({ code: 0, err: '' })
      await rm(join(config.dataDir, 'keys/sequencer', `${log}.next.key`))
      expect(await exchange(log)).toMatchObject({ code: 0, err: '' })
    }
    expect((await exchange('log')).out).toBe((await exchange('log')).out)
    await startAnew()
    await expect.poll(async () => linesOf(await newestNote())).toHaveLength(2)
    expect(linesOf(await newestNote())[0]).toBe(idOf(before.log))
    const [own, others] = [await run(daily, 'log', 'verify'), await run(daily, 'trust')]
    expect([own.code, others.code], own.err + others.err).toEqual([0, 0])
    exported = join(await newFolder(), 'export')
    expect(await run(daily, 'log', 'export', '--dir', exported)).toMatchObject({ code: 0 })
    underFirst = join(await newFolder(), 'export')
    await cp(exported, underFirst, { recursive: true })
    const text = (await readFile(join(exported, 'checkpoint'), 'utf8')).replace(/\n\n.*$/s, '\n')
    await writeFile(join(underFirst, 'checkpoint'), await signNote(text, await readSigner(oldSecret)))
    reader = await newMachine()
    await pinnedBy({ log: before.log, trust: before.trust })
    expect(await run(reader, 'log', 'verify', underFirst)).toMatchObject({ code: 0 })
  })

  it('is drafted with both keys in the next annex', async () => {
    const file = join(await newFolder(), 'annex.json')
    const drafted = await run(daily, 'agreement', 'annex', AGREEMENT_ID, '--out', file)
    expect(drafted, drafted.err).toMatchObject({ code: 0 })
    const { log, trust } = JSON.parse(await readFile(file, 'utf8'))
    expect([log, trust]).toEqual([
      [before.log, await nextKey('log')],
      [before.trust, await nextKey('trust')],
    ])
  })

  it('names the builds of the browser client that are acknowledged, and one no longer that is withdrawn', async () => {
    const [folder, now] = [await newFolder(), dayOf(new Date())]
    const built = async (name: string, service: string | null) => {
      const files = [{ path: '/index.html', size: 1, sha256: sha256Hex(name) }]
      const text = writeClientBuild({ version: name, service, files })
      await writeFile(join(folder, name), text)
      return { file: join(folder, name), version: name, sha256: sha256Hex(text) }
    }
    const [first, second] = [await built('1', null), await built('2', config.publicUrl)]
    const annexOf = (...options: string[]) =>
      run(
        daily,
        'agreement',
        'annex',
        AGREEMENT_ID,
        ...options,
        '--out',
        join(folder, `${options.length}.json`),
      )
    const clientsIn = async (options: number) =>
      JSON.parse(await readFile(join(folder, `${options}.json`), 'utf8')).clients
    // Twice the same is once.
    const twice = [first, second, first].flatMap(({ file }) => ['--client', file])
    const drafted = await annexOf(...twice)
    expect(drafted, drafted.err).toMatchObject({ code: 0 })
    expect(await clientsIn(6)).toEqual([
      { version: '1', sha256: first.sha256, since: now },
      { version: '2', sha256: second.sha256, since: now },
    ])
    await agreeOnAnnex(database.db, config.dataDir, { clients: await clientsIn(6) })
    // As soon as the trust log is published with it.
    await vi.waitFor(
      async () => expect(await annexOf('--without-client', first.sha256)).toMatchObject({ code: 0 }),
      { timeout: 30_000, interval: 50 },
    )
    expect(await clientsIn(2)).toEqual([{ version: '2', sha256: second.sha256, since: now }])

    const other = await built('3', 'https://other.example.test')
    for (const [options, says] of [
      [['--client', other.file], 'speaks to https://other.example.test'],
      [['--without-client', other.sha256], 'acknowledges no client with the digest'],
      [['--client', join(folder, '6.json')], 'does not say what a browser client is made of'],
    ] as const)
      expect(await annexOf(...options)).toMatchObject({ code: 1, err: expect.stringContaining(says) })
  })

  it('is watched over by the doctor, who names the witnesses that do not say that they know the next key', async () => {
    const { vkey: police } = await makeWitnessKey(join(await newFolder(), 'witness'), 'police.example.test/w')
    const list = join(await newFolder(), 'witnesses')
    await writeFile(list, `${police} http://127.0.0.1:${await freePort('127.0.0.1')}\n`)
    const { dataDir, publicUrl } = config
    const { runtimeUrl, sequencerUrl } = database
    const env = { DATA_DIR: dataDir, PUBLIC_URL: publicUrl, WITNESSES: list }
    const databases = { DATABASE_URL: runtimeUrl, DATABASE_SEQUENCER_URL: sequencerUrl }
    const watched = await newMachine({ env: { ...env, ...databases } })
    const looked = () => watched.despatch('doctor', '--role', 'sequencer')
    for (const log of ['log', 'trust log'])
      expect((await looked()).out).toContain(
        `police.example.test/w has not said whether it knows the next key of the ${log}`,
      )
  })

  it('is read on by those who were there, those who were away and those who come, once the first key is gone', async () => {
    const after = { log: await nextKey('log'), trust: await nextKey('trust') }
    const unasked = await exchange('log', '--finish')
    expect(unasked).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was changed.') })
    await agreeOn({ log: [before.log, after.log], trust: [before.trust, after.trust] })
    for (const log of ['log', 'trust'])
      expect(await exchange(log, '--finish', '--agreed')).toMatchObject({ code: 0, err: '' })
    expect(await vkey('log')).toBe(after.log)
    expect(await nextKeys(config.dataDir)).toEqual([])
    await startAnew()
    expect(linesOf(await newestNote())).toContain(idOf(after.log))
    for (const machine of [daily, away]) {
      const verified = await run(machine, 'log', 'verify')
      expect(verified, verified.err).toMatchObject({ code: 0 })
      expect(verified.out).toContain('It continues the checkpoint seen before')
      expect(await run(machine, 'trust')).toMatchObject({ code: 0 })
    }
    const signedIn = await signsIn(late)
    expect(signedIn, signedIn.err).toMatchObject({ code: 0 })
    expect(await run(late, 'log', 'verify')).toMatchObject({ code: 0 })
  })

  it('is known again in an export of the time before', async () => {
    const verified = await run(away, 'log', 'verify', exported)
    expect(verified, verified.err).toMatchObject({ code: 0 })
    expect(verified.out.replaceAll(/\s+/g, ' ')).toContain('a former log key of')
    const told = await away?.json('log', 'verify', exported)
    expect(told?.document).toMatchObject({ verified: true, logKeyFormer: true })
  })

  it('has the reports of before written again, and countersigned by whoever came later', async () => {
    const again = join(await newFolder(), 'again')
    const written = await run(daily, 'audit', 'report', review ?? '', '--dir', again)
    expect([written.code, written.err]).toEqual([0, ''])
    const sums = (dir = '') => readFile(join(dir, 'SHA256SUMS'), 'utf8')
    expect(await sums(again)).toBe(await sums(report))
    // From here on the newest checkpoint has the next key's signature alone.
    const sender = await signInAs(config, 'asb.caseworker')
    await sender.client.submit(await prepared(sender))
    await expect.poll(async () => linesOf(await newestNote())).not.toContain(idOf(before.log))
    const second = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: demoPaths(config.dataDir).passphrase },
    })
    const key = join(config.dataDir, 'demo/people/co-ordinator.asc')
    await run(second, 'login', config.publicUrl, '--as', 'co-ordinator', '--key', key)
    const countersigned = await run(second, 'audit', 'countersign', report ?? '')
    expect([countersigned.code, countersigned.err]).toEqual([0, ''])
    const proved = { inOffice: true, logged: expect.stringMatching(/^\d+$/) }
    const seen = await daily?.json('audit', 'verify', report ?? '')
    expect(seen).toMatchObject({
      code: 0,
      document: { logKey: before.log, logKnown: new URL(config.publicUrl).host, keys: [proved, proved] },
    })
    // Whoever has not seen how far the first key signed is told so, and nothing contradicts it.
    for (const machine of [away, second]) {
      const unseen = await machine?.json('audit', 'verify', report ?? '')
      expect(unseen).toMatchObject({ code: 0, document: { logKnown: null, keys: [{ inOffice: null }, {}] } })
    }
  })

  it('is believed under the first key as far as a machine knows that this one signed, and no further', async () => {
    const known = await run(daily, 'log', 'verify', underFirst)
    expect(known, known.out + known.err).toMatchObject({ code: 0 })
    const unknown = await run(away, 'log', 'verify', underFirst)
    expect(unknown.code).toBe(1)
    expect(unknown.out).toMatch(
      /^checkpoint: it signs \d+ entries with a key that was given up since, and the first \d+ alone are known here/m,
    )
    // Who had verified it while that key was in use has seen it.
    await pinnedBy({
      log: await vkey('log'),
      'log:former': before.log,
      trust: await vkey('trust'),
      'trust:former': before.trust,
    })
    const seen = await run(reader, 'log', 'verify', underFirst)
    expect(seen, seen.out + seen.err).toMatchObject({ code: 0 })
  })

  it('is not believed under the first key where it has fewer entries than any machine saw', async () => {
    const dir = join(await newFolder(), 'export')
    const entry = new TextEncoder().encode(entryText(sha256, 'accepted', new Uint8Array(32), '{}'))
    const root = leafHash(sha256, entry)
    await mkdir(join(dir, 'tile/entries/000.p'), { recursive: true })
    await mkdir(join(dir, 'tile/0/000.p'), { recursive: true })
    await writeFile(join(dir, 'tile/entries/000.p/1'), encodeBundle([entry]))
    await writeFile(join(dir, 'tile/0/000.p/1'), root)
    await writeFile(join(dir, 'log.vkey'), `${before.log}\n`)
    const text = `${before.log.split('+')[0]}\n1\n${Buffer.from(root).toString('base64')}\n`
    const note = await signNote(text, await readSigner(oldSecret))
    await writeFile(join(dir, 'checkpoint'), note)
    // Nor is a report countersigned that is proved by such a log; the service is not accused of it.
    const cli = { state: { folder: await newFolder() }, clock: () => new Date() }
    const tree = { note, size: 1n, root, key: before.log }
    const session = await signInAs(config, 'auditor')
    const refused = (toSign: boolean) =>
      demandOwnLog(session, [tree], (note) => keepCheckpoint(cli, session, note), { given: 'report', toSign })
    const why = 'that this one does not continue, under a key that was given up since.'
    await expect(refused(false)).rejects.toThrow(`${why} Tell the auditors.`)
    await expect(refused(true)).rejects.toThrow(`${why} Nothing was signed. Tell the auditors.`)
    for (const machine of [daily, away])
      expect(await run(machine, 'log', 'verify', dir)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/^checkpoint: it signs 1 entries with a key that was given up since/m),
      })
  })

  it('is known to be signed as far as any of several commands at once has seen', async () => {
    const folder = await newFolder()
    const sizes = [9n, 3n, 12n, 5n, 8n, 2n]
    await Promise.all(sizes.map((size) => keepSignedSize(folder, before.log, size)))
    expect(await readSignedSize(folder, before.log)).toBe(12n)
    await keepSignedSize(folder, before.log, 7n)
    expect(await readSignedSize(folder, before.log)).toBe(12n)
    expect(await readSignedSize(folder, before.trust)).toBe(0n)
  })

  it('is the one of which the trust log was read before that had its key exchanged, too', async () => {
    // Somebody else has an account on that machine, and was away.
    const people = dirname(await personFolderOf(away))
    await mkdir(join(people, 'somebody.else'))
    await cp(readBefore, join(people, 'somebody.else', 'trust.json'))
    const since = join(await newFolder(), 'export')
    expect(await run(daily, 'log', 'export', '--dir', since)).toMatchObject({ code: 0 })
    const verified = await run(away, 'log', 'verify', since)
    expect(verified, verified.out + verified.err).toMatchObject({ code: 0 })
  })

  it('has the exchange in it', async () => {
    const staged = database.db.selectFrom('log_staged').select('record').where('type', '=', 'log-key')
    const [record, ...more] = (await staged.execute()).map(({ record }) => JSON.parse(record ?? ''))
    expect(record).toMatchObject({ despatch: 'log-key/1', keys: [expect.anything(), expect.anything()] })
    expect(record.exchanges).toHaveLength(2)
    expect(more).toEqual([])
  })
})

describe('the key by which arrivals are signed, when it is exchanged', () => {
  const keysOf = (folder: string, name = 'service.asc') => join(config.dataDir, 'keys', folder, name)
  const shown = async () => (await readCertificate(await readFile(keysOf('public'), 'utf8'))).getFingerprint()
  /** The case worker's machines: one that knew the first key, one that comes after it. */
  let [desk, later]: Machine[] = []
  /** With the settings of the database, which the last step needs. */
  let inCharge: Machine
  let first: string
  let mails: string[] = []

  async function deskSignsIn(machine: Machine | undefined, ...more: string[]): Promise<Ran> {
    const root = (await (await signInAs(config, 'asb.caseworker')).trust.state()).anchor ?? ''
    const key = join(config.dataDir, 'demo/people/asb.caseworker.asc')
    return run(
      machine,
      ...['login', config.publicUrl, '--as', 'asb.caseworker', '--key', key, '--root', root],
      ...more,
    )
  }
  const serverFolderOf = async (machine: Machine | undefined): Promise<string> =>
    dirname(dirname(await personFolderOf(machine)))
  const kept = async (machine: Machine | undefined, name: string) =>
    readFile(join(await serverFolderOf(machine), name), 'utf8')

  /** Has the police send a mail to the case worker's team. @returns its reference */
  async function arrives(): Promise<string> {
    const mail = await encryptedMail({ database }, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
    const from = { from: POLICE_INTELLIGENCE, localAddress: POLICE_RELAY }
    expect(await bringOnce({ config }, { ...from, to: [ASB_TEAM], message: mail.message })).toMatchObject({
      code: 250,
    })
    const { client } = await signInAs(config, 'asb.caseworker')
    const row = await until('the mail had arrived', async () => {
      const { rows } = await client.inbox({})
      return rows.find(({ reference }) => reference.startsWith('MSG-') && !mails.includes(reference))
    })
    mails = [...mails, row.reference]
    return row.reference
  }
  const opens = async (machine: Machine | undefined) => {
    for (const reference of mails) {
      const opened = await run(machine, 'open', reference)
      expect(opened, opened.err).toMatchObject({ code: 0, out: expect.stringContaining('Placeholder Pat') })
    }
  }

  /** Stops the service; the database lists a connection for a moment longer than it stands. */
  async function stopAll(): Promise<void> {
    await running?.stop()
    await until('the service had left the database', async () => !(await isServed(database.db)))
  }

  it('is announced, and drafted with the next one, while the service takes mail', async () => {
    const env = { DESPATCH_PASSPHRASE_FILE: demoPaths(config.dataDir).passphrase }
    ;[desk, later] = await Promise.all([1, 2].map(() => newMachine({ env })))
    const { dataDir, publicUrl } = config
    const { runtimeUrl, sequencerUrl } = database
    const databases = { DATABASE_URL: runtimeUrl, DATABASE_SEQUENCER_URL: sequencerUrl }
    inCharge = await newMachine({ env: { DATA_DIR: dataDir, PUBLIC_URL: publicUrl, ...databases } })
    first = await shown()
    await arrives()
    expect(await deskSignsIn(desk)).toMatchObject({ code: 0 })
    expect(await exchange('service', '--finish')).toMatchObject({ code: 1 })
    const unbegun = await inCharge.despatch('exchange-key', 'service', '--finish', '--agreed')
    expect(unbegun).toMatchObject({ code: 1, err: expect.stringContaining('Stop every part of it first.') })
    const { document } = await operator.json('exchange-key', 'service')
    const { next } = document as { next: string }
    expect(document).toEqual({ ok: true, service: first, next, lost: false })
    // Done again, it is the same.
    expect((await operator.json('exchange-key', 'service')).document).toEqual(document)
    // Whoever is to sign the annex compares it.
    expect((await operator.despatch('keys')).out).toContain(`${inWords(next)} (${next})`)
    // The promise of the operator alone is not believed.
    await stopAll()
    const early = await inCharge.despatch('exchange-key', 'service', '--finish', '--agreed')
    expect(early).toMatchObject({
      code: 1,
      err: expect.stringContaining(`does not name the next key, ${next}`),
    })
    expect(await shown()).toBe(first)
    await start()
    const file = join(await newFolder(), 'annex.json')
    expect(await run(daily, 'agreement', 'annex', AGREEMENT_ID, '--out', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('--root KEYFILE --agency NAME'),
    })
    expect(JSON.parse(await readFile(file, 'utf8')).service).toEqual([first, next])
    await agreeOnAnnex(database.db, dataDir, { service: [first, next] })
  })

  it('is gone over to by those who knew it, and what it signed opens for them and for whoever comes later', async () => {
    await stopAll()
    const finished = await inCharge.json('exchange-key', 'service', '--finish', '--agreed')
    expect(finished, finished.err).toMatchObject({ code: 0, document: { ok: true } })
    const { service, entries } = finished.document as { service: string; entries: string }
    expect([await shown(), service === first]).toEqual([service, false])
    await start()
    await arrives()
    await opens(desk)
    expect(await deskSignsIn(later)).toMatchObject({ code: 0 })
    await opens(later)
    for (const machine of [desk, later])
      expect(JSON.parse(await kept(machine, 'pins.json'))).toMatchObject({
        service,
        'service:former': `${first} ${entries} ${new URL(config.publicUrl).host}/log`,
      })
    const printed = await operator.despatch('keys')
    expect(printed.out).toContain(inWords(first))
  })

  // What a client makes of it, test/sdk/former-services.test.ts has.
  itInLongRun(
    'stops everybody where it is lost, until they have taken the next one, and what it signed opens then',
    async () => {
      const before = await shown()
      await rm(keysOf('gateway'))
      const begun = await operator.json('exchange-key', 'service')
      expect(begun.document).toMatchObject({ ok: true, service: before, lost: true })
      const { next } = begun.document as { next: string }
      await agreeOnAnnex(database.db, config.dataDir, { service: [before, next] })
      await stopAll()
      expect(await inCharge.despatch('exchange-key', 'service', '--finish', '--agreed')).toMatchObject({
        code: 0,
      })
      await start()
      await arrives()
      const stopped = await run(desk, 'inbox')
      expect(stopped).toMatchObject({
        code: 1,
        err: expect.stringContaining('has changed since this machine first saw it'),
      })

      // A contradiction that comes after it: of what was accepted, nothing stays.
      const pins = await kept(desk, 'pins.json')
      const folder = await serverFolderOf(desk)
      const seen = await kept(desk, 'checkpoint')
      const [origin, size] = seen.split('\n')
      const other = `${origin}\n${size}\n${Buffer.alloc(32).toString('base64')}\n`
      await writeFile(
        join(folder, 'checkpoint'),
        await signNote(other, await readSigner(await secretOf('log'))),
      )
      const contradicted = await deskSignsIn(desk, '--repin', 'service')
      expect(contradicted).toMatchObject({
        code: 1,
        err: expect.stringContaining('another past than before'),
      })
      expect(await kept(desk, 'pins.json')).toBe(pins)
      await rm(join(folder, 'log-alarm.json'))
      await writeFile(join(folder, 'checkpoint'), seen)

      const accepted = await deskSignsIn(desk, '--repin', 'service')
      expect(accepted, accepted.err).toMatchObject({ code: 0 })
      expect(JSON.parse(await kept(desk, 'pins.json'))).toMatchObject({
        service: next,
        'service:former': expect.stringMatching(new RegExp(`^${first} .*\n${before} `)),
      })
      await opens(desk)
      expect(await deskSignsIn(desk, '--repin', 'service:former')).toMatchObject({ code: 1 })
    },
  )
})

const linesOf = (note: string) => takeApart(note).signatures.map(({ keyId }) => keyId)
