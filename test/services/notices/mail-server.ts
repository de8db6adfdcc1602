import { SMTPServer } from 'smtp-server'
import { makeCertificate } from '../../mail/gateway/certificate.ts'

/** A mail as an ordinary outgoing mail server takes it. */
export type TakenMail = { from: string; to: string[]; raw: Buffer; text: string; subject: string }

/** The operator's ordinary mail server: what it answers, and whether it listens, is the test's to say. */
export type MailServer = {
  /** as NOTICE_SMTP names it */
  url: string
  host: string
  port: number
  tlsCertificate: string
  taken: TakenMail[]
  /** What it says to the recipient: null takes it. */
  refusal: { code: 451 | 550; text: string } | null
  stop(): Promise<void>
  /** Listens again, where it listened before. */
  start(): Promise<void>
}

const HOST = '127.0.0.1'

export async function startMailServer(): Promise<MailServer> {
  const { key, cert } = await makeCertificate('mail.example.test')
  let server: SMTPServer | undefined

  async function listen(port: number): Promise<number> {
    server = new SMTPServer({
      key,
      cert,
      authOptional: true,
      disableReverseLookup: true,
      closeTimeout: 500,
      logger: false,
      onRcptTo(_address, _session, done) {
        const { refusal } = mail
        done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null)
      },
      onData: async (stream, { envelope }, done) => {
        const pieces: Buffer[] = []
        for await (const piece of stream) pieces.push(piece)
        const raw = Buffer.concat(pieces)
        mail.taken.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw,
          subject: /^Subject: (.*)\r$/m.exec(raw.toString())?.[1] ?? '',
          text: unquoted(raw.toString().split('\r\n\r\n').slice(1).join('\r\n\r\n')),
        })
        done(null, '2.0.0 Taken')
      },
    })
    server.on('error', () => {})
    const { promise, resolve } = Promise.withResolvers<number>()
    const listening = server.listen(port, HOST, () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
    return promise
  }

  const mail: MailServer = {
    url: '',
    host: HOST,
    port: 0,
    tlsCertificate: cert,
    taken: [],
    refusal: null,
    stop: () => new Promise((resolve) => (server ? server.close(() => resolve()) : resolve())),
    async start() {
      await listen(mail.port)
    },
  }
  mail.port = await listen(0)
  mail.url = `smtp://${HOST}:${mail.port}`
  return mail
}

/** Quoted-printable of plain ASCII, as text. */
const unquoted = (body: string): string =>
  body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll('\r\n', '\n')
