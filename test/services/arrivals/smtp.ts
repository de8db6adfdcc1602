import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Config } from '../../../src/config.ts'
import { COURT_LISTING } from '../../../src/demo/partnership/mailboxes.ts'
import { COURT_RELAY } from './court-mail.ts'

/** What the gateway answered last: its code, and the text that follows. */
export type Answered = { code: number; text: string }

/** Brings one mail for any number of recipients in one transaction, over TLS unless told. */
export function bringOnce(
  { config }: { config: Pick<Config, 'host' | 'smtpPort'> },
  {
    from = COURT_LISTING,
    to,
    message,
    localAddress = COURT_RELAY,
    tls = true,
  }: { from?: string; to: string[]; message: Uint8Array; localAddress?: string; tls?: boolean },
): Promise<Answered> {
  const connection = new SMTPConnection({
    host: config.host,
    port: config.smtpPort,
    name: 'mail.example.test',
    localAddress,
    ...(tls ? { requireTLS: true, tls: { rejectUnauthorized: false } } : { ignoreTLS: true }),
  })
  return new Promise<Answered>((resolve, reject) => {
    const failed = (error: Error & { responseCode?: number | undefined; response?: string | undefined }) =>
      error.responseCode === undefined
        ? reject(error)
        : resolve({ code: error.responseCode, text: error.response ?? '' })
    connection.once('error', failed)
    connection.connect(() =>
      connection.send({ from, to }, Buffer.from(message), (error, answer) => {
        if (error) failed(error)
        else resolve({ code: Number(answer?.response?.slice(0, 3)), text: answer?.response ?? '' })
      }),
    )
  }).finally(() => connection.close())
}
