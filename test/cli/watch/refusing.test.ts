import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { failureOf } from '../../../src/cli/watch/failures.ts'
import { isOfOneEntry } from '../../../src/cli/watch/reach.ts'
import { ApiProblemError, PinChangedError } from '../../../src/sdk/errors.ts'
import { freePort } from '../../setup/ports.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { type Between, openBetween, type Passing, type Verdict } from './between.ts'
import {
  behind,
  type Court,
  countReferrals,
  drop,
  newCourt,
  pdf,
  startWatch,
  visible,
  watchOnce,
} from './court.ts'

let service: TestService
let between: Between
let court: Court

beforeAll(async () => {
  const port = await freePort('127.0.0.1')
  between = await openBetween(() => port)
  service = await startTestService({}, behind(between.port, port))
  court = await newCourt(service)
}, 120_000)
afterEach(() => between.judge(() => 'carry'))
afterAll(async () => {
  await between?.close()
  await service?.stop()
})

const patiently = { timeout: 30_000, interval: 20 }
/** What nginx carries unless it is told otherwise: client_max_body_size 1m. */
const USUAL_BODY = 1024 * 1024
const ifLarge =
  (verdict: Verdict) =>
  ({ bytes }: Passing): Verdict =>
    bytes > USUAL_BODY ? verdict : 'carry'

/** An order whose map is larger than that, from the first moment that it is whole. */
const dropLarge = (folder: string, name: string): Promise<void> =>
  drop(folder, name, name, pdf(randomBytes(USUAL_BODY).toString('base64')))

describe('a proxy that refuses one order', () => {
  it.each<[string, Verdict, string]>([
    ['413, since it is large', { status: 413 }, 'refuses it (413), since it is too large'],
    ['400', { status: 400 }, 'refuses it (400)'],
    ['403', { status: 403 }, 'refuses it (403)'],
    ['a page of its own that says 200', { status: 200 }, 'is not one that this program understands'],
  ])('with %s: holds up no other, and it goes when it is let through', async (_how, verdict, said) => {
    const folder = await newFolder()
    const name = `a-${_how.slice(0, 3)}`
    const before = await countReferrals(service)
    between.judge(ifLarge(verdict))
    const watching = startWatch(await court.sending(folder))
    await dropLarge(folder, name)
    await vi.waitFor(() => expect(watching.ends).toContain(`trouble ${name}`), patiently)
    await drop(folder, `b-${name}`)
    await vi.waitFor(() => expect(watching.ends).toContain(`sent b-${name}`), patiently)
    expect(watching.events).toContainEqual(
      expect.objectContaining({ end: 'trouble', name, message: expect.stringContaining(said) }),
    )
    expect(watching.ends).not.toContain('trouble null')
    expect(await visible(folder)).toContain(`${name}.json`)
    expect(await visible(join(folder, 'refused'))).toEqual([])
    between.judge(() => 'carry')
    await vi.waitFor(() => expect(watching.ends).toContain(`sent ${name}`), patiently)
    expect(await watching.stop()).toMatchObject({ sent: 2, refused: 0 })
    expect(await countReferrals(service)).toBe(before + 2)
  })

  it.each<[string, Verdict]>([
    ['answers 502 to it', { status: 502 }],
    ['cuts its line', 'cut'],
  ])(
    'or that %s: the watch pauses, and tries the others before it tries that again',
    async (how, verdict) => {
      const folder = await newFolder()
      const name = `a-${how.slice(0, 4)}`
      between.judge(ifLarge(verdict))
      // However short the pause is beside what a try takes: it is due again as soon as it has failed.
      const watching = startWatch(await court.sending(folder), { retryMs: 0, longestRetryMs: 0 })
      await dropLarge(folder, name)
      await drop(folder, `b-${name}`)
      await vi.waitFor(() => expect(watching.ends).toContain(`sent b-${name}`), patiently)
      expect(watching.ends).toContain('trouble null')
      await watching.stop()
    },
  )

  it('tries it again ever more rarely, and --once not at all', async () => {
    const folder = await newFolder()
    await dropLarge(folder, 'rarely')
    between.judge(ifLarge({ status: 413 }))
    const { tally, events } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 0, refused: 0, troubles: 1 })
    expect(events).toContainEqual(expect.objectContaining({ end: 'trouble', retrySeconds: null }))
    const tried = between.passed.length
    const watching = startWatch(await court.sending(folder), { retryMs: 1_000, longestRetryMs: 60_000 })
    const retries = () =>
      watching.events.flatMap((event) => ('retrySeconds' in event ? event.retrySeconds : []))
    await vi.waitFor(() => expect(retries().slice(0, 2)).toEqual([1, 2]), patiently)
    await watching.stop()
    // As often as it said so, and no oftener.
    expect(between.passed.length).toBe(tried + retries().length)
  })

  it('sends the order that the court has put in its place at once, and not the first', async () => {
    const folder = await newFolder()
    const before = await countReferrals(service)
    await dropLarge(folder, 'smaller')
    between.judge(ifLarge({ status: 413 }))
    const watching = startWatch(await court.sending(folder), { retryMs: 60_000, longestRetryMs: 60_000 })
    await vi.waitFor(() => expect(watching.ends).toContain('trouble smaller'), patiently)
    await drop(folder, 'smaller')
    await vi.waitFor(() => expect(watching.ends).toContain('sent smaller'), patiently)
    await watching.stop()
    const { events } = await watchOnce(await court.sending(folder))
    expect(events.map(({ end }) => end)).toEqual(['watching', 'given-up'])
    expect(await countReferrals(service)).toBe(before + 1)
    expect(await readdir(join(folder, '.despatch/pending'))).toEqual([])
  })

  it('though the service had it: the same bytes under another name wait for what became of it', async () => {
    const folder = await newFolder()
    const before = await countReferrals(service)
    await drop(folder, 'doubt', 'in-doubt')
    between.judge(() => ({ status: 403, after: true }))
    const watching = startWatch(await court.sending(folder))
    await vi.waitFor(() => expect(watching.ends).toContain('trouble doubt'), patiently)
    await drop(folder, 'copy', 'in-doubt')
    await drop(folder, 'other')
    await vi.waitFor(() => expect(watching.ends).toContain('trouble other'), patiently)
    expect(watching.ends).not.toContain('trouble copy')
    between.judge(() => 'carry')
    await vi.waitFor(() => expect(watching.ends).toContain('already-sent copy'), patiently)
    await vi.waitFor(() => expect(watching.ends).toContain('sent other'), patiently)
    expect(watching.ends).toContain('sent doubt')
    await watching.stop()
    expect(await countReferrals(service)).toBe(before + 2)
  })
})

