import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metricsAccess } from '../../src/api/metrics-access.ts'
import { fastifyPath } from '../../src/api/route.ts'
import { LIVERPOOL_YOT, mailboxes, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { people } from '../../src/demo/partnership/people.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'
import { type RelayResult, relay } from '../../src/mail/gateway/relay.ts'
import { createMetrics } from '../../src/main/metrics.ts'
import { readIndicators } from '../../src/services/indicators.ts'
import { wordsIn } from '../services/planted-words.ts'
import { named, prepared, until } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type Family, readExposition } from './exposition.ts'

let service: TestService
let statusOrigin: string
/** What partners' servers say for now; null: they are there. */
let partnersSay: RelayResult | null = null
/** What comes before they say anything; null: they are quick. */
let partnersWait: (() => Promise<void>) | null = null

beforeAll(async () => {
  const statusPort = await freePort('127.0.0.1')
  statusOrigin = `http://127.0.0.1:${statusPort}`
  service = await startTestService(
    {
      relay: async (request) => {
        await partnersWait?.()
        return partnersSay ?? relay(request)
      },
    },
    { STATUS_PORT: String(statusPort) },
  )
})
afterAll(() => service?.stop().catch(() => undefined))

const page = async (origin = service.origin) => (await fetch(`${origin}/metrics`)).text()
const families = async (): Promise<Map<string, Family>> => readExposition(await page())

/** The value of a series: by its name, and all or some of its labels. */
async function reading(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  for (const { series } of (await families()).values()) {
    const found = series
      .get(name)
      ?.find((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))
    if (found) return found.value
  }
  return undefined
}

describe('the reader of metrics that these tests use', () => {
  it.each([
    ['a name twice', '# HELP a b\n# TYPE a gauge\na 1\n# HELP a b\n# TYPE a gauge\na 2\n'],
    ['a series twice', '# HELP a b\n# TYPE a gauge\na{b="c"} 1\na{b="c"} 2\n'],
    ['a series without a type', '# HELP a b\na 1\n'],
    ['a value that is no number', '# HELP a b\n# TYPE a gauge\na one\n'],
    ['a label that is not closed', '# HELP a b\n# TYPE a gauge\na{b="c} 1\n'],
    ['a series of another name', '# HELP a b\n# TYPE a gauge\nb 1\n'],
    [
      'a histogram that is not whole',
      '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 1\na_sum 1\na_count 1\n',
    ],
    ['a last line without its end', '# HELP a b\n# TYPE a gauge\na 1'],
  ])('refuses %s', (_what, text) => expect(() => readExposition(text)).toThrow())
})

