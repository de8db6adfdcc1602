import { hash } from 'node:crypto'
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseReference } from '../../src/domain/reference.ts'
import { formatCheckpoint, openCheckpoint } from '../../src/log/checkpoint.ts'
import { readCosigner } from '../../src/log/cosignature.ts'
import { readSigner, readVerifier } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { parseProof, verifyInclusion } from '../../src/log/proof.ts'
import { openTrustCheckpoint, trustLeaf } from '../../src/log/trust-log.ts'
import { entriesOf, rebuilt } from '../interop/tlog/changes.ts'
import { sha256 } from '../log/reference.ts'
import { nothingUnderWay } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

const ASB = 'asb.team@liverpool.gcsx.gov.test'
const YOT = 'yot@liverpool.gcsx.gov.test'

let service: TestService
let caseWorker: Machine
let auditor: Machine
let liaison: Machine
let courtLiaison: Machine
let folder: string
let send: () => Promise<string>

beforeAll(async () => {
  service = await startTestService()
  folder = await newFolder()
  const people = join(service.config.dataDir, 'demo', 'people')
  const env = { DESPATCH_PASSPHRASE_FILE: join(service.config.dataDir, 'demo', 'passphrase') }
  caseWorker = await newMachine({ env })
  await caseWorker.despatch(
    ...['login', service.origin, '--as', 'asb.caseworker', '--key', join(people, 'asb.caseworker.asc')],
  )
  const reviewer = async (login: string): Promise<Machine> => {
    const machine = await newMachine({ env })
    await machine.despatch('login', service.origin, '--as', login, '--key', join(people, `${login}.asc`))
    return machine
  }
  auditor = await reviewer('auditor')
  liaison = await reviewer('council.liaison')
  courtLiaison = await reviewer('court.liaison')
  const data = join(folder, 'incident.json')
  await writeFile(data, (await caseWorker.despatch('schema', 'asb-incident', '--example')).out)
  send = async () => {
    const sent = await caseWorker.json(
      ...['send', '--from', ASB, '--to', YOT, '--kind', 'asb-incident', '--data', data],
      ...['--basis', 'cda-1998-s115', '--basis', 'dpa-1998-sch2-5,dpa-1998-sch3-7'],
      ...['--consent', 'not-sought', '--consent-why', 'prejudice'],
    )
    expect(sent.err).toBe('')
    return (sent.document as { reference: string }).reference
  }
  for (let n = 0; n < 4; n++) await send()
}, 120_000)
afterAll(async () => {
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
})

const serverFolder = (machine: Machine) =>
  join(machine.home, 'servers', new URL(service.origin).host.replace(':', '_'))

/** An export by the auditor in a folder of its own. */
const exported = async (name: string): Promise<string> => {
  const dir = join(folder, name)
  const { code, err } = await auditor.despatch('log', 'export', '--dir', dir)
  expect([code, err]).toEqual([0, ''])
  return dir
}

/** A checkpoint of another past, signed with the service's own log key: what a dishonest operator could show. */
const otherPast = async (size: (real: bigint) => bigint): Promise<string> => {
  const [signer = '', vkey = ''] = (
    await readFile(join(service.config.dataDir, 'keys', 'sequencer', 'log.key'), 'utf8')
  ).split('\n')
  const note = await (await fetch(`${service.origin}/log/checkpoint`)).text()
  const real = await openCheckpoint(note, await readVerifier(vkey))
  const root = new Uint8Array(hash('sha256', 'another past', 'buffer'))
  return signNote(
    formatCheckpoint({ origin: real.origin, size: size(real.size), root }),
    await readSigner(signer),
  )
}

