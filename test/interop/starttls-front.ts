import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { TLSSocket } from 'node:tls'
import type { ServerTls } from '../../src/demo/partner/tls.ts'

type Place = { host: string; port: number }

/**
 * Takes SMTP over STARTTLS (RFC 3207) for a mail server that speaks in clear behind it: it answers EHLO and STARTTLS
 * itself, and hands on all that follows.
 */
export async function startTlsFront(
  { host, port }: Place,
  { tls, behind }: { tls: ServerTls; behind: Place },
): Promise<{ stop(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    track(open, socket)
    socket.write('220 A front for STARTTLS\r\n')
    socket.on('data', (chunk: Buffer) => {
      const command = chunk.toString().trim().toUpperCase()
      if (command.startsWith('EHLO')) socket.write('250-front\r\n250 STARTTLS\r\n')
      else if (command !== 'STARTTLS') socket.write('530 5.7.0 Say STARTTLS first\r\n')
      else {
        socket.removeAllListeners('data')
        socket.write('220 2.0.0 Go on\r\n')
        handOn(new TLSSocket(socket, { isServer: true, ...tls }))
      }
    })
  })

  function handOn(encrypted: TLSSocket): void {
    track(open, encrypted)
    const inner = connect(behind)
    track(open, inner)
    // Its greeting has been said already.
    const greeting = createInterface(inner).once('line', () => {
      greeting.close()
      inner.pipe(encrypted)
      encrypted.pipe(inner)
    })
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

/** Either side may go away as it likes. */
function track(open: Set<Socket>, socket: Socket): void {
  open.add(socket)
  socket.on('error', () => socket.destroy())
  socket.once('close', () => open.delete(socket))
}
