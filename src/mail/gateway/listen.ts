import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { addressShares, type Share } from './address-shares.ts'
import { type Forwarded, takeForwarded } from './forwarded.ts'
import { LISTEN_LIMITS, type ListenLimits } from './listen-limits.ts'
import { type Allowance, messageBuffer } from './message-buffer.ts'
import { createPipelining, type Pipelining } from './pipelining.ts'
import { ANSWERS, answerError, type SmtpAnswer } from './smtp-answer.ts'
import type { GatewayLogger, ReceivedEnvelope, RecipientKind, SmtpSession } from './smtp-session.ts'

/** How far past the size limit, and the limit again, a message is read on so that it can be refused in order. */
const SURPLUS = 1024 * 1024

export type ListenOptions = {
  host: string
  /** 0 for any free port. */
  port: number
  name: string
  tls: { key: string; cert: string }
  /** Refuse MAIL before STARTTLS. */
  requireTls?: boolean
  /**
   * Speak LMTP (RFC 2033), behind a mail server of our own that is at one of these addresses and at no other. It may
   * say by XFORWARD whom it has the mail from.
   */
  lmtp?: { clients: readonly string[] }
  limits?: Partial<ListenLimits>
  /** Asked at RCPT, with the address in lower case. */
  recipient(
    address: string,
    session: SmtpSession,
  ): Promise<{ accept: true; kind: RecipientKind } | ({ accept: false } & SmtpAnswer)>
  /**
   * 250 is said when this resolves with `ok: true`, and not before: then the message is safe on disk. `raw` is there
   * until then, and may be overwritten, and given back before.
   */
  keep(envelope: ReceivedEnvelope, raw: Uint8Array): Promise<{ ok: true } | ({ ok: false } & SmtpAnswer)>
  /** How much mail an address may bring; asked at MAIL, and told of every message. */
  ration?: {
    begin(remoteAddress: string): Promise<SmtpAnswer | null>
    brought(remoteAddress: string, bytes: number): Promise<void>
  }
  /** Whether an address is that of a partner's relay, for whom strangers leave room. Without it nobody is known. */
  isPartner?(remoteAddress: string): Promise<boolean>
  /** Told of the bytes of large messages that have come, whose buffers may be collected. */
  tidy?: (bytes: number) => void
  logger: GatewayLogger
  /** What the log may hold of an error that nobody foresaw; its name unless told. */
  faultOf?: (error: unknown) => object
  /** Told of every answer to a connection, a sender, a recipient or a message, as it is given. */
  onAnswer?: (step: SmtpStep, code: number) => void
}

/** What an answer is to. */
export type SmtpStep = 'connect' | 'mail' | 'rcpt' | 'data'

/**
 * Takes mail by SMTP (RFC 5321) with STARTTLS, or by LMTP: no AUTH, no DSN or REQUIRETLS offered since nothing is relayed on.
 *
 * @throws where the port cannot be taken
 */
