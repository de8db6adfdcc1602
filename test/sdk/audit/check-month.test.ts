import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { Arrival } from '../../../src/domain/wire/arrival.ts'
import { Destroyed } from '../../../src/domain/wire/destroyed.ts'
import type { SampleRemark } from '../../../src/domain/wire/review-statement.ts'
import { writeStatement } from '../../../src/domain/wire/statement.ts'
import { entryText } from '../../../src/log/entry.ts'
import { checkMonth } from '../../../src/sdk/audit/check-month.ts'
import { sha256 } from '../../log/reference.ts'

const MONTH = '2010-03'
const BEFORE = '2010-02-26T12:00:00.000Z'
const WITHIN = '2010-03-12T12:00:00.000Z'
const EVENING = '2010-03-31T23:10:00.000Z'
const NIGHT = '2010-04-01T00:40:00.000Z'
const AFTER = '2010-04-05T12:00:00.000Z'

const arrival = (received: string): string =>
  writeStatement(Arrival, {
    ...{ despatch: 'arrival/1', id: v7(), thread: `${'a'.repeat(21)}A`, inReplyTo: null },
    ...{ mailbox: 'desk@council.test', domain: 'police.test', messageId: '<1@police.test>' },
    raw: { sha256: 'ab'.repeat(32), sealedByService: false },
    content: [{ sha256: 'ab'.repeat(32), size: 1 }],
    authentication: { method: 'dkim', result: 'pass', domain: 'police.test' },
    ...{ keyIds: [], unproven: true, received },
  })
const destruction = (entries: readonly number[]): string =>
  writeStatement(Destroyed, {
    ...{ despatch: 'destroyed/1', entries: entries.map(String), reason: 'retention-over' },
    ...{ decided: { by: 'schedule' }, time: AFTER },
  })

/** A disclosure by its time, and whether its record is given; or the destruction of earlier entries. */
type Life = { at: string; gone?: boolean } | { destroys: readonly number[]; gone?: boolean }
const shown = (...times: string[]): Life[] => times.map((at) => ({ at }))
const gone = (count: number, at: string): Life[] => Array.from({ length: count }, () => ({ at, gone: true }))

/** How often records were asked for. */
let asked = 0

/**
 * Checks that the month's range is `from` up to before `to`, in a log that has just these entries, with the announcement after so
 * many of them; after all when left out.
 */
async function checked(
  lives: readonly Life[],
  { from, to, announced: after = lives.length }: { from: number; to: number; announced?: number },
): Promise<SampleRemark[]> {
  asked = 0
  const all = lives.map((life) => ({
    type: 'at' in life ? ('arrived' as const) : ('destroyed' as const),
    record: 'at' in life ? arrival(life.at) : destruction(life.destroys),
    salt: new Uint8Array(randomBytes(32)),
    gone: life.gone ?? false,
  }))
  const encoder = new TextEncoder()
  const entries = all.map(({ type, record, salt }) => encoder.encode(entryText(sha256, type, salt, record)))
  const records = all.map(({ type, record, salt }, at) => ({
    ...{ index: String(at), type, record },
    salt: Buffer.from(salt).toString('base64'),
  }))
  const client = {
    logFile: async () => Promise.reject(new Error('no file is read')),
    logRecords: async (start: bigint, end?: bigint) => {
      asked += 1
      return {
        records: records.filter(
          ({ index }, at) => BigInt(index) >= start && at < Number(end) && !all[at]?.gone,
        ),
        next: null,
      }
    },
  }
  const population = all.flatMap(({ type }, at) =>
    type === 'arrived' && at >= from && at < to ? [BigInt(at)] : [],
  )
  const id = v7()
  const announced = {
    ...{ despatch: 'review-announced/1' as const, review: id, by: id, agency: 'Office', month: MONTH },
    ...{ from: String(from), to: String(to), leaves: population.length, count: 1 },
    ...{ nonceSha256: 'ab'.repeat(32), time: AFTER },
  }
  return checkMonth(
    { client, service: { logKey: '' }, hash: sha256 },
    { start: 0n, entries },
    {
      ...{ announced, population, size: BigInt(after) + 1n, root: '' },
      ...{ drawn: [], overlapping: 1, unread: 0 },
    },
  )
}