describe('the metrics', () => {
  it('are a page that Prometheus reads, of every promise that can be late', async () => {
    const answer = await fetch(`${service.origin}/metrics`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const found = readExposition(await answer.text())
    expect([...found.keys()]).toEqual(
      expect.arrayContaining([
        'despatch_unsequenced_entries',
        'despatch_unsequenced_oldest_age_seconds',
        'despatch_unrelayed_deliveries',
        'despatch_unrelayed_oldest_age_seconds',
        'despatch_due_oldest_age_seconds',
        'despatch_overdue_answers',
        'despatch_silent_deliveries',
        'despatch_unproven_arrivals',
        'process_resident_memory_bytes',
      ]),
    )
    expect(await reading('despatch_database_up')).toBe(1)
    expect(await reading('despatch_sequencer_active')).toBe(1)
    expect(await reading('despatch_info', { role: 'all' })).toBe(1)
  })

  it('tell of a referral that a partner’s server does not take yet, and of its taking', async () => {
    const caseWorker = await service.session('asb.caseworker')
    partnersSay = {
      outcome: 'retry',
      code: 451,
      enhanced: '4.3.0',
      reply: '4.3.0 Later',
      fault: null,
      host: '-',
      tls: null,
      dsn: null,
      seen: null,
    }
    const referral = await prepared(caseWorker, { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE] })
    await caseWorker.client.submit(referral)
    await until('the police’s server said no', async () =>
      (await reading('despatch_relay_attempt_duration_seconds_count', { outcome: 'retry' }))
        ? true
        : undefined,
    )
    await expect.poll(() => reading('despatch_unrelayed_deliveries')).toBe(1)
    await expect
      .poll(() =>
        reading('despatch_unrelayed_deliveries_by_domain', { domain: 'merseyside.pnn.police.test' }),
      )
      .toBe(1)
    await expect.poll(() => reading('despatch_checkpoint_size')).toBeGreaterThan(0)

    partnersSay = null
    await until('the attempt was recorded', () =>
      service.database.db.selectFrom('attempt').select('n').executeTakeFirst(),
    )
    await service.database.db
      .updateTable('delivery')
      .set({ next_attempt_at: new Date(0) })
      .where('state', '=', 'accepted')
      .execute()
    await until('the police’s server took it', async () =>
      (await reading('despatch_relay_attempt_duration_seconds_count', { outcome: 'relayed' }))
        ? true
        : undefined,
    )
    // An attempt is counted when it is over, and recorded after that.
    await expect.poll(() => reading('despatch_unrelayed_deliveries')).toBe(0)
    await until('the police’s server reported', async () =>
      (await reading('despatch_smtp_answers_total', { step: 'data', class: '2xx' })) ? true : undefined,
    )
  })

  it('count requests by the pattern of their route, whatever was asked for', async () => {
    await fetch(`${service.origin}/api/v1/referrals/${'testina'.repeat(3)}`)
    await fetch(`${service.origin}/Testina/of?nowhere=lane`)
    const found = await families()
    const requests = found.get('despatch_http_request_duration_seconds')?.series
    const routes = new Set(
      requests?.get('despatch_http_request_duration_seconds_count')?.map(({ labels }) => labels.route),
    )
    expect(routes).toContain('/api/v1/referrals/:id')
    const known = OPERATIONS.map(fastifyPath)
    expect([...routes].filter((route) => !known.includes(route ?? ''))).toEqual(['unknown'])
  })

  it('name no person, no mailbox, no address and no referral', async () => {
    const text = await page()
    const { db } = service.database
    const ids = (await db.selectFrom('referral').select('id').execute()).map(({ id }) => id)
    expect(ids).not.toEqual([])
    const words = [
      ...people.map(({ login }) => login),
      ...mailboxes.map(({ address }) => address.slice(0, address.indexOf('@') + 1)),
      ...ids,
      'testina',
      '127.0.0.',
    ]
    expect(wordsIn(Buffer.from(text), words)).toEqual([])
    expect(wordsIn(Buffer.from(`${text}asb.caseworker`), words)).toEqual(['asb.caseworker'])
  })

  it('say so when the database is away, in place of numbers that were true before', async () => {
    const { db } = service.database
    let away = false
    let reallyAway = false
    const metrics = createMetrics({
      version: '1.0.0',
      role: 'all',
      indicators: () => (away ? Promise.reject(new Error('away')) : readIndicators(db, '2026-01-01')),
      databaseAnswers: async () => !reallyAway,
    })
    const shown = async () => readExposition((await metrics.page()).text)
    const series = (found: Map<string, Family>, name: string) =>
      found
        .get(name)
        ?.series.get(name)
        ?.map(({ value }) => value) ?? []
    const before = await shown()
    expect(series(before, 'despatch_unsequenced_entries')).toHaveLength(1)
    expect(series(before, 'despatch_due_deliveries')).toHaveLength(2)
    away = true
    // It answers, and the numbers took too long.
    expect(series(await shown(), 'despatch_database_up')).toEqual([1])
    reallyAway = true
    const after = await shown()
    expect(series(after, 'despatch_database_up')).toEqual([0])
    expect(series(after, 'despatch_unsequenced_entries')).toEqual([])
    expect(series(after, 'despatch_due_deliveries')).toEqual([])
    expect(series(after, 'process_resident_memory_bytes')).toEqual([expect.any(Number)])
  })
})

