import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ListenOptions, listen } from '../../../src/mail/gateway/listen.ts'
import type { ReceivedEnvelope } from '../../../src/mail/gateway/smtp-session.ts'
import { makeCertificate } from './certificate.ts'

const MAILBOX = 'asb.team@liverpool.gcsx.gov.test'
const RETURN_PATH = 'abcdefghijklmnopqrstuvwxyz@despatch.test'
let tls: { key: string; cert: string }
const running: { close(): Promise<void> }[] = []

beforeAll(async () => {
  tls = await makeCertificate('mail.despatch.test')
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.close()))
})

async function gateway(change: Partial<ListenOptions> = {}) {
  const kept: { envelope: ReceivedEnvelope; raw: string }[] = []
  const logged: string[] = []
  const log = (fields: object, message: string) => void logged.push(JSON.stringify({ ...fields, message }))
  const started = await listen({
    host: '127.0.0.1',
    port: 0,
    name: 'mail.despatch.test',
    tls,
    recipient: async (address) => {
      if (address === MAILBOX) return { accept: true, kind: 'mailbox' }
      if (address === RETURN_PATH) return { accept: true, kind: 'return-path' }
      return { accept: false, code: 550, text: '5.1.1 No mailbox of that name here' }
    },
    keep: async (envelope, raw) => {
      kept.push({ envelope, raw: new TextDecoder().decode(raw) })
      return { ok: true }
    },
    logger: { info: log, warn: log, error: log },
    ...change,
    limits: { closeMs: 500, ...change.limits },
  })
  running.push(started)
  return { ...started, kept, logged }
}

/** Sends with nodemailer and returns the server's last words, accepting or not. */
async function send(
  port: number,
  change: { to?: string[]; from?: string; raw?: string; plain?: boolean } = {},
) {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    name: 'mx.sefton.gcsx.gov.test',
    secure: false,
    ignoreTLS: change.plain === true,
    requireTLS: change.plain !== true,
    tls: { ca: [tls.cert], checkServerIdentity: () => undefined },
  })
  try {
    const { response } = await transport.sendMail({
      envelope: { from: change.from ?? 'yot@sefton.gcsx.gov.test', to: change.to ?? [MAILBOX] },
      raw: change.raw ?? 'Subject: [...]\r\n\r\n.dot\r\nbody\r\n',
    })
    return response
  } catch (error) {
    return error instanceof Error && 'response' in error ? String(error.response) : String(error)
  } finally {
    transport.close()
  }
}

/** A client that speaks exactly the lines it is given, waiting for an answer to each. */
function client(port: number, localAddress = '127.0.0.1') {
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress })
  let held = ''
  const waiting: ((line: string) => void)[] = []
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  const deliver = () => {
    for (
      let match = /^\d{3} .*\r\n/m.exec(held);
      match !== null && waiting.length > 0;
      match = /^\d{3} .*\r\n/m.exec(held)
    ) {
      const answer = held.slice(0, match.index + match[0].length)
      held = held.slice(answer.length)
      waiting.shift()?.(answer.trim())
    }
  }
  socket.on('error', () => undefined)
  socket.on('data', (data) => {
    held += data
    deliver()
  })
  const answer = () =>
    new Promise<string>((resolve) => {
      waiting.push(resolve)
      deliver()
    })
  return {
    answer,
    ended,
    socket,
    async say(line: string) {
      socket.write(`${line}\r\n`)
      return answer()
    },
  }
}

async function atData(port: number, localAddress?: string) {
  const talk = client(port, localAddress)
  await talk.answer()
  for (const line of [
    'EHLO x.test',
    'MAIL FROM:<yot@sefton.gcsx.gov.test>',
    `RCPT TO:<${MAILBOX}>`,
    'DATA',
  ]) {
    await talk.say(line)
  }
  return talk
}