describe('a fault of the program at one order', () => {
  it('that was begun holds up no other', async () => {
    const folder = await newFolder()
    await drop(folder, 'fault')
    between.judge(() => ({ status: 403, after: true }))
    await watchOnce(await court.sending(folder))
    between.judge(() => 'carry')
    // A name that no file can have, which no watch writes down: every try to move that file fails in this program.
    const [id = ''] = await readdir(join(folder, '.despatch/pending'))
    const path = join(folder, '.despatch/pending', id, 'entry.json')
    const entry = await readFile(path, 'utf8')
    await writeFile(path, entry.replace('"fault.pdf"', '"fault\\u0000.pdf"'))
    await drop(folder, 'after-it')
    const before = await countReferrals(service)
    const { tally, events } = await watchOnce(await court.sending(folder), {
      retryMs: 60_000,
      longestRetryMs: 60_000,
      patienceMs: 0,
    })
    // The one that it does not know of, now that its name was changed, is nobody's.
    expect(tally).toEqual({ sent: 1, refused: 1, troubles: 1 })
    expect(await visible(folder)).toEqual(['fault-map.pdf', 'refused', 'sent'])
    expect(events).toContainEqual(expect.objectContaining({ end: 'sent', name: 'after-it' }))
    expect(events).toContainEqual(
      expect.objectContaining({
        end: 'trouble',
        name: 'fault',
        message: 'Something went wrong in this program (TypeError). Please report it.',
      }),
    )
    expect(await countReferrals(service)).toBe(before + 1)
  })
})

describe('how far a failure reaches', () => {
  const answer = (status: number, type: string) =>
    new ApiProblemError({ type, status, title: 'No.', detail: '', extra: {} })
  const own = (status: number, name: string) => answer(status, `urn:despatch:problem:${name}`)
  const system = (code: string) => Object.assign(new Error('no'), { code })

  it.each([
    ['a page of something in between', 'it alone', answer(403, 'about:blank')],
    ['an id that is taken', 'it alone', own(409, 'conflict')],
    ['a file that another program has open', 'it alone', system('EBUSY')],
    ['a fault of the program', 'it alone', new TypeError('no')],
    ['an account that may not send', 'every order', own(403, 'not-yours')],
    ['a clock that is wrong', 'every order', own(422, 'manifest-ahead')],
    ['too many requests', 'every order', answer(429, 'about:blank')],
    ['a service that is away', 'every order', answer(502, 'about:blank')],
    ['a disk that is full', 'every order', system('ENOSPC')],
    ['a pin that has changed', 'every order', new PinChangedError('no', 'service')],
  ])('%s: stops %s', (_what, stopped, error) => {
    expect(isOfOneEntry(error)).toBe(stopped === 'it alone')
  })

  it('what was signed with a key that has been replaced is signed anew, and what was signed now waits', () => {
    const error = own(403, 'signature-not-yours')
    expect(failureOf(error, { fresh: false })).toEqual({ is: 'outdated' })
    expect(failureOf(error, { fresh: true })).toEqual({ is: 'trouble' })
  })
})
