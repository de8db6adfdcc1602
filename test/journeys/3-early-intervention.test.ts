import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type EarlyInterventionJourney,
  playEarlyIntervention,
} from '../../src/demo/journeys/early-intervention.ts'
import { teller } from '../../src/demo/journeys/telling.ts'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { beginCase } from '../../src/sdk/cases/notes.ts'
import { putThread } from '../../src/sdk/cases/put-thread.ts'
import { timelineOf } from '../../src/sdk/cases/timeline.ts'
import { type RunningService, startService } from './service.ts'

const ASB_TEAM = 'asb.team@liverpool.gcsx.gov.test'
const SEFTON = 'yot@sefton.gcsx.gov.test'
const HEALTH = 'drug.alcohol@liverpoolpct.nhs.test'
const POLICE = 'intelligence@merseyside.pnn.police.test'
const YOT = 'yot@liverpool.gcsx.gov.test'

let service: RunningService
let journey: EarlyInterventionJourney

beforeAll(async () => {
  service = await startService()
  journey = await playEarlyIntervention(
    openWorld(service),
    teller('3', () => {}),
  )
}, 180_000)
afterAll(async () => {
  await service?.stop()
})

describe('journey 3: partners are asked for early-intervention information', () => {
  it('asks both YOTs, the police and health in one request, by a date', () => {
    expect(journey.view.kind).toBe('information-request')
    expect(journey.view.deliveries.map(({ mailbox }) => mailbox).sort()).toEqual(
      [HEALTH, POLICE, YOT, SEFTON].sort(),
    )
    expect(journey.view.respondBy).toBe(journey.respondBy)
    expect(journey.view.deliveries.map(({ state }) => state)).toEqual(Array(4).fill('delivered'))
  })

  it.each([
    ['the Sefton YOT officer', SEFTON, () => journey.sefton, 'closed file on Placeholder Pat'],
    ['the health partner', HEALTH, () => journey.health, 'first appointment within two weeks'],
  ])('lets %s reply by ordinary encrypted mail, which the ASB team opens', (_who, from, reply, words) => {
    const { read, sent, opened } = reply()
    expect(read.program).toBe('gpg')
    expect(sent.answer).toMatchObject({ outcome: 'relayed', code: 250 })
    expect(opened).toMatchObject({
      outcome: 'opened',
      origin: 'mail',
      mailbox: ASB_TEAM,
      from,
      signature: 'verified',
    })
    expect(opened.text).toContain(words)
    expect(opened.filed).toMatchObject({
      kind: 'reply',
      signature: 'verified',
      marking: { level: 'RESTRICTED' },
    })
  })

  it('says who could read the reply: the ASB team, and the partner who wrote it', () => {
    const readers = journey.sefton.opened.readers.map(({ mailbox }) => mailbox)
    expect(readers.sort()).toEqual([ASB_TEAM, SEFTON].sort())
  })

  it('has the replies in the thread of the request, no longer unproven once they are filed', () => {
    const { referrals, thread } = journey.thread
    expect(thread).toBe(journey.sent.thread)
    expect(referrals).toHaveLength(3)
    for (const reply of referrals.slice(1)) {
      expect(reply).toMatchObject({
        origin: 'mail',
        kind: 'reply',
        inReplyTo: journey.sent.referral,
        unproven: false,
      })
    }
    expect(referrals.slice(1).map(({ from }) => from)).toEqual([SEFTON, HEALTH])
  })

  it('shows on the request who has answered and who has not', () => {
    expect([...journey.answered].sort()).toEqual([HEALTH, SEFTON].sort())
    expect([...journey.outstanding].sort()).toEqual([POLICE, YOT].sort())
  })

  it('draws the answers together in a case, each with what stands behind it', async () => {
    const member = await openWorld(service).person('asb.caseworker')
    const now = new Date()
    const begun = await beginCase(member, { mailbox: ASB_TEAM, title: 'Made-Up Court', number: null, now })
    const opened = await putThread(member, begun, { thread: journey.sent.thread, now })
    const { entries, missing } = await timelineOf(member, [opened])
    expect(missing).toEqual([])
    expect(entries.filter(({ problem }) => problem !== null)).toEqual([])
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort())
    const said = entries.map(({ what, by, strength }) => `${what} ${by} ${strength}`)
    expect(said).toEqual(
      expect.arrayContaining([
        `referral ${ASB_TEAM} signed`,
        `referral ${SEFTON} authenticated`,
        `referral ${HEALTH} authenticated`,
        `report ${POLICE} authenticated`,
        'exchange asb.caseworker team',
      ]),
    )
  })

  it('opens a new thread for the referral that the police start by mail', async () => {
    const { opened } = journey.police
    expect(opened.arrival.thread).not.toBe(journey.sent.thread)
    expect(opened.arrival.inReplyTo).toBeNull()
    expect(opened).toMatchObject({ from: POLICE, signature: 'verified' })
    expect(opened.filed?.marking.level).toBe('RESTRICTED')
    expect(opened.text.trim()).toMatch(/^RESTRICTED\n(?:.*\n)*RESTRICTED$/)
  })

  it('keeps every reply sealed in the service: no word of it in the database or in what the partners sent', async () => {
    const { db } = service.database
    const chunks = await db.selectFrom('content_chunk').select('bytes').execute()
    const statements = await db.selectFrom('referral').select(['statement', 'signature']).execute()
    const stored = [
      ...chunks.map(({ bytes }) => Buffer.from(bytes).toString('latin1')),
      JSON.stringify(statements),
    ]
    const sent = join(service.dataDir, 'demo/partners/sefton.gcsx.gov.test/sent')
    for (const name of await readdir(sent)) stored.push(await readFile(join(sent, name), 'latin1'))
    expect(stored.length).toBeGreaterThan(4)
    for (const text of stored) expect(text).not.toMatch(/Placeholder Pat|closed file|first appointment/)
  })
})
