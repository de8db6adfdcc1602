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
