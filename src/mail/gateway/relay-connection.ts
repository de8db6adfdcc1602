import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type {
  MessageSource,
  RelayCredentials,
  RelayEnvelope,
  RelayServer,
  SeenServer,
} from './relay-request.ts'
import { certificateOf, tlsOf, tlsOptions } from './relay-tls.ts'

/** An encrypted connection to a partner's mail server, on which one transaction follows another. */
export type RelayConnection = {
  /** protocol and cipher, such as `TLSv1.3 TLS_AES_256_GCM_SHA384` */
  tls: string | null
  /** what the server showed of itself; null before TLS */
  seen: SeenServer | null
  /** false once either side, or a fault, has ended it */
  usable(): boolean
  /** aborted when it has ended, by whomever */
  ended: AbortSignal
  /**
   * Sends one message to one recipient.
   *
   * @returns the server's last answer, and the extensions that it told after EHLO
   * @throws the fault of the connection or the server's refusal (see `faulted`), in a `NotBegun` where none of the
   *   message had been asked for; a `SourceFault` when it could not be read
   */
  send(envelope: RelayEnvelope, message: Uint8Array | MessageSource): Promise<Sent>
  /** Leaves a transaction that was refused half-way (RFC 5321 §4.1.1.5). @throws the fault */
  reset(): Promise<void>
  /** QUIT where there is still someone to say it to; either way nothing is left open. */
  goodbye(): void
  /** Ends it at once; what is in hand fails with `reason`. */
  drop(reason?: Error): void
}

type Sent = { response: string; ehlo: readonly string[] }

/** A transaction failed before the server asked for the message itself, which therefore went nowhere. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun'
}

/** The message could not be read to its end. That is not the partner's doing; they have not got the message. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault'
}

/** How long the server may take to answer our QUIT. */
const GOODBYE_MS = 2000

/**
 * A connection that speaks as soon as `connect` has resolved: encrypted or not at all (RFC 3207, TLS 1.2 or later).
 * `drop` ends it also while it is being made.
 *
 * @throws BadPin
 */
export function relayConnection(server: RelayServer): RelayConnection & {
  /** @throws the fault (see `faulted`), with nothing left open */
  connect(): Promise<void>
} {
  const smtp = connectionTo(server)
  const ending = new AbortController()
  smtp.once('end', () => ending.abort())
  let tls: string | null = null
  let seen: SeenServer | null = null
  // Faults come as events, also between two transactions; they belong to whoever waits just then, or to nobody.
  let fail: (error: unknown) => void = () => undefined
  smtp.on('error', (error) => fail(error))

  function waiting<T>(begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    fail = reject
    begin(resolve, reject)
    return promise
  }

  /** PLAIN or LOGIN (RFC 4954), over the TLS that stands by now. */
  function login({ user, password: pass }: RelayCredentials, offered: readonly string[]): Promise<void> {
    const method = ['PLAIN', 'LOGIN'].find((one) => offered.includes(one))
    if (tls === null || method === undefined)
      throw Object.assign(new Error('AUTH is not offered'), { code: 'EAUTH' })
    return waiting<void>((resolve, reject) =>
      smtp.login({ user, pass, method }, (error) => (error ? reject(error) : resolve())),
    )
  }

  return {
    get tls() {
      return tls
    },
    get seen() {
      return seen
    },
    usable: () => !smtp.destroyed && smtp._socket !== null && smtp._socket !== false && smtp._socket.writable,
    ended: ending.signal,
    async connect() {
      try {
        await waiting<void>((resolve, reject) => smtp.connect((error) => (error ? reject(error) : resolve())))
        const told = extensionsOf(smtp)
        tls = tlsOf(smtp._socket)
        seen = { size: sizeOf(told.get('SIZE')?.[0]), certificate: certificateOf(smtp._socket) }
        if (server.credentials) await login(server.credentials, told.get('AUTH') ?? [])
      } catch (error) {
        smtp.close()
        throw error
      }
    },
    async send(envelope, message) {
      const { from, to } = envelope
      const size = message instanceof Uint8Array ? message.byteLength : message.size
      const body = bodyOf(message, () => corkForATurn(smtp))
      try {
        return await waiting<Sent>((resolve, reject) =>
          smtp.send({ from, to, dsn: dsnOf(envelope), size }, body.stream, (error, answer) => {
            if (error) reject(error)
            else resolve({ response: answer?.response ?? '', ehlo: answer?.ehlo ?? [] })
          }),
        )
      } catch (error) {
        const broken = body.broken()
        if (broken) throw broken
        if (!body.begun()) throw new NotBegun('The message was not asked for.', { cause: error })
        throw error
      } finally {
        body.stream.destroy()
      }
    },
    reset: () =>
      waiting<void>((resolve, reject) => smtp.reset((error) => (error ? reject(error) : resolve()))),
    goodbye() {
      if (smtp.destroyed) return
      if (smtp.stage === 'connected') smtp.quit()
      setTimeout(() => smtp.close(), GOODBYE_MS).unref()
    },
    drop(reason) {
      if (reason) fail(reason)
      smtp.close()
    },
  }
}

function connectionTo(server: RelayServer): SMTPConnection {
  const timeout = server.timeoutMs ?? 60_000
  return new SMTPConnection({
    host: server.address ?? server.host,
    port: server.port,
    name: server.name,
    secure: false,
    requireTLS: true,
    tls: tlsOptions(server),
    localAddress: server.localAddress,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: Math.min(timeout, 30_000),
    maxResponseSize: 64 * 1024,
    allowInternalNetworkInterfaces: true,
  })
}

function dsnOf({ from, to, envid, notify = ['success', 'failure', 'delay'] }: RelayEnvelope) {
  return {
    ret: 'HDRS',
    // A report is never reported on (RFC 3464 §2).
    notify: from === '' ? ['never'] : [...notify],
    orcpt: `rfc822;${to}`,
    ...(envid === undefined ? {} : { envid }),
  }
}

/** The message as a stream, read only when the server has asked for it. */
function bodyOf(message: Uint8Array | MessageSource, onSmall: () => void) {
  let begun = false
  let broken: SourceFault | null = null
  async function* pieces(): AsyncGenerator<Uint8Array> {
    begun = true
    if (message instanceof Uint8Array) {
      onSmall()
      return yield message
    }
    try {
      yield* message.pieces()
    } catch (error) {
      broken = new SourceFault('The message could not be read.', { cause: error })
      throw broken
    }
  }
  return {
    stream: Readable.from(pieces(), { objectMode: false }),
    begun: () => begun,
    broken: () => broken,
  }
}

/** What is written in this turn of the event loop, the message and the dot after it, leaves in one piece. */
function corkForATurn({ _socket: socket }: SMTPConnection): void {
  if (!socket) return
  socket.cork()
  setImmediate(() => socket.uncork())
}

/** What the server told after EHLO, which is the last that it said when the connection stands (RFC 5321 §4.1.1.1). */
function extensionsOf({ lastServerResponse }: SMTPConnection): Map<string, string[]> {
  const lines = (lastServerResponse || '').toUpperCase().split(/\r?\n/)
  return new Map(
    lines.map((line) => {
      const [name = '', ...words] = line.slice(4).split(' ')
      return [name, words]
    }),
  )
}

/** RFC 1870 §4: without a number, or with nought, there is no limit that the server names. */
function sizeOf(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) || null : null
}
