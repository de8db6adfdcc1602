import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playAsbIncident } from '../../src/demo/journeys/asb-incident.ts'
import { playEarlyIntervention } from '../../src/demo/journeys/early-intervention.ts'
import { teller } from '../../src/demo/journeys/telling.ts'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { ASB_TEAM, mailboxes } from '../../src/demo/partnership/mailboxes.ts'
import { people } from '../../src/demo/partnership/people.ts'
import type { Session } from '../../src/sdk/session.ts'
import { everyTable, found, type Place, wordsIn } from '../services/planted-words.ts'
import { named, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

/** Whom the journeys are about: names, other names, and what would lead to their doors. */
const SUBJECTS = [
  'Testina',
  'Placeholder Pat',
  'Dummy Witness',
  'Specimen',
  'Imaginary Street',
  'Made-Up Court',
  'Nowhere Lane',
  '01632',
  '1994-04-01',
]
const STAFF = people.map(({ login }) => login)
const LOCAL_PARTS = mailboxes.map(({ address }) => address.slice(0, address.indexOf('@') + 1))

let service: TestService
let database: Place[]
let logged: Place

beforeAll(async () => {
  service = await startTestService()
  const world = openWorld({ origin: service.origin, dataDir: service.config.dataDir })
  const take = (journey: string) => teller(journey, () => {})
  await playAsbIncident(world, take('1'))
  await playEarlyIntervention(world, take('3'))
  await mistakes(await world.person('asb.caseworker'))
  database = await everyTable(service.database.superuserUrl)
  logged = { where: 'log', bytes: Buffer.from(service.logged.join('')) }
})
afterAll(() => service?.stop())

/** What people get wrong: refusals and faults must be as silent about people as what goes well. */
async function mistakes({ client }: Session): Promise<void> {
  const wrong = [
    client.certificates({ mailbox: 'testina@nowhere-lane.test' }),
    client.inbox({ mailbox: 'placeholder.pat@nowhere-lane.test' }),
    client.inbox({ cursor: 'Dummy Witness' }),
    client.reference('Placeholder Pat'),
    client.thread('Specimen'),
    client.submit({ manifest: '{"to":"Testina"}', signature: 'Testina', content: Buffer.from('Testina') }),
    client.signIn({ login: 'testina', statement: '{"Testina":1}', signature: 'Testina' }),
    client.challenge({ login: 'Testina of Nowhere Lane' }),
    fetch(`${client.origin}/Testina/Placeholder%20Pat?name=Dummy%20Witness`),
  ]
  await Promise.allSettled(wrong)
  // A fault inside: the database itself says no, and its error tells whatever it was given.
  const superuser = new pg.Client(service.database.superuserUrl)
  await superuser.connect()
  await superuser.query(`
    create function broken() returns trigger language plpgsql as
      $$ begin raise exception 'Testina of Nowhere Lane' using detail = 'Dummy Witness', hint = 'asb.caseworker', errcode = '23514'; end $$;
    create trigger broken before insert on used_challenge for each row execute function broken()`)
  expect((await refusal(service.session('asb.caseworker'))).type).toBe(named('internal'))
  await superuser.query('drop trigger broken on used_challenge; drop function broken')
  await superuser.end()
}

const placesIn = (...columns: string[]) => {
  const places = database.filter(({ where }) => columns.includes(where))
  expect([...new Set(places.map(({ where }) => where))].sort()).toEqual(columns.toSorted())
  return places
}

describe('after an incident, a request, replies by mail and some mistakes', () => {
  it('no record of the log names anybody whom they were about, nor who works with it', () => {
    const records = placesIn('public.log_staged.record')
    expect(records.length).toBeGreaterThan(15)
    expect(found(records, [...SUBJECTS, ...STAFF])).toEqual([])
  })

  it('no evidence, attempt, receipt, filing or arrival does', () => {
    const kept = placesIn(
      'public.evidence.says',
      'public.evidence.bytes',
      'public.attempt.reply',
      'public.receipt.statement',
      'public.filing.statement',
      'public.inbound.message_id',
      'public.referral.statement',
    )
    expect(found(kept, SUBJECTS)).toEqual([])
  })

  it('no job of the queue does: it says only which row to look at', () => {
    const jobs = database.filter(({ where }) => where.startsWith('bullmq.'))
    expect(found(jobs, [...SUBJECTS, ...STAFF, ...LOCAL_PARTS])).toEqual([])
  })

  it('what the log shows to everybody is digests', async () => {
    const get = async (path: string) =>
      Buffer.from(await (await fetch(`${service.origin}${path}`)).arrayBuffer())
    const checkpoint = (await get('/log/checkpoint')).toString()
    const size = Number(checkpoint.split('\n')[1])
    const entries = (await get(`/log/tile/entries/000.p/${size}`)).toString('latin1')
    const lines = entries.split(/.{2}(?=despatch-entry\/1\n)/s).slice(1)
    expect(lines).toHaveLength(size)
    for (const line of lines) {
      expect(line).toMatch(/^despatch-entry\/1\n[a-z]+\n[A-Za-z0-9+/]{43}=\n$/)
    }
  })

  it('no line of the application’s log names anybody, whether they are written about or work here', () => {
    expect(service.logged.length).toBeGreaterThan(50)
    expect(wordsIn(logged.bytes, [...SUBJECTS, ...STAFF, ...LOCAL_PARTS])).toEqual([])
  })

  it('and none holds a URL, a query, or the id of a person or of a referral', async () => {
    const { db } = service.database
    const persons = await db.selectFrom('person').select('id').execute()
    const referrals = await db.selectFrom('referral').select('id').execute()
    const ids = [...persons, ...referrals].map(({ id }) => id)
    expect(wordsIn(logged.bytes, ids)).toEqual([])
    for (const line of service.logged) expect(line).not.toMatch(/https?:\/\/[^"]*\/[^"]|\?[a-z]+=|%20/)
  })

  it('each request is logged by its route’s pattern, its status and its time', () => {
    const answered = service.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered')
    const names = new Set(answered.flatMap((line) => Object.keys(line)))
    expect([...names].sort()).toEqual(['level', 'method', 'ms', 'msg', 'reqId', 'route', 'status', 'time'])
    const routes = new Set(answered.map(({ route }) => route))
    expect(routes).toContain('/api/v1/deliveries/:id/content')
    expect(routes).toContain('/api/v1/references/:reference')
    expect(routes).toContain('unknown')
  })

  it('a fault inside is logged so that it can be found, without what it was about', () => {
    const faults = service.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
    expect(faults).toEqual([
      expect.objectContaining({
        msg: 'a request failed',
        reqId: expect.any(String),
        fault: 'DatabaseError',
        code: '23514',
        at: expect.arrayContaining([expect.stringContaining('services/sign-in.ts')]),
      }),
    ])
  })

  it('what it leaves for commands on the same machine says where it runs and nothing else', async () => {
    const run = JSON.parse(await readFile(join(service.config.dataDir, 'run.json'), 'utf8'))
    expect(Object.keys(run).sort()).toEqual(['httpPort', 'origin', 'pid', 'smtpPort'])
  })

  it('an address in the API never holds more than ids of its own and references', async () => {
    const { client } = await service.session('asb.caseworker')
    const { rows } = await client.inbox({ mailbox: ASB_TEAM })
    expect(rows.length).toBeGreaterThan(0)
    for (const { delivery, referral, thread, reference } of rows) {
      for (const part of [delivery, referral, thread, reference]) {
        expect(part).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(wordsIn(Buffer.from(part), [...SUBJECTS, ...STAFF])).toEqual([])
      }
    }
  })
})
