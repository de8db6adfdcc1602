import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The line between a court and the service, which a test can cut. */
export type Line = {
  port: number
  /** `up`: carries both ways. `down`: nothing answers. `swallowing`: requests arrive, answers do not. */
  set(state: 'up' | 'down' | 'swallowing'): void
  close(): Promise<void>
}

/** @param target the port that the service listens at, known when it has started */
export async function openLine(target: () => number): Promise<Line> {
  let state: 'up' | 'down' | 'swallowing' = 'up'
  const open = new Set<Socket>()
  const cutAll = () => {
    for (const socket of open) socket.destroy()
  }
  const server = createServer((near) => {
    if (state === 'down') return near.destroy()
    const far = connect(target(), '127.0.0.1')
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => open.delete(socket))
    }
    near.pipe(far)
    far.on('data', (chunk) => {
      if (state === 'up') near.write(chunk)
    })
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    set(next) {
      state = next
      if (next === 'down') cutAll()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cutAll()
      }),
  }
}