describe('the range of a month', () => {
  it('has nothing to be remarked on where its ends and their neighbours are opened', async () => {
    const lives = shown(BEFORE, BEFORE, WITHIN, WITHIN, WITHIN, AFTER, AFTER)
    expect(await checked(lives, { from: 2, to: 5 })).toEqual([])
    // The whole log is of the month.
    expect(await checked(shown(WITHIN, WITHIN), { from: 0, to: 2 })).toEqual([])
  })

  it('is refused where it leaves out one of the month, or takes in one of another', async () => {
    const lives = shown(BEFORE, WITHIN, WITHIN, WITHIN, AFTER)
    await expect(checked(lives, { from: 1, to: 3 })).rejects.toThrow('entry 3 is of it, and left out')
    await expect(checked(lives, { from: 2, to: 4 })).rejects.toThrow('entry 1 is of it, and left out')
    await expect(checked(lives, { from: 0, to: 4 })).rejects.toThrow(
      'entry 0, at one of its ends, is of another',
    )
    await expect(checked(lives, { from: 1, to: 5 })).rejects.toThrow(
      'entry 4, at one of its ends, is of another',
    )
  })

  it.each<[string, Life[], { from: number; to: number }, number]>([
    ['after it', [...shown(WITHIN), ...gone(2, WITHIN), ...shown(AFTER)], { from: 0, to: 1 }, 1],
    [
      'after it, behind one that is opened',
      [...shown(WITHIN, AFTER), ...gone(1, WITHIN), ...shown(AFTER)],
      { from: 0, to: 1 },
      2,
    ],
    ['before it', [...shown(BEFORE), ...gone(2, WITHIN), ...shown(WITHIN)], { from: 3, to: 4 }, 2],
    ['at its beginning', [...gone(1, BEFORE), ...shown(WITHIN, AFTER)], { from: 0, to: 2 }, 0],
    ['at its end', [...shown(WITHIN), ...gone(1, AFTER)], { from: 0, to: 2 }, 1],
  ])('is refused where a record is withheld %s', async (_, lives, range, entry) => {
    await expect(checked(lives, range)).rejects.toThrow(
      new RegExp(
        `The disclosure at entry ${entry}, .* is withheld: no entry of the log says that it was destroyed`,
      ),
    )
  })

  it('is looked at behind disclosures whose time could be made up', async () => {
    const hidden = (count: number) => [
      ...shown(WITHIN),
      ...shown(...Array(count).fill(AFTER)),
      ...shown(WITHIN),
    ]
    for (const count of [1, 49])
      await expect(checked(hidden(count), { from: 0, to: 1 })).rejects.toThrow(`entry ${count + 1} is of it`)
  })

  it('is gone on with where an entry says that they were destroyed, and that is remarked', async () => {
    const lives: Life[] = [
      ...shown(BEFORE),
      ...gone(2, BEFORE),
      ...gone(1, WITHIN),
      ...shown(WITHIN, WITHIN),
      ...gone(1, WITHIN),
      { destroys: [1, 2] },
      { destroys: [3, 6] },
    ]
    expect(await checked(lives, { from: 3, to: 6 })).toEqual([
      { where: 'before', why: 'destroyed', count: 2, leaves: ['2', '1'], by: ['7'], more: false },
      { where: 'first', why: 'destroyed', count: 1, leaves: ['3'], by: ['8'], more: false },
      { where: 'after', why: 'destroyed', count: 1, leaves: ['6'], by: ['8'], more: true },
    ])
  })

  it('has remarked apart what was destroyed when the sample had been announced', async () => {
    const lives: Life[] = [...gone(2, BEFORE), ...shown(WITHIN), { destroys: [1] }, ...shown(AFTER)]
    const since: Life[] = [...lives, { destroys: [0] }]
    const said = { where: 'before', count: 1, more: true }
    expect(await checked(since, { from: 2, to: 3, announced: 4 })).toEqual([
      { ...said, why: 'destroyed', leaves: ['1'], by: ['3'] },
      { ...said, why: 'destroyed-since', leaves: ['0'], by: ['5'] },
    ])
  })

  it('asks for the destructions by the page, however many there are', async () => {
    const other: Life = { destroys: [0] }
    const lives = [...shown(BEFORE), ...gone(1, BEFORE), ...shown(WITHIN), ...Array(300).fill(other)]
    await checked([...lives, { destroys: [1] }], { from: 2, to: 3 })
    expect(asked).toBeLessThan(5)
  })

  it('is not gone on with by the word of a destruction that is withheld itself, or names something else', async () => {
    const lives = (by: Life) => [...shown(WITHIN), ...gone(1, WITHIN), by]
    for (const by of [{ destroys: [1], gone: true }, { destroys: [0] }])
      await expect(checked(lives(by), { from: 0, to: 1 })).rejects.toThrow('entry 1, next to')
  })

  it('is looked for behind all that was destroyed on time: of many the nearest fifty are named', async () => {
    const before = Array.from({ length: 60 }, (_, at) => at)
    const lives = [...gone(60, BEFORE), ...shown(WITHIN), { destroys: before }]
    const remark = { where: 'before', why: 'destroyed', count: 60, by: ['61'], more: true }
    expect(await checked(lives, { from: 60, to: 61 })).toEqual([
      { ...remark, leaves: before.slice(10).reverse().map(String) },
    ])
    const hiding = [...shown(WITHIN), ...lives.slice(1)]
    await expect(checked(hiding, { from: 60, to: 61 })).rejects.toThrow('entry 0 is of it, and left out')
  })

  it('has remarked what it leaves out of the last hours of the month, as clocks may differ', async () => {
    const lives = shown(WITHIN, EVENING, NIGHT, AFTER, AFTER, AFTER, AFTER)
    expect(await checked(lives, { from: 0, to: 1 })).toEqual([
      { where: 'after', why: 'near', count: 1, leaves: ['1'], by: [], more: false },
    ])
    expect(await checked(lives, { from: 0, to: 2 })).toEqual([])
  })
})
