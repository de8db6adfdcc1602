import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { playFirstJourney } from '../../src/demo/play.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { deliveryOnce, prepared, until } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'
import { type PartnerServer, standInForPolice } from '../workers/partner-server.ts'
import { createSite, createSiteOn15, type Part, type Site } from './site.ts'

const DEBIANS_15 = '/usr/lib/postgresql/15/bin/postgres'

const tellFrom = async (session: Session, to: string[]) =>
  (await send({ session, prepared: await prepared(session, { to }) })).referral

const reachesFrom = (session: Session, referral: string, to: string, state: string) =>
  deliveryOnce(session, { referral, to }, (delivery) => delivery.state === state)

describe('API, gateway, worker and two sequencers, each a process of its own, on PostgreSQL 18 and Redis', () => {
  let site: Site
  let caseWorker: Session
  let worker: Part
  let first: Part
  let statusPort: number
  let police: PartnerServer

  beforeAll(async () => {
    site = await createSite()
    first = await site.start('sequencer')
    statusPort = await freePort('127.0.0.1')
    const watched = { STATUS_PORT: String(statusPort) }
    ;[worker] = await Promise.all([site.start('worker', watched), site.start('api'), site.start('gateway')])
  })
  afterAll(async () => {
    await police?.close()
    await site?.end()
  })

  const tell = (to: string[]) => tellFrom(caseWorker, to)
  const reaches = (referral: string, to: string, state: string) =>
    reachesFrom(caseWorker, referral, to, state)

  it('carry a referral to the police by mail and to the YOT, and the receipts back', async () => {
    const lines: string[] = []
    await playFirstJourney({ dataDir: site.config.dataDir, out: (line) => void lines.push(line) })
    expect(lines.at(-1)).toContain('Liverpool YOT                       delivered, opened')
    caseWorker = await site.session('asb.caseworker')
  })

  it('have one sequencer that writes; when it is killed the other takes over', async () => {
    const second = await site.start('sequencer')
    await until('the second waited', async () =>
      (await readFile(second.logFile, 'utf8')).includes('this one waits to take over'),
    )
    await first.kill()
    const referral = await tell([LIVERPOOL_YOT])
    await reaches(referral, LIVERPOOL_YOT, 'delivered')
    expect(await readFile(second.logFile, 'utf8')).toContain('this sequencer has taken over the log')
  })

  it('lose nothing with Redis: what is sent while it is away, and after it has forgotten all, arrives', async () => {
    police = await standInForPolice(site)
    await site.redis.kill()
    const meanwhile = await tell([POLICE_INTELLIGENCE])
    await reaches(meanwhile, POLICE_INTELLIGENCE, 'relayed')
    await site.redis.start()
    const after = await tell([POLICE_INTELLIGENCE])
    await reaches(after, POLICE_INTELLIGENCE, 'relayed')
    // Once for the queue and once for those who work on it, not at every attempt.
    const said = (await readFile(worker.logFile, 'utf8')).match(/lost its Redis/g) ?? []
    expect(said.length).toBeGreaterThanOrEqual(1)
    expect(said.length).toBeLessThanOrEqual(2)
  })

  it('finish what is in hand when they are told to stop: the mail that a partner is just taking is recorded', async () => {
    let answer = () => {}
    police.holding = new Promise((resolve) => {
      answer = resolve
    })
    const before = police.seen
    const referral = await tell([POLICE_INTELLIGENCE])
    await until('the police had the mail in hand', async () => police.seen > before)
    const stopped = worker.stop()
    await until('the worker was stopping', async () =>
      (await (await fetch(`http://127.0.0.1:${statusPort}/readyz`)).text()).includes('It is stopping'),
    )
    answer()
    expect(await stopped).toBe(0)
    const [delivery] = (await caseWorker.client.referral(referral)).deliveries
    expect(delivery).toMatchObject({ state: 'relayed', attempts: [{ code: 250 }] })
  })
})

describe.skipIf(!existsSync(DEBIANS_15))(
  'the service on PostgreSQL 15 and Redis (skipped where this system has no package postgresql-15)',
  () => {
    let site: Awaited<ReturnType<typeof createSiteOn15>>
    beforeAll(async () => {
      site = await createSiteOn15()
    })
    afterAll(() => site?.end())

    it('is brought up to date by despatch migrate alone, and carries a referral', async () => {
      expect(JSON.parse(site.migrated)).toMatchObject({ ok: true, changed: true, from: null })
      // Its parts in processes of their own are seen to by `npm run test:long -- up-local`.
      await site.start('all')
      const caseWorker = await site.session('asb.caseworker')
      const referral = await tellFrom(caseWorker, [LIVERPOOL_YOT, POLICE_INTELLIGENCE])
      await reachesFrom(caseWorker, referral, LIVERPOOL_YOT, 'delivered')
      // Relayed, and the police's own report has come back through the gateway.
      await reachesFrom(caseWorker, referral, POLICE_INTELLIGENCE, 'delivered')
    })
  },
)
