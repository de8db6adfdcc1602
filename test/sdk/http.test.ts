import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient } from '../../src/sdk/client.ts'
import { ApiProblemError, ClientError, isApiProblem, UnreachableError } from '../../src/sdk/errors.ts'

let server: Server | undefined
afterEach(() => {
  server?.close()
  server?.closeAllConnections()
})

const serving = async (listener: RequestListener): Promise<string> => {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const address = started.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

describe('the client', () => {
  it('tells a refusal as the service worded it, with what came beside', async () => {
    const origin = await serving((_request, response) => {
      response.writeHead(422, { 'content-type': 'application/problem+json' })
      response.end(
        JSON.stringify({
          type: 'urn:despatch:problem:rules-refused',
          title: 'Not allowed.',
          status: 200,
          detail: 'The mailbox is closed.',
          reasons: [{ rule: 'A9' }],
        }),
      )
    })
    const refusal = await createClient({ origin })
      .directory()
      .catch((error: unknown) => error)
    expect(isApiProblem(refusal, 'rules-refused')).toBe(true)
    // The status is the transport's, whatever the document claims.
    expect(refusal).toMatchObject({
      status: 422,
      message: 'The mailbox is closed.',
      extra: { reasons: [{ rule: 'A9' }] },
    })
  })

  it('calls fetch by itself, since a browser’s takes no other object for its own', async () => {
    const calledOn: unknown[] = []
    const fetch = function (this: unknown) {
      calledOn.push(this)
      return Promise.resolve(new Response('a checkpoint'))
    }
    await createClient({ origin: 'http://localhost', fetch }).logFile('checkpoint', 1024)
    expect(calledOn).toEqual([undefined])
  })

  it('makes a sentence of a refusal that is no problem document', async () => {
    const origin = await serving((_request, response) =>
      response.writeHead(502).end('<html>Bad gateway</html>'),
    )
    const refusal = await createClient({ origin })
      .directory()
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ApiProblemError)
    expect(refusal).toMatchObject({ message: `The service at ${origin} answered 502.` })
  })

  it('reads no further than an answer may be long', async () => {
    const origin = await serving((_request, response) => response.writeHead(200).end(Buffer.alloc(4096)))
    await expect(createClient({ origin }).logFile('checkpoint', 1024)).rejects.toThrow(
      'longer than this program accepts',
    )
  })

  it('carries its token nowhere else: a redirect is not followed', async () => {
    let followed = false
    const origin = await serving((request, response) => {
      if (request.url === '/stolen') followed = true
      response.writeHead(302, { location: '/stolen' }).end()
    })
    await expect(createClient({ origin, token: 'secret' }).directory()).rejects.toBeInstanceOf(
      UnreachableError,
    )
    expect(followed).toBe(false)
  })

  it('does not take an answer of another shape for one of the service', async () => {
    const origin = await serving((_request, response) => response.writeHead(200).end('{"agencies":[]}'))
    await expect(createClient({ origin }).directory()).rejects.toThrow(
      'not one that this program understands',
    )
  })

  it('says that nothing answers, and what to check', async () => {
    const origin = await serving((_request, response) => response.destroy())
    await expect(createClient({ origin }).directory()).rejects.toThrow(
      'Check the address and that the service is running',
    )
  })

  it.each(['http://despatch.example.test', 'ftp://localhost', 'https://user:word@localhost', 'despatch'])(
    'does not talk to %s',
    (origin) => {
      expect(() => createClient({ origin })).toThrow(ClientError)
    },
  )

  it('puts what a person typed into one segment of the path', async () => {
    const asked: (string | undefined)[] = []
    const origin = await serving((request, response) => {
      asked.push(request.url)
      response.writeHead(404).end()
    })
    await createClient({ origin })
      .thread('../../log?x=1#')
      .catch(() => undefined)
    expect(asked).toEqual(['/api/v1/threads/..%2F..%2Flog%3Fx%3D1%23'])
  })
})

