import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'

/** A mail server that takes mail over STARTTLS, and where its mail is said to come from. */
export type MailServer = { host: string; port: number; localAddress: string; from: string; to: string }

/** What every connection sends: a mail of its own each time, so that none is known already. */
export type MailForm = {
  /** the bytes of the mail with this Message-ID, dot-stuffed and with `.` on a line at its end */
  onTheWire(messageId: string): Buffer
}

/**
 * Brings mail over connections that stay open, one mail after the other on each, until the time is up: MAIL, RCPT and
 * DATA in one piece (RFC 2920), then the mail, then the 250.
 *
 * @returns mails that were answered with 250, per second
 */
export async function bringForSeconds(
  server: MailServer,
  form: MailForm,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number> {
  const talks = await Promise.all(Array.from({ length: connections }, () => openTalk(server)))
  const began = performance.now()
  const until = began + seconds * 1000
  let kept = 0
  await Promise.all(
    talks.map(async (talk) => {
      while (performance.now() < until) {
        await bringOne(talk, server, form)
        kept += 1
      }
    }),
  )
  const perSecond = (kept * 1000) / (performance.now() - began)
  for (const { socket } of talks) socket.destroy()
  return perSecond
}

async function bringOne(talk: Talk, { from, to }: MailServer, form: MailForm): Promise<void> {
  const message = form.onTheWire(`<${crypto.randomUUID()}@${from.slice(from.indexOf('@') + 1)}>`)
  talk.socket.write(`MAIL FROM:<${from}> SIZE=${message.length}\r\nRCPT TO:<${to}>\r\nDATA\r\n`)
  await talk.expect('250')
  await talk.expect('250')
  await talk.expect('354')
  talk.socket.write(message)
  await talk.expect('250')
}

type Talk = { socket: Socket; expect(code: string): Promise<void> }

async function openTalk({ host, port, localAddress }: MailServer): Promise<Talk> {
  const socket = connectTcp({ host, port, localAddress })
  const clear = talkOver(socket)
  await clear.expect('220')
  socket.write('EHLO bench.example.test\r\n')
  await clear.expect('250')
  socket.write('STARTTLS\r\n')
  await clear.expect('220')
  socket.removeAllListeners('data')
  const secure = await secured(socket)
  const talk = talkOver(secure)
  secure.write('EHLO bench.example.test\r\n')
  await talk.expect('250')
  return talk
}

function secured(socket: Socket): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // Nothing is protected here, and making sure of the server is no part of what is measured.
    const secure = connectTls({ socket, rejectUnauthorized: false }, () => resolve(secure))
    secure.once('error', reject)
  })
}

/** The last lines of replies, in order: `250 ok`, not `250-size`. */
function talkOver(socket: Socket): Talk {
  let held = ''
  const replies: string[] = []
  let waiting: (() => void) | undefined
  let ended = false
  socket.setNoDelay(true)
  socket.on('data', (data: Buffer) => {
    held += data.toString('latin1')
    for (let lf = held.indexOf('\n'); lf >= 0; lf = held.indexOf('\n')) {
      if (held[3] === ' ') replies.push(held.slice(0, lf))
      held = held.slice(lf + 1)
    }
    waiting?.()
  })
  const end = () => {
    ended = true
    waiting?.()
  }
  socket.on('error', end)
  socket.on('close', end)
  return {
    socket,
    async expect(code) {
      while (replies.length === 0) {
        if (ended) throw new Error('the mail server hung up')
        await new Promise<void>((resolve) => {
          waiting = resolve
        })
      }
      const reply = replies.shift() ?? ''
      if (!reply.startsWith(code)) throw new Error(`the mail server answered ${reply}`)
    },
  }
}
