import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { digestOf } from '../../../src/cli/digest.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { newMachine } from '../run.ts'
import {
  ASB,
  type Court,
  countReferrals,
  drop,
  newCourt,
  order,
  pdf,
  startWatch,
  visible,
  watchOnce,
  YOT,
} from './court.ts'

let service: TestService
let court: Court

beforeAll(async () => {
  service = await startTestService()
  court = await newCourt(service)
}, 120_000)
afterAll(async () => {
  await service?.stop()
})

const jsonIn = async (...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8'))

describe('a court’s case system', () => {
  it('signs in with a key that has no passphrase, and nobody is asked for one', async () => {
    const key = await readFile(
      join(
        court.home,
        'servers',
        new URL(service.origin).host.replace(':', '_'),
        'people/court.system/key.asc',
      ),
      'utf8',
    )
    expect(key).toContain('BEGIN PGP PRIVATE KEY BLOCK')
  })

  it('or with a locked one, whose passphrase lies in a file', async () => {
    const demo = join(service.config.dataDir, 'demo')
    const machine = await newMachine({ env: { DESPATCH_PASSPHRASE_FILE: join(demo, 'passphrase') } })
    const key = join(demo, 'people/court.system.asc')
    const signedIn = await machine.despatch('login', service.origin, '--as', 'court.system', '--key', key)
    expect(signedIn).toMatchObject({ code: 0, err: '' })
    expect(signedIn.out).toContain('mailbox  listing@liverpool-mc.cjsm.test  (send)')
    const unread = await newMachine()
    expect(
      (await unread.despatch('login', service.origin, '--as', 'court.system', '--key', key)).err,
    ).toContain('nobody to ask for its passphrase')
  })

  it('may send and open nothing', async () => {
    const machine = await newMachine({ env: { DESPATCH_HOME: court.home } })
    expect((await machine.despatch('sent')).code).toBe(0)
    expect((await machine.despatch('inbox')).err).toContain('machine, which may not do this')
  })

  it('drops an order with its PDF and its map: both are sent at once, and lie in sent/ with a receipt', async () => {
    const folder = await newFolder()
    await drop(folder, 'asbo-1')
    const before = await countReferrals(service)
    const { tally, events } = await watchOnce(await court.sending(folder))
    expect(events).toContainEqual(expect.objectContaining({ end: 'sent', name: 'asbo-1' }))
    expect(tally).toEqual({ sent: 1, refused: 0, troubles: 0 })
    expect(await countReferrals(service)).toBe(before + 1)
    expect(await visible(folder)).toEqual(['refused', 'sent'])
    expect(await visible(join(folder, 'sent'))).toEqual([
      'asbo-1-map.pdf',
      'asbo-1.json',
      'asbo-1.pdf',
      'asbo-1.receipt.json',
    ])
    const receipt = await jsonIn(folder, 'sent', 'asbo-1.receipt.json')
    const row = await service.database.db
      .selectFrom('referral')
      .selectAll()
      .where('id', '=', receipt.referral)
      .executeTakeFirstOrThrow()
    expect(receipt).toMatchObject({
      result: 'sent',
      reference: expect.stringMatching(/^ORD-/),
      accepted: row.accepted_at.toISOString(),
      to: [ASB, YOT],
      kind: 'court-order',
      marking: 'RESTRICTED',
      manifest: { sha256: digestOf(row.statement) },
    })
    expect(receipt.files).toContainEqual({
      name: 'asbo-1.pdf',
      size: pdf('order asbo-1').length,
      sha256: digestOf(pdf('order asbo-1')),
    })
  })

  it('sends what the recipients open as declared, the map under the name that the order gives it', async () => {
    const { openDelivery } = await import('../../../src/sdk/open-delivery.ts')
    const folder = await newFolder()
    await drop(folder, 'opened')
    await watchOnce(await court.sending(folder, { respondByDays: 14 }))
    const { referral } = await jsonIn(folder, 'sent', 'opened.receipt.json')
    const session = await service.session('yot.officer')
    const row = await vi.waitFor(
      async () => {
        const found = (await session.client.inbox()).rows.find((one) => one.referral === referral)
        if (!found) throw new Error('not delivered yet')
        return found
      },
      { timeout: 30_000, interval: 50 },
    )
    expect(row.respondBy).not.toBeNull()
    const opened = await openDelivery({ session, delivery: row.delivery, now: new Date() })
    expect(opened).toMatchObject({ outcome: 'opened', faults: [] })
    const attachments = 'attachments' in opened ? opened.attachments : []
    expect(attachments.map(({ name }) => name).sort()).toEqual(['map.pdf', 'opened.pdf'])
  })

  it('has nothing lying about in clear that it did not put there', async () => {
    const folder = await newFolder()
    await drop(folder, 'clear')
    await watchOnce(await court.sending(folder))
    const own = await readdir(join(folder, '.despatch'), { recursive: true, withFileTypes: true })
    for (const entry of own.filter((one) => one.isFile())) {
      const text = await readFile(join(entry.parentPath, entry.name), 'utf8')
      expect(text).not.toMatch(/Testina|Placeholder|clear/)
      expect((await stat(join(entry.parentPath, entry.name))).mode & 0o077).toBe(0)
    }
  })

  it('is waited for while it writes: a JSON cut short, a PDF without its end, a temporary name', async () => {
    const folder = await newFolder()
    const text = order('slow-1')
    const watching = startWatch(await court.sending(folder))
    await writeFile(join(folder, 'slow-1.json'), text.slice(0, 200))
    await vi.waitFor(() => expect(watching.ends).toContain('waiting slow-1'), { timeout: 30_000 })
    await writeFile(join(folder, 'slow-1.json'), text)
    await writeFile(join(folder, 'slow-1.pdf'), pdf('slow').slice(0, 20))
    await writeFile(join(folder, '.slow-1-map.pdf.tmp'), pdf('map'))
    const looks = watching.events.length
    await writeFile(join(folder, 'other.txt'), 'x')
    await vi.waitFor(() => expect(watching.ends).toContain('waiting other.txt'), { timeout: 30_000 })
    expect(watching.events.slice(looks).map(({ end }) => end)).not.toContain('sent')
    await writeFile(join(folder, 'slow-1.pdf'), pdf('slow'))
    await rename(join(folder, '.slow-1-map.pdf.tmp'), join(folder, 'slow-1-map.pdf'))
    await vi.waitFor(() => expect(watching.ends).toContain('sent slow-1'), { timeout: 30_000 })
    await watching.stop()
    expect(watching.ends.filter((one) => one === 'waiting slow-1')).toHaveLength(1)
    expect(await visible(folder)).toEqual(['other.txt', 'refused', 'sent'])
  })

  it('is refused what stays half-written longer than the watch is patient, in words', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'cut.json'), '{"orderType": "asbo",')
    await writeFile(join(folder, 'alone.pdf'), pdf('alone'))
    const { tally } = await watchOnce(await court.sending(folder), { patienceMs: 0 })
    expect(tally).toEqual({ sent: 0, refused: 2, troubles: 0 })
    expect(await visible(join(folder, 'refused'))).toEqual([
      'alone.pdf',
      'alone.reason.json',
      'alone.reason.txt',
      'cut.json',
      'cut.reason.json',
      'cut.reason.txt',
    ])
    expect(await readFile(join(folder, 'refused/cut.reason.txt'), 'utf8')).toContain('cut.json is not JSON')
  })

  it('is told every field that is wrong, and what the law wants, with their paths', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'form.pdf'), pdf('form'))
    await writeFile(join(folder, 'form.json'), order('form', { orderDate: 'yesterday', surprise: 1 }))
    await writeFile(join(folder, 'law.pdf'), pdf('law'))
    await writeFile(join(folder, 'law-map.pdf'), pdf('map'))
    await writeFile(join(folder, 'law.json'), order('law', { startDate: '2099-01-01' }))
    const before = await countReferrals(service)
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally.refused).toBe(2)
    expect(await countReferrals(service)).toBe(before)
    const form = await readFile(join(folder, 'refused/form.reason.txt'), 'utf8')
    expect(form).toMatch(/^form was not sent\.$/m)
    expect(form).toMatch(/\/orderDate {2}must be/)
    expect(form).toContain('/surprise')
    expect((await jsonIn(folder, 'refused', 'law.reason.json')).faults[0]).toMatchObject({
      path: expect.stringMatching(/^\//),
      message: expect.any(String),
    })
    expect(await visible(folder)).toEqual(['refused', 'sent'])
  })

  it('is told which rule of the partnership wants what', async () => {
    const folder = await newFolder()
    await drop(folder, 'no-basis')
    const { events } = await watchOnce(await court.sending(folder, { basis: [] }))
    expect(events).toContainEqual(expect.objectContaining({ end: 'refused', name: 'no-basis' }))
    expect(await readFile(join(folder, 'refused/no-basis.reason.txt'), 'utf8')).toMatch(/^ {2}L1 {2}/m)
  })

  it('drops the same bytes again, under another name: they are not sent again, and it is told so', async () => {
    const folder = await newFolder()
    await drop(folder, 'same', 'same-bytes')
    await watchOnce(await court.sending(folder))
    const { reference } = await jsonIn(folder, 'sent', 'same.receipt.json')
    const before = await countReferrals(service)
    await drop(folder, 'same', 'same-bytes')
    await drop(folder, 'renamed', 'same-bytes')
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 2, refused: 0, troubles: 0 })
    expect(await countReferrals(service)).toBe(before)
    expect(await jsonIn(folder, 'sent', 'same (2).receipt.json')).toMatchObject({
      result: 'already-sent',
      reference,
      says: expect.stringContaining(reference),
    })
    expect(await visible(join(folder, 'sent'))).toEqual(
      ['renamed', 'same (2)', 'same']
        .flatMap((name) => ['-map.pdf', '.json', '.pdf', '.receipt.json'].map((ending) => `${name}${ending}`))
        .sort(),
    )
  })

  it('puts a corrected order beside the first, and nothing is overwritten', async () => {
    const folder = await newFolder()
    await drop(folder, 'twice', 'twice-1')
    await watchOnce(await court.sending(folder))
    const first = await readFile(join(folder, 'sent/twice.json'), 'utf8')
    await drop(folder, 'twice', 'twice-2')
    await watchOnce(await court.sending(folder))
    expect(await readFile(join(folder, 'sent/twice.json'), 'utf8')).toBe(first)
    expect(await readFile(join(folder, 'sent/twice (2).json'), 'utf8')).toContain('twice-2')
  })

  it('whose recipient has a key that waits stays where it is, is said to wait once, and goes when that is settled', async () => {
    const folder = await newFolder()
    const { owner } = service.database
    // As the directory of a partner's domain had shown it.
    await sql`
      with seen as (
        insert into seen_key (id, address, fpr, sha256, armored, algorithm, seen_at)
          values (gen_random_uuid(), ${YOT}, ${'ab'.repeat(20)}, ${'ab'.repeat(32)}, '', 'Curve25519', now()) returning id
      )
      insert into key_sighting (seen_key_id, person_id, source, at)
        select seen.id, person.id, 'wkd', now() from seen, person where login = 'council.liaison'`.execute(
      owner,
    )
    const watching = startWatch(await court.sending(folder))
    await drop(folder, 'held')
    await vi.waitFor(() => expect(watching.ends).toContain('waiting held'), { timeout: 30_000 })
    const said = watching.events.find((event) => event.end === 'waiting')
    expect(said).toMatchObject({
      why: expect.stringContaining('another one was seen, which nobody has approved'),
    })
    expect(await visible(folder)).toContain('held.json')
    expect(watching.ends).not.toContain('trouble null')
    await owner.deleteFrom('seen_key').execute()
    await vi.waitFor(() => expect(watching.ends).toContain('sent held'), { timeout: 30_000 })
    expect(watching.ends.filter((end) => end === 'waiting held')).toHaveLength(1)
    expect(await watching.stop()).toMatchObject({ sent: 1, refused: 0, troubles: 0 })
  })
})