describe('every request', () => {
  it('has an id of its own, in the header, in a problem’s instance, and in each line that is logged for it', async () => {
    const given = 'testina-of-nowhere-lane'
    const answer = await fetch(`${service.origin}/nowhere`, {
      headers: { 'x-request-id': given, traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` },
    })
    const id = answer.headers.get('x-request-id') ?? ''
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await answer.json()).toMatchObject({ instance: `urn:uuid:${id}` })
    const lines = () => service.logged.map((line) => JSON.parse(line)).filter(({ reqId }) => reqId === id)
    await until('it was logged', async () => lines().some(({ msg }) => msg === 'answered'))
    expect(service.logged.join('')).not.toContain(given)
  })

  it('has one even where its address cannot be read', async () => {
    const answer = await fetch(`${service.origin}/%ff`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ instance: `urn:uuid:${answer.headers.get('x-request-id')}` })
  })

  it('by mail has its session’s', async () => {
    const lines = service.logged
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'answered by SMTP')
    expect(lines).toContainEqual(
      expect.objectContaining({ session: expect.stringMatching(/^\w{10,}$/), step: 'data', code: 250 }),
    )
  })
})

describe('the listener for those who watch', () => {
  it('answers whether the process lives, whether it is ready, and its metrics', async () => {
    expect(await (await fetch(`${statusOrigin}/healthz`)).json()).toEqual({ status: 'ok' })
    const ready = await fetch(`${statusOrigin}/readyz`)
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ ready: true })
    expect(readExposition(await page(statusOrigin)).has('despatch_unsequenced_entries')).toBe(true)
    expect((await fetch(`${statusOrigin}/healthz`, { method: 'HEAD' })).status).toBe(200)
  })

  it.each([
    ['GET', '/api/v1/service'],
    ['GET', '/readyz?x'],
    ['POST', '/healthz'],
  ])('answers nothing else: %s %s', async (method, path) => {
    const answer = await fetch(`${statusOrigin}${path}`, { method })
    expect([answer.status, (await answer.json()).type]).toEqual([404, named('not-found')])
  })
})

describe('who may read the metrics', () => {
  const token = 'a-token-of-the-test'
  const asked = (headers: object, remoteAddress = '127.0.0.1') => ({
    headers: { host: 'localhost:8080', ...headers },
    socket: { remoteAddress },
  })

  it('whoever asks straight from this machine, where no token is set', () => {
    const may = metricsAccess({ token: null, trustedProxies: [] })
    for (const address of ['127.0.0.1', '127.0.0.9', '::1', '::ffff:127.0.0.1'])
      expect(may(asked({}, address)), address).toBe(true)
    for (const address of ['192.0.2.7', '::ffff:192.0.2.7', 'fe80::1', '', '128.0.0.1'])
      expect(may(asked({}, address)), address).toBe(false)
  })

  it.each([
    { 'x-forwarded-for': '127.0.0.1' },
    { forwarded: 'for=127.0.0.1' },
    { 'x-real-ip': '127.0.0.1' },
    { via: '1.1 proxy' },
    { host: 'despatch.example.test' },
    { host: 'localhost.example.test' },
    { host: '' },
  ])('but nobody whom a proxy on this machine speaks for: %o', (headers) => {
    expect(metricsAccess({ token: null, trustedProxies: [] })(asked(headers))).toBe(false)
  })

  it('and nobody from this machine where that is where a trusted proxy is', () => {
    const may = metricsAccess({ token: null, trustedProxies: ['10.0.0.0/8', '127.0.0.1'] })
    expect([may(asked({})), may(asked({}, '::ffff:127.0.0.1')), may(asked({}, '127.0.0.2'))]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('where a token is set, whoever has it, and nobody else', () => {
    const may = metricsAccess({ token, trustedProxies: [] })
    const elsewhere = '192.0.2.7'
    expect(may(asked({ authorization: `Bearer ${token}` }, elsewhere))).toBe(true)
    expect(may(asked({ authorization: `bearer ${token}`, 'x-forwarded-for': elsewhere }, elsewhere))).toBe(
      true,
    )
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      `Bearer ${token}x`,
      `Basic ${token}`,
      token,
      `Bearer ${token} ${token}`,
    ])
      expect(may(asked({ authorization })), authorization).toBe(false)
  })

  it('to everybody else it is not there: the answer is that of an address that does not exist', async () => {
    const throughProxy = { headers: { 'x-forwarded-for': '192.0.2.7' } }
    const [there, nowhere] = await Promise.all(
      ['/metrics', '/nowhere'].map(async (path) => {
        const answer = await fetch(`${service.origin}${path}`, throughProxy)
        const { instance: _instance, ...document } = await answer.json()
        return { status: answer.status, document }
      }),
    )
    expect(there).toEqual(nowhere)
    expect(there?.status).toBe(404)
    expect((await fetch(`${statusOrigin}/metrics`, throughProxy)).status).toBe(404)
  })
})

describe('a service that is told to stop', () => {
  it('says that it is not ready as long as it finishes what is in hand', async () => {
    const [relaying, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    partnersWait = () => {
      relaying.resolve()
      return answered.promise
    }
    const caseWorker = await service.session('asb.caseworker')
    await caseWorker.client.submit(await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }))
    await relaying.promise
    const stopped = service.stop()
    const answer = await fetch(`${statusOrigin}/readyz`)
    const { checks } = await answer.json()
    expect([answer.status, checks[0]]).toEqual([
      503,
      { name: 'process', state: 'failed', says: 'It is stopping, and finishes what is in hand.' },
    ])
    answered.resolve()
    await stopped
    await expect(fetch(`${statusOrigin}/healthz`)).rejects.toThrow()
  })
})
