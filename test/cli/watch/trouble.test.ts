import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { takeLock } from '../../../src/cli/watch/lock.ts'
import { freePort } from '../../setup/ports.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import {
  behind,
  type Court,
  countReferrals,
  drop,
  newCourt,
  placesOf,
  startWatch,
  visible,
  watchOnce,
} from './court.ts'
import { type Line, openLine } from './line.ts'
import { startWatchProcess } from './watch-process.ts'

let service: TestService
let line: Line
let court: Court
const processes: ChildProcess[] = []

beforeAll(async () => {
  // People reach the service over the line, so that is its public address.
  const port = await freePort('127.0.0.1')
  line = await openLine(() => port)
  service = await startTestService({}, behind(line.port, port))
  court = await newCourt(service)
}, 120_000)
beforeEach(() => line.set('up'))
afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL')
})
afterAll(async () => {
  await line?.close()
  await service?.stop()
})

const patiently = { timeout: 30_000, interval: 50 }

describe('a watch whose service is away', () => {
  it('says so, refuses nothing, and sends when it is back', async () => {
    const folder = await newFolder()
    line.set('down')
    const watching = startWatch(await court.sending(folder))
    await drop(folder, 'away-1')
    await vi.waitFor(() => expect(watching.ends).toContain('trouble null'), patiently)
    expect(await visible(folder)).toContain('away-1.json')
    line.set('up')
    await vi.waitFor(() => expect(watching.ends).toContain('sent away-1'), patiently)
    line.set('down')
    await drop(folder, 'away-2')
    const troubles = () => watching.ends.filter((one) => one === 'trouble null').length
    const before = troubles()
    await vi.waitFor(() => expect(troubles()).toBeGreaterThan(before), patiently)
    line.set('up')
    await vi.waitFor(() => expect(watching.ends).toContain('sent away-2'), patiently)
    expect(await watching.stop()).toMatchObject({ sent: 2, refused: 0 })
    expect(await visible(join(folder, 'refused'))).toEqual([])
  })

  it('has the first answer when the answer was lost, and nothing goes twice', async () => {
    const folder = await newFolder()
    const before = await countReferrals(service)
    const watching = startWatch(await court.sending(folder))
    await vi.waitFor(() => expect(watching.ends).toContain('watching'), patiently)
    line.swallowNextAnswer()
    await drop(folder, 'lost')
    await vi.waitFor(async () => expect(await countReferrals(service)).toBe(before + 1), patiently)
    line.set('down')
    await vi.waitFor(() => expect(watching.ends).toContain('trouble null'), patiently)
    line.set('up')
    await vi.waitFor(() => expect(watching.ends).toContain('sent lost'), patiently)
    await watching.stop()
    expect(await countReferrals(service)).toBe(before + 1)
  })

  it('stops at once when it is told to send from or to where it cannot', async () => {
    const folder = await newFolder()
    await expect(
      watchOnce(await court.sending(folder, { from: 'asb.team@liverpool.gcsx.gov.test' })),
    ).rejects.toThrow('may not send from')
    await expect(
      watchOnce(await court.sending(folder, { to: ['nobody@liverpool.gcsx.gov.test'] })),
    ).rejects.toThrow('Not a mailbox of this partnership')
  })
})

describe('a watch that is killed', () => {
  const start = (folder: string) => {
    const started = startWatchProcess(court, folder)
    processes.push(started.child)
    return started
  }

  it('by kill -9 between acceptance and answer goes on where it was, and sends nothing twice', async () => {
    const folder = await newFolder()
    const before = await countReferrals(service)
    const first = start(folder)
    await vi.waitFor(
      () =>
        expect(first.events(), first.output.text).toContainEqual(
          expect.objectContaining({ event: 'watching' }),
        ),
      patiently,
    )
    line.swallowNextAnswer()
    await drop(folder, 'killed')
    await vi.waitFor(async () => expect(await countReferrals(service)).toBe(before + 1), patiently)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    expect(await visible(folder)).toContain('killed.json')

    line.set('up')
    const second = start(folder)
    await vi.waitFor(
      () =>
        expect(second.events(), second.output.text).toContainEqual(
          expect.objectContaining({ event: 'sent', name: 'killed' }),
        ),
      patiently,
    )
    expect(await countReferrals(service)).toBe(before + 1)
    expect(await visible(join(folder, 'sent'))).toEqual(
      ['-map.pdf', '.json', '.pdf', '.receipt.json'].map((ending) => `killed${ending}`),
    )

    // Another process finds that it lives.
    await expect(watchOnce(await court.sending(folder))).rejects.toThrow('is being watched already')
    second.child.kill('SIGTERM')
    expect(await once(second.child, 'exit')).toEqual([0, null])
    expect(second.events().at(-1)).toEqual({ event: 'stopped' })
  }, 120_000)
})

