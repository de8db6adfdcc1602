import { SMTPServer } from 'smtp-server'

/** A server behind a partner's, which takes everything and knows no DSN (RFC 3461): who hands on to it reports that. */
export async function startOnwardServer({ host, port }: { host: string; port: number }): Promise<{
  stop(): Promise<void>
}> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideDSN: true,
    closeTimeout: 500,
    logger: false,
    onData: (stream, _session, done) => {
      stream.on('end', () => done()).resume()
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => {
    server.listen(port, host, () => resolve())
  })
  return { stop: () => new Promise((resolve) => server.close(() => resolve())) }
}