describe('the log at the command line', () => {
  it('shows the newest checkpoint, signed, and keeps it', async () => {
    const { code, out } = await auditor.despatch('log', 'checkpoint')
    expect(code).toBe(0)
    expect(out).toMatch(/^localhost:\d+\/log\n\d+\n[A-Za-z0-9+/=]{44}\n\n— /)
    expect(await readFile(join(serverFolder(auditor), 'checkpoint'), 'utf8')).toContain(
      `— ${new URL(service.origin).host}/log `,
    )
  })

  it('proves a referral by a proof file that it never writes over', async () => {
    const reference = await send()
    const file = join(folder, 'a.tlog-proof')
    const proved = await caseWorker.despatch('log', 'prove', reference, '--out', file)
    expect(proved).toMatchObject({ code: 0, err: '' })
    expect(await readFile(file, 'utf8')).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex \d+\n/)
    const again = await caseWorker.despatch('log', 'prove', reference, '--out', file)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was overwritten') })
  })

  it('proves a record of the trust log by its place, as offline programs check it', async () => {
    const file = join(folder, 'trust.tlog-proof')
    const proved = await auditor.json('log', 'prove', '1', '--trust', '--out', file)
    expect(proved).toMatchObject({ code: 0, err: '', document: { index: '1', witnesses: null } })
    const { entry, record, type } = proved.document as { entry: string; record: string; type: string }
    expect(entry).toBe(`despatch-trust/1\n${type}\n${hash('sha256', record, 'base64')}\n`)
    const proof = parseProof(await readFile(file, 'utf8'))
    const { trustKey } = (await service.session('auditor')).service
    const { size, root } = await openTrustCheckpoint(proof?.checkpoint ?? '', trustKey)
    const leaf = trustLeaf(sha256, type, record)
    expect(verifyInclusion(sha256, { index: 1n, size, root, leaf, proof: proof?.hashes ?? [] })).toBe(true)
    const said = await auditor.despatch('log', 'prove', '0', '--trust')
    expect(said.out).toMatch(/^Record 0 \([a-z-]+\) of the \d+ of the trust log; the proof was checked\./)
    for (const [ref, why] of [
      ['99999', 'from 0 on, and no record 99999'],
      ['-1x', 'say which record by its place'],
    ] as const)
      expect(await auditor.despatch('log', 'prove', '--trust', '--', ref)).toMatchObject({
        code: 1,
        err: expect.stringContaining(why),
      })
  })

  it('is exported in the layout of C2SP, and the export verifies', async () => {
    const dir = await exported('whole')
    const files = (await readdir(dir)).filter((name) => name !== 'checkpoints').sort()
    expect(files).toEqual(['checkpoint', 'log.vkey', 'records', 'tile', 'trust'])
    expect((await readdir(join(dir, 'trust'))).sort()).toEqual(['checkpoint', 'log.vkey', 'records', 'tile'])
    expect((await readdir(join(dir, 'trust', 'tile'))).sort()).toEqual(['0', 'entries'])
    expect((await readdir(join(dir, 'tile'))).sort()).toEqual(['0', 'entries'])
    const [name = ''] = await readdir(join(dir, 'records', '000.p'))
    const lines = (await readFile(join(dir, 'records', '000.p', name), 'utf8')).split('\n')
    expect(lines[0]).toMatch(/^0 \d+ [A-Za-z0-9+/]{43}=$/)
    expect(lines[1]).toMatch(/^\{"despatch":.*\}$/)
    expect(lines).toHaveLength(2 * Number(name) + 1)
    const verified = await auditor.despatch('log', 'verify', dir)
    expect(verified.err).toBe('')
    expect(verified.out).toMatch(/^Verified: \d+ entries, \d+ opened and 0 withheld or erased\.$/m)
    expect(verified.out).toContain('it continues the checkpoint seen before')
    const said = verified.out.replaceAll(/\s+/g, ' ')
    expect(said).toContain('The agreement in the trust log beside it names that key.')
    expect(said).toMatch(
      /The trust log: \d+ records, each in its signed tree, each entered by somebody entitled to\./,
    )
  })

  it('verifies an export on a machine that knows no service, and says that the key is not known there', async () => {
    const dir = await exported('elsewhere')
    const stranger = await newMachine()
    const verified = await stranger.despatch('log', 'verify', dir)
    expect(verified.code).toBe(0)
    expect(verified.out).toContain('not known here: make sure of it by another way')
  })

  it('gives a case worker only the records of their own mailboxes, and the rest verifies as withheld', async () => {
    const dir = join(folder, 'own')
    await caseWorker.despatch('log', 'export', '--dir', dir)
    const verified = await caseWorker.json('log', 'verify', dir)
    expect(verified.document).toMatchObject({ verified: true })
    const { opened } = verified.document as { opened: string }
    expect(Number(opened)).toBeGreaterThanOrEqual(4)
  })

  it('does not export into a folder that is not empty', async () => {
    const dir = await exported('full')
    const again = await auditor.despatch('log', 'export', '--dir', dir)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is not empty') })
  })

  it('takes a file for no export, and a path that is not there for no server', async () => {
    const path = join(await exported('one'), 'checkpoint')
    expect(await auditor.despatch('log', 'verify', path)).toMatchObject({
      code: 1,
      err: `${path} is a file. An export is a folder, as log export makes it.`,
    })
    expect(await auditor.despatch('log', 'verify', `${path}.json`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no folder'),
    })
  })

  it('says what to do where a web server has no service, such as one that has an export', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('Not here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const stranger = await newMachine()
    const refused = await stranger.despatch('log', 'verify', `http://127.0.0.1:${port}`)
    server.close()
    expect(refused).toMatchObject({
      ...{ code: 1, out: '' },
      err: expect.stringContaining('fetch its files into a folder, and verify that'),
    })
  })

  it('names the entry when one byte of an export is changed, whichever file it is in', async () => {
    const whole = await exported('changed')
    const bundle = (await readdir(join(whole, 'tile', 'entries')))[0] ?? ''
    const tile = (await readdir(join(whole, 'tile', '0')))[0] ?? ''
    const [records = ''] = await readdir(join(whole, 'records'))
    const inFolder = async (path: string) => join(path, (await readdir(join(whole, path)))[0] ?? '')
    const trustTile = (await readdir(join(whole, 'trust', 'tile', '0')))[0] ?? ''
    const trustBundle = (await readdir(join(whole, 'trust', 'tile', 'entries')))[0] ?? ''
    const inTrust = async (...path: string[]) => inFolder(join('trust', 'tile', ...path))
    const files: [path: string, at: number, names: RegExp][] = [
      [await inTrust('entries', trustBundle), 40, /^trust\/entry 0: /m],
      [await inTrust('0', trustTile), 32 * 2 + 5, /^trust\/entry 2: /m],
      [join('trust', 'records', '1.json'), 60, /^trust\/entry 1: /m],
      [join('trust', 'checkpoint'), 30, /^trust\/checkpoint: /m],
      [join('trust', 'log.vkey'), -3, /^(trust\/checkpoint: |The export’s trust log’s key)/m],
      [await inFolder(join('tile', 'entries', bundle)), 40, /^entry 0: /m],
      [await inFolder(join('tile', '0', tile)), 32 * 2 + 5, /^entry 2: /m],
      [await inFolder(join('records', records)), 60, /^entry 0: /m],
      ['checkpoint', 30, /^checkpoint: /m],
    ]
    for (const [path, at, names] of files) {
      const dir = await newFolder()
      await cp(whole, dir, { recursive: true })
      const bytes = await readFile(join(dir, path))
      const place = (at + bytes.length) % bytes.length
      bytes[place] = (bytes[place] ?? 0) ^ 1
      await writeFile(join(dir, path), bytes)
      // What this machine verified of the log before would not be read again.
      const refused = await auditor.despatch('log', 'verify', dir)
      const said = [path, refused.code, `${refused.out}\n${refused.err}`]
      expect(said).toEqual([path, 1, expect.stringMatching(names)])
      if (!path.endsWith('.vkey')) expect(refused.err).toContain('The log does not verify')
    }
  })

  it('verifies the whole log of a server, with the records that the person may open', async () => {
    const verified = await auditor.json('log', 'verify')
    expect(verified).toMatchObject({ code: 0, document: { verified: true, withheld: '0', problems: [] } })
    expect((await auditor.despatch('log', 'verify')).out).toContain('No agreement asks for witnesses')
    expect(verified.document).toMatchObject({
      history: { violationCount: 0, referrals: expect.any(Number) },
      trustRecords: expect.any(Number),
    })
    const stranger = await newMachine()
    // Whose the key is that it sees for the first time, nobody has told this machine.
    const { logKey } = (await service.session('auditor')).service
    const first = (await stranger.despatch('log', 'verify', service.origin)).out.replaceAll(/\s+/g, ' ')
    expect(first).toContain(
      `Its key was not known here, and is pinned from now on: ${logKey}. Compare it with the one in the annex`,
    )
    expect((await stranger.despatch('log', 'verify', service.origin)).out).toContain(
      'Its key is pinned here.',
    )
    const unsigned = await stranger.json('log', 'verify', service.origin)
    expect(unsigned).toMatchObject({ code: 0, document: { verified: true, opened: '0' } })
  })
})

