import { connect, type Socket } from 'node:net'

/** A connection on which a test says whatever it likes. */
export type RawConnection = {
  socket: Socket
  send(text: string | Uint8Array): void
  /** everything that came, once the other side has ended the connection */
  ended: Promise<string>
  /** everything that came so far, once it contains that */
  until(text: string): Promise<string>
}

export async function rawConnection(origin: string): Promise<RawConnection> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  let came = ''
  socket.on('data', (data) => {
    came += data.toString('latin1')
  })
  // What was begun is cut off while something is still being sent: the test looks at what came.
  socket.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => {
    socket.once('end', () => resolve(came)).once('close', () => resolve(came))
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  })
  return {
    socket,
    send: (text) => void socket.write(text),
    ended: ended.finally(() => socket.destroy()),
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!came.includes(text)) return
          socket.off('data', look)
          resolve(came)
        }
        socket.on('data', look)
        void ended.then(() =>
          came.includes(text) ? resolve(came) : reject(new Error(`it ended with: ${came}`)),
        )
        look()
      }),
  }
}

/** One exchange: what is sent, and what comes until the other side ends the connection. */
export async function rawAnswer(origin: string, text: string | Uint8Array): Promise<string> {
  const connection = await rawConnection(origin)
  connection.send(text)
  return connection.ended
}
