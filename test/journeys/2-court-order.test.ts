import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CourtOrderJourney, playCourtOrder } from '../../src/demo/journeys/court-order.ts'
import { type ToldStep, teller } from '../../src/demo/journeys/telling.ts'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { type RunningService, startService } from './service.ts'

const ASB_TEAM = 'asb.team@liverpool.gcsx.gov.test'
const YOT = 'yot@liverpool.gcsx.gov.test'

let service: RunningService
let journey: CourtOrderJourney
const steps: ToldStep[] = []

beforeAll(async () => {
  service = await startService()
  journey = await playCourtOrder(
    openWorld(service),
    teller('2', (step) => steps.push(step)),
  )
}, 180_000)
afterAll(async () => {
  await service?.stop()
})

const linesOf = (text: string) => text.split(/\r?\n/).filter((line) => line.trim() !== '')

describe('journey 2: a court pushes an order to the ASB team and the YOT at once', () => {
  it.each([
    ['by its listing officer', () => journey.pushed.read],
    ['by its case system through the drop folder', () => journey.watched.read],
  ])('%s: both teams open the order, its PDF and its map, marking first and last', (_how, read) => {
    expect(read().map(({ mailbox }) => mailbox)).toEqual([ASB_TEAM, YOT])
    for (const opened of read()) {
      expect(opened.outcome).toBe('opened')
      expect(opened.manifest).toMatchObject({
        kind: 'court-order',
        dataClass: 'sensitive-personal',
        marking: { level: 'RESTRICTED' },
      })
      expect(opened.attachments.map(({ name, type }) => [name, type])).toContainEqual([
        'map.pdf',
        'application/pdf',
      ])
      expect(opened.attachments).toHaveLength(2)
      expect(linesOf(opened.text).at(0)?.trim()).toBe('RESTRICTED')
      expect(linesOf(opened.text).at(-1)?.trim()).toBe('RESTRICTED')
      expect(opened.text).toContain('Placeholder Pat')
      expect(opened.concerns).toEqual([])
    }
  })

  it.each([
    ['the listing officer', () => journey.pushed.receipts],
    ['the case system', () => journey.watched.receipts],
  ])('lets %s check both signed receipts against what was sent', (_who, receipts) => {
    expect(receipts().map(({ mailbox, event, problem }) => ({ mailbox, event, problem }))).toEqual([
      { mailbox: ASB_TEAM, event: 'acknowledged', problem: null },
      { mailbox: YOT, event: 'acknowledged', problem: null },
    ])
    expect(new Set(receipts().map(({ signer }) => signer)).size).toBe(2)
  })

  it('sends nothing twice: two orders were submitted, whatever was dropped again', async () => {
    const { db } = service.database
    const rows = await db.selectFrom('referral').select('id').where('origin', '=', 'submitted').execute()
    expect(rows.map(({ id }) => id).sort()).toEqual(
      [journey.pushed.sent.referral, journey.watched.referral].sort(),
    )
  })

  it('leaves the folder empty of orders, and a receipt beside each one that was sent', async () => {
    const outbox = join(service.dataDir, 'demo/court/outbox')
    const entries = (await readdir(outbox)).sort()
    expect(entries.filter((name) => /\.(?:json|pdf)$/.test(name))).toEqual([])
    const sent = await readdir(join(outbox, 'sent'))
    const receipts = sent.filter((name) => name.endsWith('.receipt.json'))
    expect(receipts).toHaveLength(2)
    for (const name of receipts) {
      expect(JSON.parse(await readFile(join(outbox, 'sent', name), 'utf8')).reference).toBe(
        journey.watched.reference,
      )
    }
  })

  it('makes a court order of unsealed court mail, in both teams, and never hides how it came', async () => {
    expect(journey.arrived.map(({ mailbox }) => mailbox)).toEqual([ASB_TEAM, YOT])
    for (const opened of journey.arrived) {
      expect(opened).toMatchObject({ sealedOnArrival: true, kind: 'court-order', signature: 'unsigned' })
      expect(opened.arrival.raw.sealedByService).toBe(true)
      expect(opened.filed).toMatchObject({ kind: 'court-order', marking: { level: 'RESTRICTED' } })
      expect(linesOf(opened.text).at(0)?.trim()).toBe('RESTRICTED')
      expect(opened.text).toContain('Placeholder Pat')
    }
    const rows = await service.database.db
      .selectFrom('disclosure')
      .select(['to_mailbox', 'sealed_on_arrival'])
      .where('from_domain', '=', 'liverpool-cc.cjsm.test')
      .execute()
    expect(rows).toHaveLength(2)
    for (const row of rows) expect(row.sealed_on_arrival).toBe(true)
  })

  it('keeps the unsealed mail only sealed: no word of it in the database', async () => {
    const { db } = service.database
    const chunks = await db.selectFrom('content_chunk').select('bytes').execute()
    const rest = await db.selectFrom('referral').select(['statement', 'signature']).execute()
    for (const text of [
      ...chunks.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
      JSON.stringify(rest),
    ])
      expect(text).not.toMatch(/Placeholder Pat|Nowhere Lane|SAMPLE-10/)
  })

  it('tells every step with its evidence', () => {
    expect(steps.length).toBeGreaterThanOrEqual(12)
    for (const { evidence } of steps) expect(evidence.length).toBeGreaterThan(0)
  })
})