describe('a verification that goes on from the last one', () => {
  type Found = { size: string; opened: string; verifiedBefore: string; history: { referrals: number } }
  const found = async (...options: string[]) => {
    const { code, document, err } = await caseWorker.json('log', 'verify', ...options)
    expect([code, err]).toEqual([0, ''])
    return document as Found
  }

  it('reads what came since, and finds what a whole one finds', async () => {
    await found()
    await send()
    await expect.poll(async () => Number((await found('--whole')).opened)).toBeGreaterThan(0)
    const first = await found()
    await send()
    const next = await found()
    const whole = await found('--whole')
    expect(next.verifiedBefore).toBe(first.size)
    expect(whole.verifiedBefore).toBe('0')
    expect(Number(next.size)).toBeGreaterThan(Number(first.size))
    if (next.size === whole.size) expect({ ...next, verifiedBefore: '0' }).toEqual(whole)
    expect((await caseWorker.despatch('log', 'verify')).out).toContain(
      'were verified on this machine before and were not read again now',
    )
  })

  it('refuses a log whose beginning is another than the one that was verified', async () => {
    const file = join(serverFolder(caseWorker), 'people', 'asb.caseworker', 'verified.json')
    const honest = await readFile(file, 'utf8')
    const kept = JSON.parse(honest)
    await writeFile(file, JSON.stringify({ ...kept, root: Buffer.alloc(32, 7).toString('base64') }))
    const refused = await caseWorker.despatch('log', 'verify')
    expect(refused.code).toBe(1)
    expect(refused.out).toContain(
      `the first ${kept.size} entries are not those of the checkpoint seen before`,
    )
    // What is damaged is not gone on from.
    await writeFile(file, honest.slice(0, -20))
    expect(await found()).toMatchObject({ verifiedBefore: '0' })
  })

  it('counts a folder of tiles without records as withheld', async () => {
    const dir = await exported('tiles')
    await rm(join(dir, 'records'), { recursive: true })
    const { document } = await auditor.json('log', 'verify', dir)
    expect(document).toMatchObject({ verified: true, opened: '0' })
  })

  it('verifies one that any program fetched, by the key that is pinned here for the log of its name', async () => {
    const dir = await newFolder()
    const whole = await exported('fetched')
    await cp(join(whole, 'tile'), join(dir, 'tile'), { recursive: true })
    await cp(join(whole, 'checkpoint'), join(dir, 'checkpoint'))
    expect((await auditor.despatch('log', 'verify', dir)).out).toContain('that is pinned here')
    // Whose it is, nobody knows on another machine.
    const stranger = await newMachine()
    expect(await stranger.despatch('log', 'verify', dir)).toMatchObject({
      ...{ code: 1, out: '' },
      err: expect.stringContaining('it lacks log.vkey, and no log of that name is known here'),
    })
    const note = await readFile(join(dir, 'checkpoint'), 'utf8')
    const changed = note.replace(/^(\d+)$/m, (size) => String(Number(size) - 1))
    await writeFile(join(dir, 'checkpoint'), changed)
    const refused = await auditor.despatch('log', 'verify', dir)
    expect([refused.code, refused.out]).toEqual([1, expect.stringMatching(/^checkpoint: /)])
  })
})