export async function listen(
  options: ListenOptions,
): Promise<{ port: number; listening(): boolean; close(): Promise<void> }> {
  const limits = { ...LISTEN_LIMITS, ...options.limits }
  const allowance: Allowance = { taken: 0, most: limits.heldBytes }
  const neighbours = addressShares(limits)
  const shares = new WeakMap<object, Share>()
  const inHand = new Set<SMTPServerSession>()
  let closing = false
  // Kept by transaction: the library makes a new envelope for each.
  const kinds = new WeakMap<object, Map<string, RecipientKind>>()
  const refusals = new WeakMap<SMTPServerSession, number>()
  const gone = new WeakSet<object>()
  /** Of LMTP, whence the mail of a transaction came to the server in front. */
  const handedOver = new WeakMap<object, Forwarded>()
  const pipelines = new WeakMap<SMTPServerSession, Pipelining>()

  const server = new SMTPServer({
    name: options.name,
    banner: 'Despatch',
    key: options.tls.key,
    cert: options.tls.cert,
    minVersion: 'TLSv1.2',
    size: limits.bytes,
    maxClients: limits.connections,
    maxCommandLength: 2048,
    socketTimeout: limits.idleMs,
    closeTimeout: limits.closeMs,
    disableReverseLookup: true,
    disabledCommands: [
      'AUTH',
      'XCLIENT',
      ...(options.lmtp ? [] : ['XFORWARD']),
      'WIZ',
      'SHELL',
      'KILL',
      'HELP',
    ],
    ...(options.lmtp ? { lmtp: true, useXForward: [...options.lmtp.clients] } : {}),
    hideDSN: true,
    hideREQUIRETLS: true,
    hideSMTPUTF8: true,
    // The library would put a code of its own before the more exact ones that our answers begin with.
    hideENHANCEDSTATUSCODES: true,
    logger: false,

    onConnect(session, done) {
      const address = addressOf(session)
      if (options.lmtp && !options.lmtp.clients.includes(address)) {
        done(saying('connect', session, ANSWERS.notOurServer))
        return
      }
      const known = options.lmtp
        ? Promise.resolve(true)
        : (options.isPartner?.(address).catch(() => false) ?? Promise.resolve(false))
      known.then((partner) => {
        const share = neighbours.enter(address, partner)
        shares.set(session, share)
        if (gone.has(session)) leave(session)
        done(saying('connect', session, share.welcome ? null : ANSWERS.tooManyConnections))
      }, done)
    },

    onClose(session) {
      gone.add(session)
      leave(session)
    },

    onSecure(socket, session, done) {
      pipelines.set(session, createPipelining(socket))
      done()
    },

    onMailFrom(_address, session, given) {
      const done = begun(session, given)
      if (options.lmtp) handedOver.set(session.envelope, takeForwarded(session))
      if (options.requireTls === true && !session.secure) {
        done(saying('mail', session, ANSWERS.tlsNeeded))
        return
      }
      if (options.ration === undefined) {
        done(saying('mail', session, null))
        return
      }
      const asked = options.ration.begin(addressOf(session)).catch(() => null)
      asked.then((refusal) => done(saying('mail', session, refusal)), done)
    },

    onRcptTo({ address }, session, given) {
      const done = begun(session, given)
      const { envelope } = session
      const accepted = kinds.get(envelope) ?? new Map<string, RecipientKind>()
      kinds.set(envelope, accepted)
      const to = address.toLowerCase()
      if (accepted.size >= limits.recipients && !accepted.has(to)) {
        done(saying('rcpt', session, ANSWERS.tooManyRecipients))
        return
      }
      answered(session, options.recipient(to, sessionOf(session)), 'recipient').then((verdict) => {
        if (verdict === null) done(saying('rcpt', session, ANSWERS.localError))
        else if (!verdict.accept) {
          const error = saying('rcpt', session, verdict)
          const count = (refusals.get(session) ?? 0) + 1
          refusals.set(session, count)
          if (count <= limits.refusedRecipients) done(error)
          else hangUp(session, '4.7.0 Too many recipients that are not here')
        } else {
          accepted.set(to, verdict.kind)
          done(saying('rcpt', session, null))
        }
      }, done)
    },

    onData(stream, session, done) {
      inHand.add(session)
      receive(stream, session)
        .catch(() => ANSWERS.localError)
        .then((refusal) => {
          inHand.delete(session)
          const error = saying('data', session, refusal)
          if (error === null) done(null, '2.0.0 Kept')
          else done(error)
          if (closing) closeIdle()
        }, done)
    },
  })

  /** How a command is answered whose handling begins: together with those behind it, once mail comes over TLS. */
  function begun(session: SMTPServerSession, done: (error?: Error | null) => void): typeof done {
    const pipeline = pipelines.get(session)
    if (pipeline === undefined) return done
    pipeline.command()
    return (error) => pipeline.answer(() => done(error))
  }

  /** One that was turned away before it was asked about is closed, too; it has no share. */
  function leave(session: SMTPServerSession): void {
    shares.get(session)?.leave()
    shares.delete(session)
  }

  /** Null when the message is kept, else what to answer. */
  async function receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<SmtpAnswer | null> {
    const buffer = messageBuffer(limits.bytes, [allowance, ...(shares.get(session)?.allowances ?? [])])
    // The library's own limit is on silence, and a byte a minute is not silent.
    const tooSlow = setTimeout(() => hangUp(session, '4.4.2 The message takes too long'), limits.messageMs)
    try {
      let surplus = 0
      for await (const piece of stream) {
        if (buffer.isLarge()) options.tidy?.(piece.length)
        if (buffer.push(piece)) continue
        // The rest must be read before it can be refused; but not for ever.
        surplus += piece.length
        if (surplus > limits.bytes + SURPLUS) hangUp(session, '4.7.0 The message goes on past every limit')
      }
      clearTimeout(tooSlow)
      if (buffer.refused() === 'too-large') return ANSWERS.tooLarge
      if (buffer.refused() === 'no-room') return ANSWERS.noRoom
      const raw = buffer.bytes()
      await options.ration?.brought(addressOf(session), raw.byteLength).catch(() => undefined)
      const verdict = await answered(session, options.keep(envelopeOf(session), raw), 'keep')
      if (verdict === null) return ANSWERS.localError
      return verdict.ok ? null : verdict
    } finally {
      clearTimeout(tooSlow)
      buffer.release()
    }
  }

  /** The answer, or null where the one who should have given it failed; that much may be logged, and no more. */
  async function answered<T>(
    session: SMTPServerSession,
    answer: Promise<T>,
    asked: string,
  ): Promise<T | null> {
    try {
      return await answer
    } catch (error) {
      const fault = options.faultOf?.(error) ?? { error: error instanceof Error ? error.name : 'unknown' }
      options.logger.error(
        { session: session.id, asked, ...fault },
        'mail could not be taken; the sender was told to try again',
      )
      return null
    }
  }

  /** The error that says an answer, or null for yes. It is told to whoever counts, and what matters to the log. */
  function saying(step: SmtpStep, session: SMTPServerSession, refusal: SmtpAnswer | null): Error | null {
    const code = refusal?.code ?? 250
    options.onAnswer?.(step, code)
    // Neither address nor text: what a session was about is in the database, and this is how it is found.
    if (refusal !== null || step === 'data')
      options.logger.info({ session: session.id, step, code }, 'answered by SMTP')
    return refusal === null ? null : answerError(refusal)
  }

  function sessionOf(session: SMTPServerSession): SmtpSession {
    const { mailFrom } = session.envelope
    const forwarded = handedOver.get(session.envelope)
    return {
      remoteAddress: forwarded ? forwarded.address : addressOf(session),
      tls: session.secure,
      helo: (forwarded ? forwarded.helo : String(session.hostNameAppearsAs || '')).slice(0, 255),
      from: mailFrom === false ? '' : mailFrom.address.toLowerCase(),
    }
  }

  function envelopeOf(session: SMTPServerSession): ReceivedEnvelope {
    const accepted = kinds.get(session.envelope) ?? new Map<string, RecipientKind>()
    return { ...sessionOf(session), to: [...accepted.keys()], kinds: [...accepted.values()] }
  }

  function hangUp(session: SMTPServerSession, text: string): void {
    for (const connection of server.connections) {
      if (connection.session === session) connection.send(421, text)
    }
  }

  function closeIdle(): void {
    for (const connection of [...server.connections]) {
      if (!inHand.has(connection.session))
        connection.send(421, '4.3.2 The service is stopping; try again later')
    }
  }

  /** Messages in hand are finished; the library ends whatever is left when `closeMs` has passed. */
  function close(): Promise<void> {
    closing = true
    return new Promise((resolve) => {
      server.close(resolve)
      closeIdle()
    })
  }

  server.on('error', (error: Error & { code?: unknown; syscall?: unknown }) => {
    // That the port is taken is told by the promise below.
    if (error.syscall === 'listen') return
    options.logger.warn(
      { error: typeof error.code === 'string' ? error.code : error.name },
      'an SMTP connection failed',
    )
  })
  return { port: await started(server, options), listening: () => server.server.listening, close }
}

function addressOf({ remoteAddress }: Pick<SMTPServerSession, 'remoteAddress'>): string {
  return remoteAddress.replace(/^::ffff:/i, '')
}

function started(server: SMTPServer, { host, port }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, () => {
      server.server.off('error', reject)
      const address = server.server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