describe('taking mail', () => {
  it('keeps the exact message over TLS and says so only then', async () => {
    const { port, kept } = await gateway()
    expect(await send(port, { to: [MAILBOX.toUpperCase(), RETURN_PATH] })).toBe('250 2.0.0 Kept')
    expect(kept).toEqual([
      {
        raw: 'Subject: [...]\r\n\r\n.dot\r\nbody\r\n',
        envelope: {
          from: 'yot@sefton.gcsx.gov.test',
          to: [MAILBOX, RETURN_PATH],
          kinds: ['mailbox', 'return-path'],
          remoteAddress: '127.0.0.1',
          tls: true,
          helo: 'mx.sefton.gcsx.gov.test',
        },
      },
    ])
  })

  it('takes a report from the empty sender', async () => {
    const { port, kept } = await gateway()
    expect(await send(port, { from: '', to: [RETURN_PATH] })).toMatch(/^250/)
    expect(kept[0]?.envelope).toMatchObject({ from: '', kinds: ['return-path'] })
  })

  it('offers STARTTLS and its size, and neither AUTH, DSN nor REQUIRETLS', async () => {
    const { port } = await gateway({ limits: { bytes: 123_456 } })
    const talk = client(port)
    await talk.answer()
    const offer = await talk.say('EHLO x.test')
    expect(offer).toContain('STARTTLS')
    expect(offer).toContain('SIZE 123456')
    expect(offer).not.toMatch(/AUTH|DSN|REQUIRETLS|SMTPUTF8|XCLIENT/)
    expect(await talk.say('AUTH PLAIN AAAA')).toMatch(/^500/)
    talk.socket.destroy()
  })

  it('keeps several messages of one connection apart', async () => {
    const { port, kept } = await gateway()
    const talk = await atData(port)
    expect(await talk.say('first\r\n.')).toMatch(/^250/)
    await talk.say('MAIL FROM:<>')
    await talk.say(`RCPT TO:<${RETURN_PATH}>`)
    await talk.say('DATA')
    expect(await talk.say('second\r\n.')).toMatch(/^250/)
    expect(kept.map(({ raw, envelope }) => [raw, envelope.to])).toEqual([
      ['first\r\n', [MAILBOX]],
      ['second\r\n', [RETURN_PATH]],
    ])
    talk.socket.destroy()
  })

  it('can insist on TLS', async () => {
    const { port, kept } = await gateway({ requireTls: true })
    expect(await send(port, { plain: true })).toMatch(/^530 5\.7\.0/)
    expect(await send(port)).toMatch(/^250/)
    expect(kept).toHaveLength(1)
  })
})