describe('the entries of a log', () => {
  it('lists each entry, of a server and of an export, with what became of its record', async () => {
    const first = await auditor.despatch('log', 'entries', '--start', '0', '--count', '1')
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(/^ENTRY +TYPE +RECORD +REFERRAL\n0 +accepted +opened +[0-9a-f-]{36}$/),
    ])
    expect(first.err).toMatch(/ more fits?: add --start and --count, or --all\.$/)
    const stranger = await newMachine()
    const offline = await stranger.json('log', 'entries', await exported('listed'), '--type', 'accepted')
    expect(offline.document).toMatchObject({ verified: true, problems: [], more: 0 })
    const { entries } = offline.document as { entries: { type: string; record: string }[] }
    expect(entries.length).toBeGreaterThanOrEqual(4)
    for (const entry of entries) expect(entry).toMatchObject({ type: 'accepted', record: 'opened' })
    // To somebody who may not open them they are withheld.
    const court = await courtLiaison.json('log', 'entries', '--all', '--type', 'accepted')
    const seen = (court.document as { entries: object[] }).entries
    expect(seen[0]).toMatchObject({ index: '0', record: 'withheld', referral: null, destruction: null })
    expect(await auditor.despatch('log', 'entries', '--start', 'first')).toMatchObject({ code: 2 })
  })

  it('lists nothing of a log whose tree does not hold', async () => {
    const dir = await exported('broken')
    const partial = join(dir, 'tile', 'entries', '000.p')
    const path = join(partial, (await readdir(partial))[0] ?? '')
    const bytes = await readFile(path)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await writeFile(path, bytes)
    const { code, out, err } = await auditor.despatch('log', 'entries', dir)
    expect([code, out]).toEqual([1, expect.stringMatching(/^entry 0: /)])
    expect([out, err]).toEqual([
      expect.not.stringContaining('RECORD'),
      expect.stringContaining('The log does not verify'),
    ])
  })
})

