import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createClient } from '../../src/sdk/client.ts'
import { readEventStream, type WireEvent } from '../../src/sdk/event-stream.ts'
import { followEvents } from '../../src/sdk/follow-events.ts'

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}

async function read(...texts: string[]): Promise<WireEvent[]> {
  const events: WireEvent[] = []
  for await (const event of readEventStream(pieces(...texts))) events.push(event)
  return events
}

describe('a stream of server-sent events', () => {
  it('is read whatever its line ends, and wherever its pieces break', async () => {
    const text = ':\n\nretry: 5000\nevent: one\r\ndata: {"a":\r\ndata:1}\r\n\r\ndata: é\r\r'
    const events = [
      { event: 'one', data: '{"a":\n1}' },
      { event: 'message', data: 'é' },
    ]
    expect(await read(`${text}:`)).toEqual(events)
    const bytes = new TextEncoder().encode(`${text}:`)
    async function* single() {
      for (const byte of bytes) yield new Uint8Array([byte])
    }
    const found: WireEvent[] = []
    for await (const event of readEventStream(single())) found.push(event)
    expect(found).toEqual(events)
  })

  it('tells nothing of an event that breaks off, and takes none that is too long', async () => {
    expect(await read('event: one\ndata: 1\n')).toEqual([])
    await expect(read(`data: ${'x'.repeat(70_000)}`)).rejects.toThrow('longer than this program accepts')
    await expect(read(...Array.from({ length: 70 }, () => `data: ${'x'.repeat(1000)}\n`))).rejects.toThrow(
      'longer than this program accepts',
    )
  })
})

describe('whoever follows the events of a service', () => {
  it('begins anew after ever longer waits, which begin again once it is heard, and stops at what is for good', async () => {
    const listening = 'event: listening\ndata: {"mailboxes":[],"silenceSeconds":45}\n\n'
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(500).end(),
      (response) => response.writeHead(429, { 'retry-after': '30' }).end(),
      // One that breaks off in the middle.
      (response) => response.writeHead(200).write(listening, () => response.destroy()),
      (response) =>
        response
          .writeHead(200)
          .end(`${listening}event: other\ndata: {}\n\nevent: ended\ndata: {"why":"stopping"}\n\n`),
      (response) => response.writeHead(403).end(),
    ]
    const server = createServer((_request, response) => answers.shift()?.(response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client = createClient({ origin: `http://127.0.0.1:${port}`, token: 'a.b.c' })
    const heard: string[] = []
    const waits: number[] = []
    const following = followEvents({
      client: async () => client,
      hear: ({ event }) => heard.push(event),
      signal: new AbortController().signal,
      random: () => 0.5,
      wait: async (ms) => void waits.push(ms),
    })
    await expect(following).rejects.toMatchObject({ status: 403 })
    expect(heard).toEqual(['lost', 'lost', 'listening', 'lost', 'listening'])
    expect(waits).toEqual([750, 30_500, 750, 1_000])
    server.close()
  })
})
