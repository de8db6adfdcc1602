import { connect, createServer, type Socket } from 'node:net'

/** A wire that is listened to: everything that went through it, each connection and direction by itself. */
export type Wire = {
  port: number
  /** @returns the octets as they went, for each connection one there and one back */
  recorded(): Buffer[]
  close(): Promise<void>
}

/** Stands between a browser and a service that speaks plain HTTP, and keeps every octet that goes either way. */
export async function recordWire(to: { host: string; port: number }): Promise<Wire> {
  const kept: Buffer[][] = []
  const open = new Set<Socket>()
  const server = createServer((browser) => {
    const service = connect(to.port, to.host)
    for (const [from, other] of [
      [browser, service],
      [service, browser],
    ] as const) {
      const said: Buffer[] = []
      kept.push(said)
      open.add(from)
      from.on('data', (octets: Buffer) => {
        said.push(octets)
        other.write(octets)
      })
      from.on('end', () => other.end())
      from.on('error', () => other.destroy())
      from.on('close', () => {
        open.delete(from)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  return {
    port: address.port,
    recorded: () => kept.map((said) => Buffer.concat(said)),
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
