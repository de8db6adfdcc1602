import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropsOf } from '../../../src/cli/watch/drops.ts'
import { settleSent } from '../../../src/cli/watch/end-drop.ts'
import { digestOf, examine, type ReadyDrop } from '../../../src/cli/watch/examine.ts'
import { enterLedger, moveFiles, writePapers } from '../../../src/cli/watch/filing.ts'
import { begin, folderOf, type Prepared, settle } from '../../../src/cli/watch/journal.ts'
import { look } from '../../../src/cli/watch/look.ts'
import { fingerprintOf, prepareDrop, type Sending, submitSealed } from '../../../src/cli/watch/send-drop.ts'
import { rememberStillness } from '../../../src/cli/watch/stillness.ts'
import { kindOf } from '../../../src/domain/kinds.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { ASB, type Court, drop, newCourt, order, pdf, watchOnce } from './court.ts'

let service: TestService
let court: Court
let ahead = 0
const clock = () => new Date(Date.now() + ahead)

beforeAll(async () => {
  service = await startTestService({ clock })
  court = await newCourt(service, clock)
}, 120_000)
afterAll(async () => {
  await service?.stop()
})

const countReferrals = async (): Promise<number> =>
  (await service.database.db.selectFrom('referral').select('id').execute()).length

const endings = ['-map.pdf', '.json', '.pdf', '.receipt.json']
const visible = async (folder: string) =>
  (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()

/** Reads the one drop of a folder. */
async function readDrop({ places, route }: Sending): Promise<ReadyDrop> {
  const [one] = dropsOf(await look(places.folder)).drops
  if (!one) throw new Error('there is no drop')
  const read = await examine(places.folder, one, { kind: kindOf(route.kind), contentLimit: 1_000_000 })
  if (read.state !== 'ready') throw new Error(read.why)
  return read
}

/** Prepares the one drop of a folder and writes it down, as the watch does before it submits it. */
async function begun(sending: Sending): Promise<{ entry: Prepared; sealed: Uint8Array }> {
  const read = await readDrop(sending)
  const made = await prepareDrop(sending, read, fingerprintOf(sending.route, read))
  if ('by' in made) throw new Error(made.sentences.join(' '))
  await begin(sending.places, made.entry, made.sealed)
  return made
}

/** What has been done when death comes, step by step. */
const DEATHS = [
  'the prepared referral was written down',
  'it was accepted, and the answer lost',
  'its end was written down',
  'the receipt was written',
  'one file was taken in hand',
  'one file was moved',
  'the files were moved',
  'the ledger was written',
] as const

async function doUntil(death: (typeof DEATHS)[number], sending: Sending): Promise<void> {
  const { places } = sending
  const { entry, sealed } = await begun(sending)
  const reached = (step: (typeof DEATHS)[number]) => DEATHS.indexOf(death) >= DEATHS.indexOf(step)
  if (!reached('it was accepted, and the answer lost')) return
  const accepted = await submitSealed(sending, entry, sealed)
  if (!reached('its end was written down')) return
  const filing = await settleSent(sending, entry, accepted)
  if (!reached('the receipt was written')) return
  await writePapers(places, filing)
  const [first] = filing.files
  if (!first) throw new Error('it has no files')
  if (death === 'one file was taken in hand') {
    await rename(join(places.folder, first.name), join(folderOf(places, filing), 'taken-0'))
  }
  if (death === 'one file was moved') await moveFiles(places, { ...filing, files: [first] })
  if (!reached('the files were moved')) return
  await moveFiles(places, filing)
  if (reached('the ledger was written')) await enterLedger(places, filing)
}

describe('a watch that died and is started again', () => {
  it.each(DEATHS)('when %s: sends it once and files it whole', async (death) => {
    const folder = await newFolder()
    const name = `death-${DEATHS.indexOf(death)}`
    await drop(folder, name)
    const before = await countReferrals()
    await doUntil(death, await court.sending(folder))
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 1, refused: 0, troubles: 0 })
    expect(await countReferrals()).toBe(before + 1)
    expect(await visible(folder)).toEqual(['refused', 'sent'])
    expect(await visible(join(folder, 'sent'))).toEqual(endings.map((ending) => `${name}${ending}`))
    expect(await readdir(join(folder, '.despatch/pending'))).toEqual([])
    const receipt = JSON.parse(await readFile(join(folder, 'sent', `${name}.receipt.json`), 'utf8'))
    expect(await readFile(join(folder, 'sent', `${name}.pdf`), 'utf8')).toBe(pdf(`order ${name}`))
    expect(receipt).toMatchObject({ result: 'sent' })

    await drop(folder, name)
    await watchOnce(await court.sending(folder))
    expect(await countReferrals()).toBe(before + 1)
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

  it('finishes a refusal without refusing twice', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'bad.json'), '{}')
    const sending = await court.sending(folder)
    const [seen] = await look(folder)
    const filing = {
      ...{ v: 1 as const, state: 'filing' as const, id: '019aa000-0000-7000-8000-000000000001', name: 'bad' },
      files: [{ name: 'bad.json', size: 2, sha256: null, mtime: seen?.mtime ?? '' }],
      ...{ into: 'refused' as const, as: 'bad', ledger: null },
      papers: [{ ending: '.reason.txt', text: 'bad was not sent.\n' }],
    }
    await settle(sending.places, filing)
    await writePapers(sending.places, filing)
    expect((await watchOnce(sending)).tally).toEqual({ sent: 0, refused: 1, troubles: 0 })
    expect(await visible(join(folder, 'refused'))).toEqual(['bad.json', 'bad.reason.txt'])
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
    const before = await countReferrals()
    await begun(await court.sending(folder))
    await writeFile(join(folder, 'corrected.json'), order('corrected-2'))
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'given-up', 'sent'])
    expect(await countReferrals()).toBe(before + 1)
    expect(await readFile(join(folder, 'sent/corrected.json'), 'utf8')).toContain('corrected-2')
  })

  it('sends the correction too, when the first was accepted already', async () => {
    const folder = await newFolder()
    await drop(folder, 'late', 'late-1')
    const before = await countReferrals()
    const sending = await court.sending(folder)
    const { entry, sealed } = await begun(sending)
    await submitSealed(sending, entry, sealed)
    await drop(folder, 'late', 'late-2')
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'sent', 'sent'])
    expect(await countReferrals()).toBe(before + 2)
    const first = JSON.parse(await readFile(join(folder, 'sent/late.receipt.json'), 'utf8'))
    expect(first).toMatchObject({ referral: entry.id, log: { index: expect.stringMatching(/^\d+$/) } })
    expect(await readFile(join(folder, 'sent/late (2).json'), 'utf8')).toContain('late-2')
  })

  it('sends to where it is told now what was begun for elsewhere and never accepted', async () => {
    const folder = await newFolder()
    await drop(folder, 'elsewhere')
    await begun(await court.sending(folder))
    await watchOnce(await court.sending(folder, { to: [ASB] }))
    const receipt = JSON.parse(await readFile(join(folder, 'sent/elsewhere.receipt.json'), 'utf8'))
    expect(receipt.to).toEqual([ASB])
  })

  it('prepares afresh what is too old for the service, and was never accepted', async () => {
    const folder = await newFolder()
    await drop(folder, 'aged')
    const before = await countReferrals()
    await begun(await court.sending(folder))
    ahead += 2 * 3600_000
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'given-up', 'sent'])
    expect(await countReferrals()).toBe(before + 1)
  })

  it('has the first answer to what is too old and was accepted', async () => {
    const folder = await newFolder()
    await drop(folder, 'aged-2')
    const sending = await court.sending(folder)
    const before = await countReferrals()
    const { entry, sealed } = await begun(sending)
    await submitSealed(sending, entry, sealed)
    ahead += 2 * 3600_000
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'sent'])
    expect(await countReferrals()).toBe(before + 1)
  })

  it('does not go on with what another account began, nor with a journal that is damaged', async () => {
    const folder = await newFolder()
    await drop(folder, 'whose')
    const sending = await court.sending(folder)
    const { entry } = await begun(sending)
    const path = join(folderOf(sending.places, entry), 'entry.json')
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
    expect(digestOf('')).toMatch(/^e3b0c442/)
  })
})