describe('an export that is verified', () => {
  const verified = async (machine: Machine, ...args: string[]): Promise<Record<string, unknown>> => {
    const { code, document, err } = await machine.json('log', 'verify', ...args)
    return { code, err, ...(document as object) }
  }

  it('is read whole, and goes on from the last one of that log where it is told to', async () => {
    const stranger = await newMachine()
    const first = await verified(stranger, await exported('first'))
    expect(first).toMatchObject({ code: 0, verifiedBefore: '0' })
    await send()
    const dir = await exported('second')
    // A log that is another up to there is found out all the same, and so is another checkpoint of the past.
    const memory = join(stranger.home, 'folders')
    const kept = join(memory, (await readdir(memory))[0] ?? '', 'verified.json')
    const honest = await readFile(kept, 'utf8')
    const root = Buffer.alloc(32, 7).toString('base64')
    await writeFile(kept, JSON.stringify({ ...JSON.parse(honest), root }))
    expect(await verified(stranger, dir, '--go-on')).toMatchObject({ code: 1, verified: false })
    await writeFile(kept, honest)
    const second = await verified(stranger, dir, '--go-on')
    expect(second).toMatchObject({ code: 0, verifiedBefore: first.size })
    expect(Number(second.opened)).toBe(Number(second.size))
    // Files that were written just now are read again: their time may be that of a clock which ticks slowly.
    const written = Date.now()
    await vi.waitUntil(() => Date.now() > written + 250, { timeout: 30_000 })
    const whole = await verified(stranger, dir)
    expect(whole).toEqual({ ...second, verifiedBefore: '0' })
    // Nor is a changed file of the folder that was verified last passed over.
    expect(await verified(stranger, dir, '--go-on')).toMatchObject({ code: 0, verifiedBefore: second.size })
    for (const path of [
      join('records', (await readdir(join(dir, 'records')))[0] ?? ''),
      join('tile', '0', (await readdir(join(dir, 'tile', '0')))[0] ?? ''),
    ]) {
      const file = (await stat(join(dir, path))).isDirectory()
        ? join(dir, path, (await readdir(join(dir, path)))[0] ?? '')
        : join(dir, path)
      const bytes = await readFile(file)
      await writeFile(file, bytes.with(9, (bytes[9] ?? 0) ^ 1))
      expect(await verified(stranger, dir, '--go-on'), path).toMatchObject({ code: 1, verifiedBefore: '0' })
      await writeFile(file, bytes)
      expect(await verified(stranger, dir, '--go-on'), path).toMatchObject({ code: 0, verifiedBefore: '0' })
    }
    // Who exported it can open less: what was verified of another's says nothing of theirs.
    const own = join(folder, 'less')
    await caseWorker.despatch('log', 'export', '--dir', own)
    expect(await verified(stranger, own, '--go-on')).toMatchObject({ code: 0, verifiedBefore: '0' })
  })

  it('has the checkpoints that were seen, and is refused with one of another past', async () => {
    const dir = await exported('past')
    const names = await readdir(join(dir, 'checkpoints'))
    expect(names.length).toBeGreaterThan(1)
    const stranger = await newMachine()
    const taken = await verified(stranger, dir)
    expect(taken).toMatchObject({ code: 0, checkpoints: names.length + 2, cosignatures: 0 })
    expect((await stranger.despatch('log', 'verify', dir)).out).toContain('each a beginning of its log')
    // Smaller than what was verified before: it is held against it by a proof.
    const note = await otherPast(() => 2n)
    await writeFile(join(dir, 'checkpoints', '2'), note)
    expect(await verified(stranger, dir)).toMatchObject({
      code: 1,
      problems: ['checkpoints/2: its 2 entries are not the first of this log'],
    })
  })

  it('says so when it has no trust log, or not all of its records', async () => {
    const dir = await exported('fewer')
    const { trustRecords } = await verified(auditor, dir)
    await rm(join(dir, 'trust', 'records', '1.json'))
    expect(await verified(auditor, dir)).toMatchObject({ code: 0, trustRecords, trustWithheld: 1 })
    expect((await auditor.despatch('log', 'verify', dir)).out.replaceAll(/\s+/g, ' ')).toContain(
      '1 of them are not there: who was entitled to enter the others was not judged.',
    )
    await rm(join(dir, 'trust'), { recursive: true })
    expect(await verified(auditor, dir)).toMatchObject({ code: 0, trustRecords: null })
  })

  it('is refused with a trust log that has something nobody was entitled to enter, though all of it is signed', async () => {
    const dir = await exported('usurped')
    const trust = join(dir, 'trust')
    const note = await readFile(join(trust, 'checkpoint'), 'utf8')
    const origin = note.split('\n')[0] ?? ''
    const size = Number(note.split('\n')[1])
    const texts = await entriesOf(trust, size)
    const records = await Promise.all(texts.map((_, n) => readFile(join(trust, 'records', `${n}.json`))))
    // The first two change places: the second rests on what the first says.
    const { files, root } = await rebuilt(
      texts.with(0, texts[1] ?? Buffer.of()).with(1, texts[0] ?? Buffer.of()),
    )
    for (const [path, bytes] of files) await writeFile(join(trust, path), bytes)
    await writeFile(join(trust, 'records', '0.json'), records[1] ?? '')
    await writeFile(join(trust, 'records', '1.json'), records[0] ?? '')
    const key = await readFile(join(service.config.dataDir, 'keys', 'sequencer', 'trust.key'), 'utf8')
    const [secret = ''] = key.split('\n')
    const signers = [await readSigner(secret), await readCosigner(secret, () => new Date())]
    const text = formatCheckpoint({ origin, size: BigInt(size), root })
    await writeFile(join(trust, 'checkpoint'), await signNote(text, ...signers))
    const { code, problems } = await verified(await newMachine(), dir)
    expect([code, problems]).toEqual([1, [expect.stringMatching(/^trust\/records: /)]])
    // Whoever has read the trust log before sees that it is another.
    expect((await verified(auditor, dir)).problems).toContainEqual(
      expect.stringMatching(/^trust\/the \d+ records read here before: its \d+ entries are not the first/),
    )
    await writeFile(join(trust, 'checkpoint'), await signNote(text, await readSigner(secret)))
    expect((await verified(await newMachine(), dir)).problems).toContain(
      'trust/checkpoint: The note is not signed by a key that is known here.',
    )
  })
})

