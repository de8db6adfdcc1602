import { type Envelope, type KeepAnswer, type Refusal, refused } from './envelope.ts'
import { type TakingMail, takeMail } from './take-mail.ts'
import { type ReadReport, takeReport } from './take-report.ts'

/** What the reading of outer headers and reports tells; the gateway's own, given as arguments. */
export type MailReaders = TakingMail['readers'] & { readReport(raw: Uint8Array): Promise<ReadReport> }

export type RecipientAnswer =
  | { accept: true; kind: 'mailbox' | 'return-path' }
  | ({ accept: false } & Refusal)

/** The part of the service that the gateway asks: whether an address is ours, and to keep what came. */
export type Reception = {
  recipient(address: string): Promise<RecipientAnswer>
  keep(envelope: Envelope, raw: Uint8Array): Promise<KeepAnswer>
}

/**
 * The service's side of mail coming in. `keep` resolves with ok only when what it keeps is committed.
 *
 * Return paths take reports and bounces only; mailboxes take encrypted mail, and of a network that may send unsealed
 * mail what can be sealed on arrival. Of mail that came in clear the bytes given to `keep` are overwritten before it ends.
 */
export function createReception(dependencies: TakingMail & { readers: MailReaders }): Reception {
  const { db, service, readers } = dependencies

  async function recipient(given: string): Promise<RecipientAnswer> {
    const address = given.toLowerCase()
    const token = returnToken(address, service.domain)
    const found =
      token === null
        ? await db
            .selectFrom('mailbox')
            .select('closed_at')
            .where('address', '=', address)
            .where('route', '=', 'local')
            .executeTakeFirst()
        : await db.selectFrom('delivery').select('id').where('return_token', '=', token).executeTakeFirst()
    if (!found) return { accept: false, code: 550, text: '5.1.1 There is no such mailbox here' }
    if ('closed_at' in found && found.closed_at !== null) {
      return { accept: false, code: 550, text: '5.2.1 This mailbox is closed' }
    }
    return { accept: true, kind: token === null ? 'mailbox' : 'return-path' }
  }

  async function keep(envelope: Envelope, raw: Uint8Array): Promise<KeepAnswer> {
    const addresses = [...new Set(envelope.to.map((address) => address.toLowerCase()))]
    const tokens = addresses.flatMap((address) => returnToken(address, service.domain) ?? [])
    const mailboxes = addresses.filter((address) => returnToken(address, service.domain) === null)
    const mail =
      mailboxes.length > 0 ? await takeMail(dependencies, envelope, raw, mailboxes) : { ok: true as const }
    if (!mail.ok) return mail
    for (const token of tokens) {
      const answer = await keepReport(envelope, raw, token)
      if (!answer.ok) return answer
    }
    return { ok: true }
  }

  async function keepReport(envelope: Envelope, raw: Uint8Array, token: string): Promise<KeepAnswer> {
    const report = await readers.readReport(raw)
    const bounce = envelope.from === '' || readers.readOuterHeaders(raw).contentType === 'multipart/report'
    if (report.type === 'other' && !bounce) {
      return refused(550, '5.7.1 This address takes only reports about the message it belongs to')
    }
    const taken = await takeReport(dependencies, token, report, {
      raw,
      remoteAddress: envelope.remoteAddress,
    })
    if (taken) return { ok: true }
    return refused(554, '5.7.1 There are more reports about that message than can be kept')
  }

  return { recipient, keep }
}

/** The token of a return path `<26 base32 characters>@service-domain`, or null for any other address. */
function returnToken(address: string, serviceDomain: string): string | null {
  const [local, domain] = [
    address.slice(0, address.lastIndexOf('@')),
    address.slice(address.lastIndexOf('@') + 1),
  ]
  return domain === serviceDomain && /^[a-z2-7]{26}$/.test(local) ? local : null
}