describe('two watches on one folder', () => {
  it('are one too many: the second says so and ends', async () => {
    const folder = await newFolder()
    const watching = startWatch(await court.sending(folder))
    await vi.waitFor(() => expect(watching.ends).toContain('watching'), patiently)
    const second = await court.watch(folder, ...court.args, '--once')
    expect(second).toMatchObject({ code: 1, err: [expect.stringContaining('is being watched already')] })
    await watching.stop()
    expect((await court.watch(folder, ...court.args, '--once')).code).toBe(0)
  })

  it('take over from one that died, known by its process or by its lock growing old', async () => {
    const places = await placesOf(await newFolder())
    const path = join(places.own, 'lock')
    const now = new Date()
    const mine = await takeLock(places, { now })
    const lock = JSON.parse(await readFile(path, 'utf8'))
    const other = (changes: object) =>
      writeFile(path, JSON.stringify({ ...lock, token: 'other', ...changes }))
    for (const dead of [{ started: '1' }, { pid: 4_194_304 }, { host: 'another' }]) {
      await other(dead)
      await (await takeLock(places, { now, beatMs: 10 })).release()
    }
    await writeFile(path, '')
    const next = await takeLock(places, { now, beatMs: 10 })
    await expect(mine.demandHeld()).rejects.toThrow('taken this folder over')
    await next.demandHeld()
    await mine.release()
    expect(JSON.parse(await readFile(path, 'utf8')).pid).toBe(process.pid)
    await next.release()
    expect(await readdir(places.own)).not.toContain('lock')
  })

  it('send nothing twice: the one that has lost the folder between two orders does not send the second', async () => {
    const folder = await newFolder()
    await drop(folder, 'held-1')
    await drop(folder, 'held-2')
    const before = await countReferrals(service)
    const path = join(folder, '.despatch/lock')
    // As a machine finds it that was suspended for a while.
    const takeOver = () => {
      const lock = { ...JSON.parse(readFileSync(path, 'utf8')), token: 'other', host: 'another' }
      writeFileSync(`${path}.new`, JSON.stringify(lock))
      renameSync(`${path}.new`, path)
    }
    const watching = watchOnce(await court.sending(folder), {}, ({ end }) => {
      if (end === 'sent') takeOver()
    })
    await expect(watching).rejects.toThrow('taken this folder over')
    expect(await countReferrals(service)).toBe(before + 1)
    expect(await visible(folder)).toContain('held-2.json')
    expect(await readdir(join(folder, '.despatch/pending'))).toEqual([])
    expect(await readFile(path, 'utf8')).toContain('"other"')
  })

  it('keep their own locks young, and never the other’s', async () => {
    const places = await placesOf(await newFolder())
    const path = join(places.own, 'lock')
    const now = new Date()
    const loser = await takeLock(places, { now, beatMs: 1 })
    const lock = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(`${path}.new`, JSON.stringify({ ...lock, token: 'other', host: 'another' }))
    await rename(`${path}.new`, path)
    // It grows old, so it can be taken over; the beats of the loser would have prevented that.
    const next = await takeLock(places, { now, beatMs: 20 })
    await expect(loser.demandHeld()).rejects.toThrow('taken this folder over')
    await next.demandHeld()
    await next.release()
  })

  it('stays held while it is touched and asked for at once', async () => {
    const mine = await takeLock(await placesOf(await newFolder()), { now: new Date(), beatMs: 1 })
    for (let round = 0; round < 50; round++) {
      await Promise.all(Array.from({ length: 8 }, () => mine.demandHeld()))
    }
    await mine.release()
  })

  it('leave alone one on another machine that lives', async () => {
    const places = await placesOf(await newFolder())
    const mine = await takeLock(places, { now: new Date(), beatMs: 5 })
    const path = join(places.own, 'lock')
    const lock = JSON.parse(await readFile(path, 'utf8'))
    // In one step: a beat that came upon half a file would take the lock for lost, and end.
    await writeFile(`${path}.new`, JSON.stringify({ ...lock, host: 'another' }))
    await rename(`${path}.new`, path)
    // It is looked at for four beats, in which a machine may be too busy for the other's one; not for a second.
    await expect(takeLock(places, { now: new Date(), beatMs: 250 })).rejects.toThrow('on another')
    await mine.release()
  })
})