/** How much has been logged besides the auditor's own reading. */
const entriesOfWork = async (): Promise<number> =>
  (await service.database.db.selectFrom('log_staged').select('id').where('type', '!=', 'read').execute())
    .length

describe('an auditor and a liaison officer at the log', () => {
  it('prove a disclosure that they are no party of, by what the register says of it', async () => {
    const reference = await send()
    const proved = await auditor.json('log', 'prove', reference)
    expect(proved).toMatchObject({ code: 0, err: '' })
    const { record, type } = proved.document as { record: string; type: string }
    expect([type, JSON.parse(record)]).toMatchObject([
      'accepted',
      { despatch: 'manifest/1', from: ASB, to: [YOT] },
    ])
    const { id } = JSON.parse(record)
    expect((await auditor.despatch('log', 'prove', id)).out).toContain(`${reference} is entry `)

    // To a liaison officer with no mailbox the record is withheld: the entry is proved, and they are told.
    const proof = await liaison.despatch('log', 'prove', reference)
    expect(proof).toMatchObject({ code: 0, out: expect.stringContaining(`${reference} is entry `) })
    expect(proof.err).toContain('What stands behind the entry is not for you')
    expect(await courtLiaison.despatch('log', 'prove', reference)).toMatchObject({
      code: 1,
      err: `There is no ${reference} in the register as far as you may read it.`,
    })
  })

  it('are told how far a verification and an export have come', async () => {
    const verified = await auditor.json('log', 'verify', '--progress')
    const { size } = verified.document as { size: string }
    expect(verified.err).toBe(`${size} of ${size} entries …`)
    const dir = join(folder, 'told')
    const written = await auditor.despatch('log', 'export', '--dir', dir, '--progress')
    expect(written.err).toMatch(/^\d+ of \d+ files of the tree …$/m)
    expect(written.err).toMatch(/^\d+ of \d+ entries …$/m)
  })

  it('find in the log that the log was read, and come to its end all the same', async () => {
    const size = async () => Number(((await auditor.json('log', 'verify')).document as { size: string }).size)
    const first = await size()
    // What the first reading left is entered in a moment.
    await expect.poll(size).toBeGreaterThan(first)
  })
})

