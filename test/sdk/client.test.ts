import { afterEach, describe, expect, it } from 'vitest'
import { successOf } from '../../src/domain/wire/operations/operation.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'
import { createClient } from '../../src/sdk/client.ts'
import { ClientError } from '../../src/sdk/errors.ts'

type Asked = { method: string; url: URL; body: BodyInit | null; headers: HeadersInit }
let asked: Asked[] = []
afterEach(() => {
  asked = []
})

const ORIGIN = 'https://despatch.example.test'
const ID = '01a20092-c8ba-7248-a9b0-5053e399af1f'

/** A client whose requests go nowhere: every one is noted, and answered with this. */
const clientOf = (answer: unknown) =>
  createClient({
    origin: ORIGIN,
    token: 'token',
    fetch: async (input, init) => {
      const { method = 'GET', body = null, headers = {} } = init ?? {}
      asked.push({ method, url: new URL(String(input)), body, headers })
      return new Response(JSON.stringify(answer))
    },
  })

const JSON_OPERATIONS = OPERATIONS.filter((operation) => successOf(operation).answer.schema)

describe('the client', () => {
  it.each(JSON_OPERATIONS.map((operation) => [operation.id, operation] as const))(
    'takes no answer to %s that its schema does not know',
    async (_id, operation) => {
      const { example } = operation
      const sent = {
        params: { ...example.params },
        query: { ...example.query },
        ...(operation.body ? { body: {} } : {}),
        ...(operation.form ? { form: { manifest: '{}', signature: 'x', content: new Uint8Array(1) } } : {}),
      }
      for (const wrong of [{ unknown: true }, [], null, 'text', { rows: [{}], next: null }]) {
        await expect(clientOf(wrong).call(operation, sent)).rejects.toThrow(ClientError)
      }
      expect(asked[0]).toMatchObject({ method: operation.method })
    },
  )

  it('asks the register by its filters, as they stand in an address', async () => {
    const client = clientOf({ rows: [], next: null })
    await client.disclosures({ marking: 'RESTRICTED', since: '2010-03-01' }, { limit: 20, cursor: '7' })
    expect(asked[0]?.url.pathname).toBe('/api/v1/register/disclosures')
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      marking: 'RESTRICTED',
      since: '2010-03-01',
      limit: '20',
      cursor: '7',
    })
    await client.refusals()
    expect(asked[1]?.url.search).toBe('')
  })

  it('bounds the reading of the log by the checkpoint that it works against', async () => {
    await clientOf({ records: [], next: null }).logRecords(256n, 300n)
    expect(asked[0]?.url.search).toBe('?start=256&end=300')
  })

  it('sets, reads and ends notices', async () => {
    const none = { setting: null, lastSentAt: null, failure: null, available: true }
    const client = clientOf(none)
    const setting = {
      address: 'duty.desk@example.test',
      bundleMinutes: 5,
      quiet: null,
      zone: 'Europe/London',
    }
    await client.setNotices(setting)
    await client.endNotices()
    expect(await client.notices()).toEqual(none)
    expect(asked.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      'PUT /api/v1/notices',
      'DELETE /api/v1/notices',
      'GET /api/v1/notices',
    ])
    expect(JSON.parse(String(asked[0]?.body))).toEqual(setting)
  })

  it('sends the parts of a submission in the order in which the service reads them', async () => {
    const sent = { content: new Uint8Array([1]), signature: 'x', manifest: '{}' }
    await expect(clientOf(null).submit(sent)).rejects.toThrow(ClientError)
    const { body = null, headers = {} } = asked[0] ?? {}
    const form = await new Response(body, { headers }).formData()
    expect([...form.keys()]).toEqual(['manifest', 'signature', 'content'])
  })

  it('reaches the log’s files and nothing beside them', async () => {
    const client = clientOf({})
    await client.logFile('tile/entries/x001/067.p/3', 100)
    await client.logFile('checkpoint', 100)
    expect(asked.map(({ url }) => url.pathname)).toEqual([
      '/log/tile/entries/x001/067.p/3',
      '/log/checkpoint',
    ])
    expect(() => client.logFile('records', 100)).toThrow(ClientError)
    await client.trustFile('tile/0/000.p/3', 100)
    expect(asked[2]?.url.pathname).toBe('/trust/tile/0/000.p/3')
    expect(() => client.trustFile('records', 100)).toThrow(ClientError)
    await client.proof(ID).catch(() => undefined)
    expect(asked[3]?.url.pathname).toBe(`/api/v1/referrals/${ID}/proof`)
  })
})
