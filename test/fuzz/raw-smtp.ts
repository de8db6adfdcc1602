import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** A last line of an answer: its code, and the text after it. */
export type Said = { code: number; text: string }

/** A client that writes a mail to the last byte as it is given, bare line ends included, as no honest client does. */
export type RawClient = {
  /** Sends a line, and gives the answer to it. */
  say(line: string): Promise<Said>
  /** Sends a mail, its dots doubled as RFC 5321 §4.5.2 says and no more. */
  data(mail: Uint8Array): Promise<Said>
  /** Answers that came and that nobody had asked for. */
  unasked(): readonly Said[]
  isOpen(): boolean
  close(): void
}

/** @param localAddress where it comes from */
export async function rawClient({
  host,
  port,
  localAddress,
}: {
  host: string
  port: number
  localAddress: string
}): Promise<RawClient> {
  const plain = connectTcp({ host, port, localAddress })
  const first = conversation(plain)
  await first.answer()
  await first.say('EHLO mx.partner.test')
  await first.say('STARTTLS')
  first.leave()
  const socket = connectTls({ socket: plain, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const talk = conversation(socket)
  await talk.say('EHLO mx.partner.test')
  return {
    say: talk.say,
    async data(mail) {
      const stuffed = Buffer.from(mail)
        .toString('latin1')
        .replaceAll(/(^|\r\n)\./g, '$1..')
      socket.write(
        Buffer.from(stuffed.endsWith('\r\n') ? `${stuffed}.\r\n` : `${stuffed}\r\n.\r\n`, 'latin1'),
      )
      return talk.answer()
    },
    unasked: talk.unasked,
    isOpen: () => !socket.destroyed && socket.writable,
    close: () => socket.destroy(),
  }
}

/** Whoever waits longer for an answer has met a gateway that hangs. */
const PATIENCE_MS = 60_000

const CLOSED: Said = { code: 0, text: 'the connection was closed' }

function conversation(socket: Socket) {
  const said: Said[] = []
  const waiting: ((answer: Said) => void)[] = []
  let held = ''
  const give = (answer: Said) => {
    const next = waiting.shift()
    if (next) next(answer)
    else said.push(answer)
  }
  const onData = (data: Buffer) => {
    held += data.toString('latin1')
    for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
      const line = held.slice(0, end)
      held = held.slice(end + 2)
      if (line[3] !== '-') give({ code: Number(line.slice(0, 3)), text: line.slice(4) })
    }
  }
  const onClose = () => {
    for (const next of waiting.splice(0)) next(CLOSED)
  }
  socket.on('data', onData)
  socket.on('close', onClose)
  socket.on('error', onClose)
  const answer = () =>
    new Promise<Said>((resolve) => {
      const before = said.shift()
      if (before) resolve(before)
      else if (socket.destroyed) resolve(CLOSED)
      else {
        const patience = setTimeout(() => resolve({ code: 0, text: 'there was no answer' }), PATIENCE_MS)
        waiting.push((said) => {
          clearTimeout(patience)
          resolve(said)
        })
      }
    })
  return {
    answer,
    say(line: string) {
      socket.write(`${line}\r\n`)
      return answer()
    },
    unasked: () => said,
    leave() {
      socket.off('data', onData)
    },
  }
}