describe('a client that is put off', () => {
  /** Answers as listed, one after another, then always as the last. */
  const answering = async (...answers: [status: number, retryAfter: string | null][]) => {
    const asked: string[] = []
    const origin = await serving((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const [status, after] = answers[Math.min(asked.length, answers.length) - 1] ?? [500, null]
      response.writeHead(status, after === null ? {} : { 'retry-after': after }).end('{}')
    })
    const waited: number[] = []
    const client = createClient({ origin, wait: async (seconds) => void waited.push(seconds) })
    return { asked, waited, client }
  }
  const failing = (attempt: Promise<unknown>) => attempt.catch((error: unknown) => error)

  it('waits as long as it is told and asks again, a submission too', async () => {
    const { asked, waited, client } = await answering([429, '7'], [503, '0'], [404, '5'])
    const form = { manifest: '{}', signature: 's', content: new Uint8Array(8) }
    expect(await failing(client.submit(form))).toMatchObject({ status: 404 })
    expect(waited).toEqual([7, 1])
    expect(asked).toEqual(Array(3).fill('POST /api/v1/referrals'))
  })

  it('gives up after a few times, with what was said last', async () => {
    const { asked, waited, client } = await answering([429, '2'])
    expect(await failing(client.directory())).toMatchObject({ status: 429, retryAfterSeconds: 2 })
    expect({ asked: asked.length, waited }).toEqual({ asked: 4, waited: [2, 2, 2] })
  })

  it.each<[what: string, status: number, after: string | null]>([
    ['to wait for long', 429, '3600'],
    ['no time', 503, null],
    ['what is no time', 429, 'soon'],
    ['a time for another refusal', 500, '1'],
  ])('does not wait when it is told %s', async (_what, status, after) => {
    const { asked, waited, client } = await answering([status, after])
    expect(await failing(client.directory())).toMatchObject({ status })
    expect({ asked: asked.length, waited }).toEqual({ asked: 1, waited: [] })
  })
})

it('leaves out what is nested so deep in a refusal that nothing could print it', async () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  const origin = await serving((_request, response) =>
    response.writeHead(422).end(`{"detail":"No.","deep":${deep},"reasons":[{"rule":"A9"}]}`),
  )
  const refusal = await createClient({ origin })
    .directory()
    .catch((error: unknown) => error)
  expect(refusal).toMatchObject({ message: 'No.', extra: { reasons: [{ rule: 'A9' }] } })
  expect(refusal).not.toHaveProperty('extra.deep')
})

describe('an export', () => {
  const exported = (origin: string) => createClient({ origin }).disclosuresExport('csv', {})

  it('is given piece by piece, as it comes', async () => {
    let goOn = () => {}
    const origin = await serving((request, response) => {
      if (request.url === '/api/v1/register/disclosures/export?format=csv') response.write('first')
      goOn = () => response.end('last')
    })
    const seen: string[] = []
    for await (const piece of exported(origin)) {
      seen.push(new TextDecoder().decode(piece))
      goOn()
    }
    expect(seen).toEqual(['first', 'last'])
  })

  it('that breaks off is an error, and not a shorter one', async () => {
    const origin = await serving((_request, response) => {
      response.write('first', () => setImmediate(() => response.destroy()))
    })
    const reading = async () => {
      for await (const _piece of exported(origin));
    }
    await expect(reading()).rejects.toBeInstanceOf(UnreachableError)
  })

  it('that is refused says why', async () => {
    const origin = await serving((_request, response) =>
      response.writeHead(403).end('{"detail":"Only auditors read the register."}'),
    )
    await expect(exported(origin).next()).rejects.toThrow('Only auditors read the register.')
  })

  it('ends when nobody takes more of it', async () => {
    let ended = () => {}
    const end = new Promise<void>((resolve) => {
      ended = resolve
    })
    const origin = await serving((_request, response) => {
      response.on('close', ended)
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    for await (const _piece of exported(origin)) break
    await end
  })
})
