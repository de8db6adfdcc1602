import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rememberStillness } from '../../../src/cli/watch/stillness.ts'
import type { WatchOptions } from '../../../src/cli/watch.ts'
import { formatMarking } from '../../../src/domain/marking.ts'
import { Manifest } from '../../../src/domain/wire/manifest.ts'
import { parseStatement } from '../../../src/domain/wire/statement.ts'
import { freePort } from '../../setup/ports.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { type Between, openBetween } from './between.ts'
import {
  ASB,
  BASES,
  behind,
  type Court,
  countReferrals,
  drop,
  newCourt,
  order,
  pdf,
  visible,
  watchOnce,
} from './court.ts'
import type { DeathPoint } from './death-point.ts'
import { watchUntilDeath } from './watch-process.ts'

let service: TestService
let between: Between
let court: Court
let ahead = 0
const clock = () => new Date(Date.now() + ahead)

beforeAll(async () => {
  const port = await freePort('127.0.0.1')
  between = await openBetween(() => port)
  service = await startTestService({ clock }, behind(between.port, port))
  court = await newCourt(service, clock)
}, 120_000)
afterEach(() => {
  ahead = 0
  between.judge(() => 'carry')
})
afterAll(async () => {
  await between?.close()
  await service?.stop()
})

/** Lets a watch begin what is in the folder, and end without an answer: the service never had it, or had it. */
async function begin(folder: string, { accepted }: { accepted: boolean }): Promise<void> {
  between.judge(() => ({ status: 502, after: accepted }))
  expect((await watchOnce(await court.sending(folder))).tally).toMatchObject({ sent: 0, troubles: 1 })
  between.judge(() => 'carry')
  expect(await readdir(join(folder, '.despatch/pending'))).toHaveLength(1)
}
const UNSENT = { accepted: false }
const ACCEPTED = { accepted: true }

const endings = ['-map.pdf', '.json', '.pdf', '.receipt.json']

/** The id of the one thing that is begun and not finished. */
async function begunIn(folder: string): Promise<string> {
  const [id = ''] = await readdir(join(folder, '.despatch/pending'))
  return id
}

/** What was signed of the drop of that name. */
async function statementOf(folder: string, name: string): Promise<Manifest> {
  const { referral } = JSON.parse(await readFile(join(folder, 'sent', `${name}.receipt.json`), 'utf8'))
  const { statement } = await service.database.db
    .selectFrom('referral')
    .select('statement')
    .where('id', '=', referral)
    .executeTakeFirstOrThrow()
  return parseStatement(Manifest, statement)
}

/** The others are walked in test/long/watch-deaths.test.ts. */
const DEATHS: DeathPoint[] = ['the prepared referral was written down', 'its end was written down']

