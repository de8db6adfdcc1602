import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { KeptEnvelope } from './folder.ts'
import type { MailPartner } from './partners.ts'
import { mailServerName, type ServerTls } from './tls.ts'

const LARGEST_MAIL = 48 * 1024 * 1024

/**
 * A partner's mail server: takes mail for its one mailbox, over STARTTLS only, and says 250 when `keep` has it
 * on disk.
 */
export async function listenForMail({
  partner,
  tls,
  keep,
  onError,
  port: wanted = 0,
}: {
  partner: MailPartner
  tls: ServerTls
  keep: (envelope: KeptEnvelope, raw: Uint8Array) => Promise<void>
  onError: (error: Error) => void
  /** 0 for any free port */
  port?: number
}): Promise<{ port: number; close: () => Promise<void> }> {
  const server = new SMTPServer({
    name: mailServerName(partner.domain),
    banner: 'Example mail server',
    ...tls,
    disabledCommands: ['AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    // Hidden unless asked for; REQUIRETLS is not honoured here, so it stays hidden.
    hideDSN: false,
    hideREQUIRETLS: true,
    size: LARGEST_MAIL,
    maxClients: 20,
    closeTimeout: 1_000,
    logger: false,
    onRcptTo: ({ address }, session, callback) => {
      if (!session.secure) return callback(smtpError(530, '5.7.0 Must issue a STARTTLS command first'))
      if (address.toLowerCase() !== partner.address)
        return callback(smtpError(550, '5.1.1 No such mailbox here'))
      callback()
    },
    onData: (stream, session, callback) => {
      receive(stream, session, keep).then(
        (refusal) =>
          refusal === null ? callback(null, '2.0.0 Delivered to the mailbox') : callback(refusal),
        (error: unknown) => {
          onError(error instanceof Error ? error : new Error(String(error)))
          callback(smtpError(451, '4.3.0 The message could not be stored; try again later'))
        },
      )
    },
  })
  // Faults of single connections; the server itself goes on.
  server.on('error', onError)
  const port = await new Promise<number>((resolve, reject) => {
    const listening = server.listen(wanted, partner.host, () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
    listening.once('error', reject)
  })
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  keep: (envelope: KeptEnvelope, raw: Uint8Array) => Promise<void>,
): Promise<Error | null> {
  const chunks: Uint8Array[] = []
  // Beyond the limit nothing more is held, but the stream is drained so that the refusal can be said.
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk)
  if (stream.sizeExceeded) return smtpError(552, '5.3.4 The message is too large')
  const raw = new Uint8Array(Buffer.concat(chunks))
  const { mailFrom, rcptTo, dsn } = session.envelope
  const at = new Date().toISOString()
  for (const recipient of rcptTo) {
    const envelope = {
      from: mailFrom ? mailFrom.address.toLowerCase() : '',
      to: recipient.address.toLowerCase(),
      envelopeId: dsn?.envid ?? null,
      originalRecipient: recipient.dsn?.orcpt?.replace(/^rfc822;/i, '') ?? null,
      notify: recipient.dsn?.notify ?? [],
      at,
    }
    await keep(envelope, raw)
  }
  return null
}

const smtpError = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode })
