import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The line between a court and the service, which a test can cut. */
export type Line = {
  port: number
  /** `up`: carries both ways. `down`: nothing answers. `swallowing`: requests arrive, answers do not. */
  set(state: 'up' | 'down' | 'swallowing'): void
  /** Is swallowing from the next submission on, which arrives: its answer is the first that does not. */
  swallowNextAnswer(): void
  close(): Promise<void>
}

const SUBMISSION = 'POST /api/v1/referrals HTTP/1.1'

/** @param target the port that the service listens at, known when it has started */
export async function openLine(target: () => number): Promise<Line> {
  let state: 'up' | 'down' | 'swallowing' = 'up'
  let isSubmissionAwaited = false
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
    let last = ''
    near.on('data', (chunk) => {
      if (!isSubmissionAwaited) return
      const said = last + chunk.toString('latin1')
      last = said.slice(-SUBMISSION.length)
      if (!said.includes(SUBMISSION)) return
      isSubmissionAwaited = false
      state = 'swallowing'
    })
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
      isSubmissionAwaited = false
      if (next === 'down') cutAll()
    },
    swallowNextAnswer() {
      isSubmissionAwaited = true
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cutAll()
      }),
  }
}
