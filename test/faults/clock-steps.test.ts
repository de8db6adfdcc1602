import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { prepareReferral } from '../../src/sdk/prepare.ts'
import type { Session } from '../../src/sdk/session.ts'
import { logRecords } from '../../src/sdk/verify-log.ts'
import { mendTimes } from '../../src/services/deliveries/mend-times.ts'
import { delivered, deliveryOnce } from '../services/sending.ts'
import { createWorld, type World } from './world.ts'

const HOUR = 3_600_000
const EVERYTHING = 1_000_000n

let world: World
let caseWorker: Session
let yot: Session
/** By how much the clock of the service's machine is wrong, and the sender's with it. */
let ahead = 0
const clock = () => new Date(Date.now() + ahead)

beforeAll(async () => {
  world = await createWorld()
  await world.start({ seams: { clock } })
  await signIn()
})
afterAll(() => world?.end())

/** Sessions are by the same clock: who is signed in when it steps by hours has to sign in again. */
async function signIn(): Promise<void> {
  caseWorker = await world.session('asb.caseworker')
  yot = await world.session('yot.officer')
}

async function submit(thread?: string): Promise<{ referral: string; thread: string }> {
  const prepared = await prepareReferral({
    session: caseWorker,
    from: ASB_TEAM,
    to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE],
    kind: 'asb-incident',
    data: asbIncidentExample,
    bases: SENSITIVE_BASES,
    consent: UNASKED,
    ...(thread === undefined ? {} : { thread }),
    now: clock(),
  })
  if (!prepared.ready) throw new Error('the rules stopped it')
  return caseWorker.client.submit(prepared)
}

describe('a clock that steps', () => {
  it('forward by a day and back again, and back by an hour, puts nothing off, gives nothing up and reorders nothing', async () => {
    const sent: string[] = []
    let thread: string | undefined
    for (const step of [HOUR, 0, 24 * HOUR, 0]) {
      ahead = step
      await signIn()
      const answer = await submit(thread)
      thread = answer.thread
      sent.push(answer.referral)
      await delivered(yot, answer.referral)
      const to = POLICE_INTELLIGENCE
      await deliveryOnce(caseWorker, { referral: answer.referral, to }, ({ state }) => state === 'delivered')
    }
    const newestFirst = sent.toReversed()
    expect((await yot.client.inbox({})).rows.map(({ referral }) => referral)).toEqual(newestFirst)
    expect((await caseWorker.client.sent({})).rows.map(({ referral }) => referral)).toEqual(newestFirst)
    const { referrals } = await caseWorker.client.thread(thread ?? '')
    expect(referrals.map(({ referral }) => referral)).toEqual(sent)

    const accepted: string[] = []
    for await (const { type, record } of logRecords(caseWorker.client, EVERYTHING))
      if (type === 'accepted') accepted.push(JSON.parse(record).id)
    expect(accepted).toEqual(sent)
  })

  it('leaves evidence in the order in which it came', async () => {
    const { referral } = await submit()
    const to = POLICE_INTELLIGENCE
    const all = ({ state, evidence }: { state: string; evidence: unknown[] }) =>
      state === 'delivered' && evidence.length === 2
    await deliveryOnce(caseWorker, { referral, to }, all)
    const kinds = async () =>
      (await deliveryOnce(caseWorker, { referral, to }, all)).evidence.map(({ kind }) => kind)
    const inOrder = await kinds()
    // As if whoever kept the second had had a clock that was far behind.
    await world.asSuperuser(
      `update evidence set id = '00000000-0000-7000-8000-000000000000'
        where kind = $1 and delivery_id in (select id from delivery where referral_id = $2)`,
      [inOrder[1], referral],
    )
    expect(await kinds()).toEqual(inOrder)
  })

  it('of the database, set back, puts off neither what is new nor what is tried again', async () => {
    await world.asSuperuser("update network set relay_port = 1 where domain = 'merseyside.pnn.police.test'")
    const { referral } = await submit()
    const one = { referral, to: POLICE_INTELLIGENCE }
    await deliveryOnce(caseWorker, one, ({ attempts }) => attempts.length === 1)
    const due = async () =>
      await world.asSuperuser("select next_attempt_at <= now() as due from delivery where state = 'accepted'")
    // As it is when a day was taken from the clock.
    await world.asSuperuser(
      "update delivery set next_attempt_at = now() + interval '1 day' where state = 'accepted'",
    )
    await mendTimes(world.database.db)
    expect(await due()).toEqual([{ due: true }])
  })
})
