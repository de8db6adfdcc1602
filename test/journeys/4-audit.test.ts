import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playAsbIncident } from '../../src/demo/journeys/asb-incident.ts'
import { type AuditJourney, playAudit } from '../../src/demo/journeys/audit.ts'
import { playCourtOrder } from '../../src/demo/journeys/court-order.ts'
import { teller } from '../../src/demo/journeys/telling.ts'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { type RunningService, startService } from './service.ts'

let service: RunningService
let journey: AuditJourney

beforeAll(async () => {
  service = await startService()
  const world = openWorld(service)
  for (const [name, play] of [
    ['1', playAsbIncident],
    ['2', playCourtOrder],
  ] as const) {
    await play(
      world,
      teller(name, () => {}),
    )
  }
  journey = await playAudit(
    world,
    teller('4', () => {}),
  )
}, 240_000)
afterAll(async () => {
  await service?.stop()
})

/** Words that stand in the content of what was shared, and nowhere else. */
const CONTENT = /Placeholder Pat|Testina|Specimen|Nowhere Lane|shouting outside/

describe('journey 4: an auditor reviews what was shared', () => {
  it('finds a row for each disclosure: two of the incident, two of each order, two of the unsealed mail', () => {
    expect(journey.rows).toHaveLength(8)
    expect(journey.orders).toHaveLength(6)
    expect(journey.orders.filter(({ sealedOnArrival }) => sealedOnArrival)).toHaveLength(2)
    for (const { answer, evidence, dataClass, categories } of journey.orders) {
      expect({ answer, evidence }).toEqual({ answer: 'acknowledged', evidence: 'signed' })
      // The unsealed ones as well: their readers computed it.
      expect({ dataClass, categories }).toEqual({
        dataClass: 'sensitive-personal',
        categories: expect.arrayContaining(['subject-of-order']),
      })
    }
  })

  it('sees what the rules refused, by rule', () => {
    expect(journey.byRule).toContainEqual({ rule: 'L1', refused: 0, needs: 1 })
  })

  it('has the register as CSV and JSON, a line for each row, and no content in either', async () => {
    const files = (await readdir(journey.folders.register)).sort()
    expect(files).toEqual(['disclosures.csv', 'disclosures.json', 'refusals.csv'])
    const [csv = '', json = ''] = await Promise.all(
      files.map((name) => readFile(join(journey.folders.register, name), 'utf8')),
    )
    expect(csv.trimEnd().split('\r\n')).toHaveLength(9)
    expect(JSON.parse(json).rows).toHaveLength(8)
    for (const text of [csv, json]) expect(text).not.toMatch(CONTENT)
  })

  it('has a proof that a disclosure is in the log', () => {
    expect(journey.proof.type).toMatch(/^(?:accepted|arrived)$/)
    expect(journey.proof.index).toBeLessThan(journey.proof.checkpoint.size)
  })

  it('verifies the log offline, all of it opened, with no content in it', async () => {
    expect(journey.verified.problems).toEqual([])
    expect(journey.verified.opened).toBe(journey.verified.size)
    const records = join(journey.folders.log, 'records')
    const there = await readdir(records, { recursive: true, withFileTypes: true })
    const files = there.filter((one) => one.isFile())
    expect(files).not.toEqual([])
    for (const { parentPath, name } of files)
      expect(await readFile(join(parentPath, name), 'utf8')).not.toMatch(CONTENT)
  })

  it('is told of one changed byte, and of which entry it was', () => {
    expect(journey.changed.problems).toHaveLength(1)
    expect(journey.changed.problems[0]).toMatch(/^entry 0:/)
  })

  it('finds a leaf for every row and rows for every disclosure', () => {
    const { verdict, reconciliation } = journey.together
    expect(verdict.problems).toEqual([])
    expect(reconciliation).toMatchObject({ rows: 8, misfitCount: 0, erased: 0, withheld: 0 })
    // One leaf for a referral to two mailboxes; one for each mailbox of arrived mail.
    expect(reconciliation.opened).toBe(5)
  })

  it('finds their own reading in the log', () => {
    expect(journey.readings).toContainEqual(
      expect.objectContaining({ what: 'disclosures', filters: { kind: 'court-order' } }),
    )
    expect(journey.readings).toContainEqual(expect.objectContaining({ what: 'log' }))
  })
})