describe('a watch that died and is started again', () => {
  it.each(DEATHS)('when %s: sends it once and files it whole', async (death) => {
    const folder = await newFolder()
    const name = `death-${DEATHS.indexOf(death)}`
    await drop(folder, name)
    const before = await countReferrals(service)
    await watchUntilDeath(court, folder, death)
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 1, refused: 0, troubles: 0 })
    expect(await countReferrals(service)).toBe(before + 1)
    expect(await visible(folder)).toEqual(['refused', 'sent'])
    expect(await visible(join(folder, 'sent'))).toEqual(endings.map((ending) => `${name}${ending}`))
    expect(await readdir(join(folder, '.despatch/pending'))).toEqual([])
    const receipt = JSON.parse(await readFile(join(folder, 'sent', `${name}.receipt.json`), 'utf8'))
    expect(await readFile(join(folder, 'sent', `${name}.pdf`), 'utf8')).toBe(pdf(`order ${name}`))
    expect(receipt).toMatchObject({ result: 'sent' })

    await drop(folder, name)
    await watchOnce(await court.sending(folder))
    expect(await countReferrals(service)).toBe(before + 1)
  })

  it('removes a preparation that was never written down whole, and begins anew', async () => {
    const folder = await newFolder()
    await drop(folder, 'halfway')
    const sending = await court.sending(folder)
    const half = join(sending.places.pending, '019aa000-0000-7000-8000-000000000000')
    await mkdir(half)
    await writeFile(join(half, 'sealed'), 'half')
    await writeFile(join(sending.places.scratch, 'left'), 'over')
    expect((await watchOnce(sending)).tally.sent).toBe(1)
    expect(await readdir(sending.places.pending)).toEqual([])
    expect(await readdir(sending.places.scratch)).toEqual([])
  })

  it('signs in again when the service has ended its session', async () => {
    const folder = await newFolder()
    await drop(folder, 'session')
    // This machine's clock does not know that the service's session has ended.
    const sending = await (await newCourt(service)).sending(folder)
    await sending.signedIn.use(async ({ client }) => client.directory())
    ahead += 30 * 60_000
    expect((await watchOnce(sending)).tally).toEqual({ sent: 1, refused: 0, troubles: 0 })
  })

  it('does not send what the court has corrected meanwhile, but the correction', async () => {
    const folder = await newFolder()
    await drop(folder, 'corrected', 'corrected-1')
    const before = await countReferrals(service)
    await begin(folder, UNSENT)
    await writeFile(join(folder, 'corrected.json'), order('corrected-2'))
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'given-up', 'sent'])
    expect(await countReferrals(service)).toBe(before + 1)
    expect(await readFile(join(folder, 'sent/corrected.json'), 'utf8')).toContain('corrected-2')
  })

  it('sends the correction too, when the first was accepted already', async () => {
    const folder = await newFolder()
    await drop(folder, 'late', 'late-1')
    const before = await countReferrals(service)
    await begin(folder, ACCEPTED)
    const referral = await begunIn(folder)
    await drop(folder, 'late', 'late-2')
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'sent', 'sent'])
    expect(await countReferrals(service)).toBe(before + 2)
    const first = JSON.parse(await readFile(join(folder, 'sent/late.receipt.json'), 'utf8'))
    expect(first).toMatchObject({ referral, log: { index: expect.stringMatching(/^\d+$/) } })
    expect(await readFile(join(folder, 'sent/late (2).json'), 'utf8')).toContain('late-2')
  })

  it('sends to where it is told now what was begun for elsewhere and never accepted', async () => {
    const folder = await newFolder()
    await drop(folder, 'elsewhere')
    await begin(folder, UNSENT)
    await watchOnce(await court.sending(folder, { to: [ASB] }))
    const receipt = JSON.parse(await readFile(join(folder, 'sent/elsewhere.receipt.json'), 'utf8'))
    expect(receipt.to).toEqual([ASB])
  })

  it.each<[string, Partial<WatchOptions>]>([
    ['marking', { marking: 'RESTRICTED – PERSONAL' }],
    ['bases', { basis: [...BASES, 'dpa-1998-s35'] }],
    ['purpose', { purpose: 'intelligence' }],
    ['consent', { consent: 'not-sought', consentWhy: 'law-requires' }],
    ['day of answer', { respondByDays: 14 }],
    ['urgency', { urgency: 'urgent' }],
  ])('sends with another %s, if it is told so now, what was never accepted', async (what, options) => {
    const folder = await newFolder()
    const name = `told-${what.replaceAll(' ', '-')}`
    await drop(folder, name)
    const before = await countReferrals(service)
    await begin(folder, UNSENT)
    const { events } = await watchOnce(await court.sending(folder, options))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'given-up', 'sent'])
    expect(await countReferrals(service)).toBe(before + 1)
    const told = await statementOf(folder, name)
    const { marking = 'RESTRICTED', basis = BASES, purpose = 'services-to-individuals' } = options
    expect(told).toMatchObject({ bases: basis, purpose })
    expect(told.consent.state).toBe(options.consent ?? 'not-needed')
    expect(formatMarking(told.marking)).toBe(marking)
    expect(told.handling.urgency).toBe(options.urgency ?? 'routine')
    expect(told.handling.respondBy !== null).toBe(options.respondByDays !== undefined)
  })

  it('says that it went on the grounds of before when it was accepted on them', async () => {
    const folder = await newFolder()
    await drop(folder, 'told-late')
    const before = await countReferrals(service)
    await begin(folder, ACCEPTED)
    const { events } = await watchOnce(
      await court.sending(folder, { consent: 'given', consentOn: '2010-01-04' }),
    )
    expect(await countReferrals(service)).toBe(before + 1)
    expect(events).toContainEqual(
      expect.objectContaining({ end: 'sent', note: expect.stringContaining('an earlier start') }),
    )
    expect((await statementOf(folder, 'told-late')).consent.state).toBe('not-needed')
  })

  it('submits the same when it is told the same, the bases in another order', async () => {
    const folder = await newFolder()
    await drop(folder, 'told-same')
    await begin(folder, UNSENT)
    const { events } = await watchOnce(await court.sending(folder, { basis: BASES.toReversed() }))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'sent'])
  })

  it('prepares afresh what is too old for the service, and was never accepted', async () => {
    const folder = await newFolder()
    await drop(folder, 'aged')
    const before = await countReferrals(service)
    await begin(folder, UNSENT)
    ahead += 2 * 3600_000
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'given-up', 'sent'])
    expect(await countReferrals(service)).toBe(before + 1)
  })

  it('has the first answer to what is too old and was accepted', async () => {
    const folder = await newFolder()
    await drop(folder, 'aged-2')
    const before = await countReferrals(service)
    await begin(folder, ACCEPTED)
    ahead += 2 * 3600_000
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'sent'])
    expect(await countReferrals(service)).toBe(before + 1)
  })

  it('does not go on with what another account began, nor with a journal that is damaged', async () => {
    const folder = await newFolder()
    await drop(folder, 'whose')
    await begin(folder, UNSENT)
    const path = join(folder, '.despatch/pending', await begunIn(folder), 'entry.json')
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('"login":"court.system"', '"login":"somebody.else"'))
    await expect(watchOnce(await court.sending(folder))).rejects.toThrow('begun here as somebody.else')
    await writeFile(path, text.slice(0, 100))
    const { tally, events } = await watchOnce(await court.sending(folder))
    expect(tally).toMatchObject({ sent: 0, troubles: 1 })
    expect(events).toContainEqual(
      expect.objectContaining({ end: 'trouble', message: expect.stringContaining('is damaged') }),
    )
  })
})

describe('what lies where it should not', () => {
  it('among what is begun is set aside and told, and the rest goes on', async () => {
    const folder = await newFolder()
    await drop(folder, 'among')
    const sending = await court.sending(folder)
    await writeFile(join(sending.places.pending, 'Thumbs.db'), 'x')
    await writeFile(join(sending.places.pending, '019aa000-0000-7000-8000-000000000002'), 'x')
    await mkdir(join(sending.places.pending, 'New folder'))
    await mkdir(join(sending.places.scratch, 'New folder'))
    const { tally, events } = await watchOnce(sending)
    expect(tally).toEqual({ sent: 1, refused: 0, troubles: 0 })
    expect(events).toContainEqual(expect.objectContaining({ end: 'set-aside', name: 'Thumbs.db' }))
    expect((await readdir(sending.places.aside)).sort()).toEqual([
      '019aa000-0000-7000-8000-000000000002',
      'New folder',
      'Thumbs.db',
    ])
    expect(await readdir(sending.places.pending)).toEqual([])
  })

  it('under a name that was taken meanwhile is put beside it as a file of the same kind', async () => {
    const folder = await newFolder()
    await drop(folder, 'taken', 'taken-1')
    await watchUntilDeath(court, folder, 'one file was taken in hand')
    // Not what was read and sent, and what the court has put in its place since.
    const inHand = join(folder, '.despatch/pending', await begunIn(folder), 'taken-0')
    await writeFile(inHand, order('taken-2'))
    await writeFile(join(folder, 'taken.json'), '{')
    const { events } = await watchOnce(await court.sending(folder))
    expect(events).toContainEqual(expect.objectContaining({ end: 'sent', replaced: ['taken.json'] }))
    expect(await visible(folder)).toEqual(['refused', 'sent', 'taken (2).json', 'taken.json'])
    expect(events).toContainEqual(expect.objectContaining({ end: 'waiting', name: 'taken (2)' }))
  })
})

describe('how long a file has kept still', () => {
  it('is told by this watch’s own looks, and its patience at first by the file itself', () => {
    const stillness = rememberStillness()
    const seen = { name: 'a', type: 'file' as const, size: 1, stamp: '1', mtime: '0', changed: 1_000 }
    stillness.update([seen], 5_000)
    expect([stillness.stillFor(seen, 5_000), stillness.unchangedFor(seen, 5_000)]).toEqual([0, 4_000])
    stillness.update([{ ...seen, stamp: '2' }], 6_000)
    expect([stillness.stillFor(seen, 6_500), stillness.unchangedFor(seen, 6_500)]).toEqual([500, 500])
    const fromTheFuture = { ...seen, name: 'b', changed: 9_000 }
    stillness.update([fromTheFuture], 7_000)
    expect(stillness.unchangedFor(fromTheFuture, 8_000)).toBe(1_000)
  })
})
