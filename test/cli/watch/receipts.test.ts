import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { newMachine } from '../run.ts'
import { type Court, drop, newCourt, startWatch, watchOnce } from './court.ts'

/** Where the log's publication is held up. */
let opened: Promise<void> = Promise.resolve()
let open = () => {}
const close = () => {
  const next = Promise.withResolvers<void>()
  opened = next.promise
  open = next.resolve
}

let service: TestService
let court: Court

beforeAll(async () => {
  service = await startTestService({
    journal: (journal) => ({
      ...journal,
      async append(term, batches) {
        await opened
        await journal.append(term, batches)
      },
    }),
  })
  court = await newCourt(service)
}, 120_000)
beforeEach(() => open())
afterAll(async () => {
  open()
  await service?.stop()
})

const patiently = { timeout: 20_000, interval: 50 }
const receiptOf = async (folder: string, name: string) =>
  JSON.parse(await readFile(join(folder, 'sent', `${name}.receipt.json`), 'utf8'))

describe('the receipt beside an order', () => {
  it('has the proof, though the log was published later than the service’s answer', async () => {
    const folder = await newFolder()
    await drop(folder, 'slow-log')
    close()
    const watching = startWatch(await court.sending(folder), { proofWaitMs: 30_000 })
    // Asked for by itself, it was not in the answer.
    await vi.waitFor(
      () => expect(service.logged.some((line) => /referrals\/[^/"]+\/proof/.test(line))).toBe(true),
      patiently,
    )
    open()
    await vi.waitFor(() => expect(watching.ends).toContain('sent slow-log'), patiently)
    await watching.stop()
    const receipt = await receiptOf(folder, 'slow-log')
    expect(receipt.log).toMatchObject({ index: expect.stringMatching(/^\d+$/), proof: expect.any(String) })
    expect(receipt).not.toHaveProperty('says')
  })

  it('says where to ask for the proof when the log is not published for longer', async () => {
    const folder = await newFolder()
    await drop(folder, 'no-log')
    const sending = await court.sending(folder)
    close()
    expect((await watchOnce(sending, { proofWaitMs: 0 })).tally.sent).toBe(1)
    const receipt = await receiptOf(folder, 'no-log')
    expect(receipt).toMatchObject({ result: 'sent', log: null })
    const [, ref = ''] = /despatch log prove (\S+)$/.exec(receipt.says) ?? []
    expect(ref).toBe(receipt.reference)

    open()
    const machine = await newMachine({ env: { DESPATCH_HOME: court.home } })
    await vi.waitFor(
      async () =>
        expect((await machine.despatch('log', 'prove', ref)).out).toContain('the proof was checked'),
      patiently,
    )
  })
})