describe('refusing mail', () => {
  it('says at RCPT that there is no such mailbox', async () => {
    const { port, kept } = await gateway()
    expect(await send(port, { to: ['nobody@liverpool.gcsx.gov.test'] })).toBe(
      '550 5.1.1 No mailbox of that name here',
    )
    expect(kept).toEqual([])
  })

  it('passes on what keeping it came to', async () => {
    const text = '5.7.1 Only encrypted mail is taken; see https://despatch.test/mail'
    const { port } = await gateway({ keep: async () => ({ ok: false, code: 550, text }) })
    expect(await send(port)).toBe(`550 ${text}`)
  })

  it('gives an enhanced status code even where the answer has none', async () => {
    const { port } = await gateway({
      keep: async () => ({ ok: false, code: 452, text: 'not now\r\n250 ok' }),
    })
    expect(await send(port)).toBe('452 4.0.0 not now 250 ok')
  })

  it('asks to try again when keeping it fails, and logs no personal data', async () => {
    const { port, logged } = await gateway({
      keep: async () => {
        throw new Error('disk full while writing mail from yot@sefton.gcsx.gov.test')
      },
    })
    expect(await send(port)).toBe('451 4.3.0 Local error; please try again later')
    // What failed, and what was answered.
    expect(logged).toHaveLength(2)
    expect(logged.join()).not.toMatch(/@|yot|asb|sefton/)
  })

  it('asks to try again when the recipient cannot be looked up', async () => {
    const { port } = await gateway({ recipient: () => Promise.reject(new Error('no database')) })
    expect(await send(port)).toMatch(/^451 4\.3\.0/)
  })

  it('takes no message over its size, announced or not, and goes on with the next', async () => {
    const { port, kept } = await gateway({ limits: { bytes: 10_000 } })
    const talk = await atData(port)
    expect(await talk.say(`${'x'.repeat(70)}\r\n`.repeat(200).concat('.'))).toMatch(/^552 5\.3\.4/)
    await talk.say('MAIL FROM:<yot@sefton.gcsx.gov.test>')
    await talk.say(`RCPT TO:<${MAILBOX}>`)
    await talk.say('DATA')
    expect(await talk.say('small\r\n.')).toMatch(/^250/)
    expect(await talk.say('MAIL FROM:<yot@sefton.gcsx.gov.test> SIZE=99999')).toMatch(/^552/)
    expect(kept).toHaveLength(1)
    talk.socket.destroy()
  })

  it('hangs up on a sender that never stops', async () => {
    const { port, kept } = await gateway({ limits: { bytes: 10_000 } })
    const talk = await atData(port)
    const line = `${'x'.repeat(998)}\r\n`.repeat(20)
    const pump = () => {
      while (!talk.socket.destroyed && talk.socket.write(line));
    }
    talk.socket.on('drain', pump)
    pump()
    await talk.ended
    expect(kept).toEqual([])
  })

  it('asks to try again when all messages together would take too much memory', async () => {
    const { port } = await gateway({ limits: { heldBytes: 5000 } })
    expect(await send(port, { raw: `\r\n${'x'.repeat(70)}\r\n`.repeat(100) })).toMatch(/^452 4\.3\.1/)
    expect(await send(port)).toMatch(/^250/)
  })

  it('takes so many recipients and no more', async () => {
    const { port, kept } = await gateway({
      limits: { recipients: 2 },
      recipient: async () => ({ accept: true, kind: 'mailbox' }),
    })
    const talk = client(port)
    await talk.answer()
    await talk.say('EHLO x.test')
    await talk.say('MAIL FROM:<a@b.test>')
    expect(await talk.say('RCPT TO:<one@b.test>')).toMatch(/^250/)
    expect(await talk.say('RCPT TO:<two@b.test>')).toMatch(/^250/)
    expect(await talk.say('RCPT TO:<three@b.test>')).toMatch(/^452 4\.5\.3/)
    expect(await talk.say('RCPT TO:<One@b.test>')).toMatch(/^250/)
    await talk.say('DATA')
    await talk.say('.')
    expect(kept[0]?.envelope.to).toEqual(['one@b.test', 'two@b.test'])
    talk.socket.destroy()
  })

  it('takes so many connections and no more', async () => {
    const { port } = await gateway({ limits: { connections: 1 } })
    const first = client(port)
    await first.answer()
    const second = client(port)
    expect(await second.answer()).toMatch(/^421/)
    first.socket.destroy()
    second.socket.destroy()
  })

  it('takes so many connections from one address, and others beside them', async () => {
    const { port } = await gateway({ limits: { connectionsPerAddress: 2 } })
    for (let sent = 0; sent < 4; sent++) expect(await send(port)).toMatch(/^250/)
    const held = [client(port), client(port)]
    for (const talk of held) expect(await talk.answer()).toMatch(/^220/)
    const third = client(port)
    expect(await third.answer()).toMatch(/^421 4\.7\.0/)
    const neighbour = client(port, '127.0.0.2')
    expect(await neighbour.answer()).toMatch(/^220/)
    for (const talk of [...held, third, neighbour]) talk.socket.destroy()
    await Promise.all(held.map(({ ended }) => ended))
    await expect.poll(() => send(port)).toMatch(/^250/)
  })

  it('lets messages from one address take a share of the memory and not all of it', async () => {
    const { port } = await gateway({ limits: { heldBytes: 20_000, heldBytesPerAddress: 5000 } })
    expect(await send(port, { raw: `\r\n${'x'.repeat(70)}\r\n`.repeat(100) })).toMatch(/^452 4\.3\.1/)
    expect(await send(port)).toMatch(/^250/)
  })

  it('leaves partners room when strangers, at however many addresses, have taken what is theirs', async () => {
    const { port } = await gateway({
      isPartner: async (address) => address === '127.0.0.2',
      limits: { heldBytesOfStrangers: 5000, connectionsOfStrangers: 3 },
    })
    const [one, other] = [await atData(port, '127.0.0.3'), await atData(port, '127.0.0.4')]
    for (const { socket } of [one, other]) socket.write(`${'x'.repeat(70)}\r\n`.repeat(32))
    const late = await atData(port, '127.0.0.5')
    const words = `${'x'.repeat(70)}\r\n`.repeat(20)
    expect(await late.say(`${words}.`)).toMatch(/^452 4\.3\.1/)
    const fourth = client(port, '127.0.0.6')
    expect(await fourth.answer()).toMatch(/^421 4\.7\.0/)
    const partner = await atData(port, '127.0.0.2')
    expect(await partner.say(`${words}.`)).toMatch(/^250/)
    for (const { socket } of [one, other, late, fourth, partner]) socket.destroy()
  })

  it('does not wait for ever for a message that comes byte by byte', async () => {
    const { port, kept } = await gateway({ limits: { messageMs: 300, idleMs: 5000 } })
    const talk = await atData(port)
    const trickle = setInterval(() => talk.socket.write('x'), 50)
    expect(await talk.answer()).toMatch(/^421 4\.4\.2/)
    clearInterval(trickle)
    talk.socket.destroy()
    // One that was slow itself, on a busy machine, would be sent away as well.
    await expect.poll(() => send(port)).toMatch(/^250/)
    expect(kept).toHaveLength(1)
  })

  it('closes a connection that has gone silent', async () => {
    const { port } = await gateway({ limits: { idleMs: 200 } })
    const talk = client(port)
    await talk.answer()
    expect(await talk.answer()).toMatch(/^421/)
    await talk.ended
  })

  it('keeps nothing of a message whose sender hung up in the middle', async () => {
    const { port, kept } = await gateway()
    const talk = await atData(port)
    talk.socket.end('half a mess')
    await talk.ended
    expect(await send(port)).toMatch(/^250/)
    expect(kept).toHaveLength(1)
  })

  it('is not led to end a message early by a lone line feed (SMTP smuggling)', async () => {
    const { port, kept } = await gateway()
    const talk = await atData(port)
    talk.socket.write('one\n.\nMAIL FROM:<evil@x.test>\r\ntwo\r\n')
    expect(await talk.say('.')).toMatch(/^250/)
    expect(kept.map(({ raw }) => raw)).toEqual(['one\n.\nMAIL FROM:<evil@x.test>\r\ntwo\r\n'])
    talk.socket.destroy()
  })
})

describe('stopping', () => {
  it('finishes the message in hand, sends idle clients away and takes no new ones', async () => {
    const inHand = Promise.withResolvers<void>()
    const safe = Promise.withResolvers<void>()
    const { port, close } = await gateway({
      limits: { closeMs: 5000 },
      keep: async () => {
        inHand.resolve()
        await safe.promise
        return { ok: true }
      },
    })
    const idle = client(port)
    await idle.answer()
    const sender = await atData(port)
    const answer = sender.say('words\r\n.')
    await inHand.promise
    const closed = close()
    expect(await idle.answer()).toMatch(/^421/)
    safe.resolve()
    expect(await answer).toMatch(/^250/)
    await closed
    expect(await send(port)).toContain('ECONNREFUSED')
  })

  it('does not wait for ever for a message that never ends', async () => {
    const { port, close } = await gateway({ limits: { closeMs: 200 } })
    const talk = await atData(port)
    talk.socket.write('and then')
    await close()
    talk.socket.destroy()
  })

  it('says which port is taken', async () => {
    const { port } = await gateway()
    await expect(gateway({ port })).rejects.toThrow('EADDRINUSE')
  })
})