describe('the register held against the log', () => {
  it('says that both say the same, and how many of the disclosures it opened', async () => {
    await send()
    const { code, out, err } = await auditor.despatch('log', 'reconcile')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^Register and log say the same: \d+ rows, \d+ disclosures among \d+ entries/)
    const { document } = await auditor.json('log', 'reconcile')
    const { disclosures, opened } = document as { disclosures: number; opened: number }
    expect(document).toMatchObject({ reconciled: true, verified: true, withheld: 0, misfits: [] })
    expect(disclosures).toBeGreaterThanOrEqual(5)
    expect(opened).toBe(disclosures)
  })

  it('shows a liaison officer the rows of their agency, and the rest as withheld', async () => {
    const own = await liaison.json('log', 'reconcile')
    expect(own).toMatchObject({ code: 0, err: '', document: { reconciled: true, opened: 0 } })
    const other = await courtLiaison.json('log', 'reconcile')
    expect(other).toMatchObject({ code: 0, document: { reconciled: true, rows: 0, opened: 0 } })
  })

  it('names what an operator changed and took out', async () => {
    const [changed, removed] = [await send(), await send()]
    const { owner } = service.database
    const ofReference = (reference: string) => parseReference(reference).core
    await owner
      .updateTable('disclosure')
      .set({ marking: 'NOT PROTECTIVELY MARKED' })
      .where('reference', '=', ofReference(changed))
      .execute()
    const rows = owner.selectFrom('disclosure').where('reference', '=', ofReference(removed))
    await owner.deleteFrom('disclosure_term').where('seq', 'in', rows.select('seq')).execute()
    await owner.deleteFrom('disclosure').where('reference', '=', ofReference(removed)).execute()

    const found = await auditor.despatch('log', 'reconcile')
    expect(found.code).toBe(1)
    const lines = found.out.split('\n')
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^${changed}, entry \\d+: marking: the register says NOT PROTECTIVELY MARKED, and the log says `,
        ),
      ),
      expect.stringMatching(
        new RegExp(`^${removed}, entry \\d+: it stands for a disclosure that the register does not have$`),
      ),
    ])
    expect(found.err).toContain('Register and log do not say the same: 2 things do not fit.')
    const { document } = await auditor.json('log', 'reconcile')
    expect(document).toMatchObject({ reconciled: false, verified: true, misfitCount: 2 })
  })
})

describe('a log that contradicts what this machine has seen', () => {
  it.each([
    ['as many entries with another root', (real: bigint) => real],
    ['fewer entries than were seen', (real: bigint) => real + 50n],
    ['a beginning that was never seen', (real: bigint) => real - 2n],
  ])('is refused when it shows %s, and nothing is sent after that', async (_what, size) => {
    const kept = join(serverFolder(caseWorker), 'checkpoint')
    const alarm = join(serverFolder(caseWorker), 'log-alarm.json')
    const honest = await readFile(kept, 'utf8')
    await writeFile(kept, await otherPast(size))
    await nothingUnderWay(service)
    const before = await entriesOfWork()

    const stopped = await caseWorker.despatch('inbox')
    expect(stopped.code).toBe(1)
    expect(stopped.err).toContain('Nothing is sent to')
    const evidence = JSON.parse(await readFile(alarm, 'utf8'))
    expect(evidence.kept).toContain(`— ${new URL(service.origin).host}/log `)

    // It looks right again, and still nothing is sent.
    await writeFile(kept, honest)
    for (const command of [['sent'], ['open', 'ASB-00000-00000-0']]) {
      expect((await caseWorker.despatch(...command)).err).toContain('contradicted what this machine had seen')
    }
    expect(await entriesOfWork()).toBe(before)
    await rm(alarm)
    expect((await caseWorker.despatch('inbox')).code).toBe(0)
  })

  it('is refused when it is signed with another key than the pinned one', async () => {
    const pins = join(serverFolder(caseWorker), 'pins.json')
    const honest = await readFile(pins, 'utf8')
    await writeFile(pins, honest.replace(/("log": "[^+]+\+)[0-9a-f]{8}/, '$100000000'))
    const stopped = await caseWorker.despatch('inbox')
    expect(stopped.code).toBe(1)
    expect(stopped.err).toMatch(/^The log key of http:\/\/localhost:\d+ has changed/)
    await writeFile(pins, honest)
  })
})
