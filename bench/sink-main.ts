/** The process of `sink.ts`: a partner's mail server that counts what it takes. */
import { argv } from 'node:process'
import { SMTPServer } from 'smtp-server'

const { key, cert }: { key: string; cert: string } = JSON.parse(argv[2] ?? '')
let taken = 0
/** Told when so many have been taken. */
let awaited = Number.POSITIVE_INFINITY

const server = new SMTPServer({
  key,
  cert,
  authOptional: true,
  disabledCommands: ['AUTH'],
  disableReverseLookup: true,
  hideDSN: false,
  logger: false,
  onData(stream, _session, done) {
    stream.resume()
    stream.once('end', () => {
      done(null, '2.0.0 Taken')
      taken += 1
      if (taken === awaited) process.send?.({ taken })
    })
  },
})
server.on('error', () => undefined)
const listening = server.listen(0, '127.0.0.1', () => {
  const address = listening.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('message', (more: number) => {
  awaited = taken + more
  process.send?.({ waiting: true })
})
process.once('disconnect', () => process.exit(0))
