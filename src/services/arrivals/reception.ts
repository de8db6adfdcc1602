import type { PrivateKey } from '../../crypto/keys.ts'
import { createStatementSigner } from '../../crypto/statement-signer.ts'
import type { Db } from '../db.ts'
import type { Limiter } from '../limits.ts'
import { together } from '../together.ts'
import { type Envelope, type KeepAnswer, type Refusal, refused } from './envelope.ts'
import { mailboxAnswers, receivingMailboxes } from './mailboxes.ts'
import { createOneByOne } from './one-by-one.ts'
import { createPartnerRation } from './partner-ration.ts'
import type { SameMail } from './same-mail.ts'
import { createSealingKeys } from './sealing-keys.ts'
import { type Bringing, namedNetworks } from './sending-domain.ts'
import { createStore } from './store.ts'
import { type TakingMail, takeMail } from './take-mail.ts'
import { type ReadReport, takeReport, takeStrayReport } from './take-report.ts'

/** What the reading of outer headers and reports tells; the gateway's own, given as arguments. */
export type MailReaders = TakingMail['readers'] & { readReport(raw: Uint8Array): Promise<ReadReport> }

export type RecipientAnswer =
  | { accept: true; kind: 'mailbox' | 'return-path' }
  | ({ accept: false } & Refusal)

export type ReceptionDependencies = {
  db: Db
  clock: () => Date
  service: { origin: string; domain: string }
  /** signs arrival statements */
  serviceKey: PrivateKey
  sameMail: SameMail
  readers: MailReaders
  /** whom those may write to who write to our postmaster; null where nobody was named */
  postmaster: string | null
  /** mails by the domain of an authenticated partner */
  perPartner: Limiter
  /** the folder where the sealed form of large mail waits; see `prepareSpool` */
  spool: string
  /** told of the bytes of large mails that have been dealt with, whose buffers may be collected */
  tidy(bytes: number): void
}

/** A report whose sender DNS cannot bear out in time is merely reported. */
const CHECKED_WITHIN_MS = 4_000

/** Questions that many mails ask of the database at the same time are asked once, of at most so many. */
const ASKED_TOGETHER = { most: 100 }

/** The part of the service that the gateway asks: whether an address is ours, and to keep what came. */
export type Reception = {
  recipient(address: string): Promise<RecipientAnswer>
  keep(envelope: Envelope, raw: Uint8Array): Promise<KeepAnswer>
}

const NO_SUCH_MAILBOX = { accept: false, code: 550, text: '5.1.1 There is no such mailbox here' } as const
/** RFC 5321 §4.5.1, RFC 2142 §4. This service keeps nothing in clear, so it names who does (RFC 5321 §3.4). */
const POSTMASTERS = new Set(['postmaster', 'abuse'])
const nobodyReads = (postmaster: string): RecipientAnswer => ({
  accept: false,
  code: 551,
  text: `5.1.6 Nobody reads mail here; please try <${postmaster}>`,
})
const CLOSED = { accept: false, code: 550, text: '5.2.1 This mailbox is closed' } as const

const NO_REPORT = refused(550, '5.7.1 This address takes only reports about the message it belongs to')
const TOO_MANY_REPORTS = refused(554, '5.7.1 There are more reports about that message than can be kept')

/**
 * The service's side of mail coming in. `keep` resolves with ok only when what it keeps is committed.
 *
 * Return paths take reports and bounces only; mailboxes take encrypted mail, and of a network that may send unsealed
 * mail what can be sealed on arrival. Of mail that came in clear the bytes given to `keep` are overwritten before it ends.
 */
export function createReception(given: ReceptionDependencies): Reception {
  const { db, service, readers, postmaster } = given
  const mailboxAnswer = together(
    (addresses: readonly string[]) => mailboxAnswers(db, addresses),
    ASKED_TOGETHER,
  )
  const dependencies: TakingMail & { readers: MailReaders } = {
    ...given,
    signer: createStatementSigner(given.serviceKey),
    sealingKeys: createSealingKeys(),
    store: createStore(db, given.tidy),
    oneByOne: createOneByOne(),
    partnerRation: createPartnerRation(given.perPartner),
    lookUp: together(async (mails: readonly (Bringing & { addresses: readonly string[] })[]) => {
      const [named, mailboxes] = await Promise.all([
        namedNetworks(db, mails),
        receivingMailboxes(
          db,
          mails.map(({ addresses }) => addresses),
        ),
      ])
      return named.map((one, at) => ({ named: one, mailboxes: mailboxes[at] ?? [] }))
    }, ASKED_TOGETHER),
  }

  async function recipient(given: string): Promise<RecipientAnswer> {
    const address = given.toLowerCase()
    const token = returnToken(address, service.domain)
    if (token !== null) {
      const delivery = await db
        .selectFrom('delivery')
        .select('id')
        .where('return_token', '=', token)
        .executeTakeFirst()
      return delivery ? { accept: true, kind: 'return-path' } : NO_SUCH_MAILBOX
    }
    if (postmaster !== null && POSTMASTERS.has(address)) return nobodyReads(postmaster)
    if (
      postmaster !== null &&
      POSTMASTERS.has(address.replace(/@.*/, '')) &&
      address.endsWith(`@${service.domain}`)
    )
      return nobodyReads(postmaster)
    const answer = await mailboxAnswer(address)
    if (answer === 'open') return { accept: true, kind: 'mailbox' }
    return answer === 'closed' ? CLOSED : NO_SUCH_MAILBOX
  }

  async function keep(envelope: Envelope, raw: Uint8Array): Promise<KeepAnswer> {
    const addresses = [...new Set(envelope.to.map((address) => address.toLowerCase()))]
    const tokens = addresses.flatMap((address) => returnToken(address, service.domain) ?? [])
    const mailboxes = addresses.filter((address) => returnToken(address, service.domain) === null)
    const mayGiveBack = tokens.length === 0
    // Before anything is kept for a mailbox: what is refused is kept nowhere.
    const report = tokens.length > 0 ? await readers.readReport(raw) : null
    if (report !== null && !isReport(envelope, raw, report)) {
      raw.fill(0)
      return NO_REPORT
    }
    const stray = mailboxes.length > 0 ? await keepStrayReport(envelope, raw) : null
    if (stray && !stray.ok) return stray
    const mail =
      mailboxes.length > 0 && stray === null
        ? await takeMail(dependencies, envelope, { raw, mayGiveBack }, mailboxes)
        : { ok: true as const }
    if (!mail.ok) return mail
    if (report === null) return { ok: true }
    const came = await brought(envelope, raw)
    for (const token of tokens) {
      if (!(await takeReport(dependencies, token, report, came))) return TOO_MANY_REPORTS
    }
    return { ok: true }
  }

  /** A report that came to a mailbox; null when it is none that can be matched, and is mail like any other. */
  async function keepStrayReport(envelope: Envelope, raw: Uint8Array): Promise<KeepAnswer | null> {
    if (envelope.from !== '' && readers.readOuterHeaders(raw).contentType !== 'multipart/report') return null
    const report = await readers.readReport(raw)
    const taken = await takeStrayReport(dependencies, report, {
      raw,
      remoteAddress: envelope.remoteAddress,
      // Anybody may write to a mailbox from `<>`: that is not worth a question to DNS.
      checks: null,
    })
    return taken === null ? null : taken ? { ok: true } : TOO_MANY_REPORTS
  }

  /** A return path takes whatever comes from `<>` or calls itself a report, and what is found to be one. */
  const isReport = (envelope: Envelope, raw: Uint8Array, { type }: ReadReport): boolean =>
    type !== 'other' ||
    envelope.from === '' ||
    readers.readOuterHeaders(raw).contentType === 'multipart/report'

  /** A report names no sender in its envelope: what it is worth is by whence it comes, and by whose signature it bears. */
  async function brought(envelope: Envelope, raw: Uint8Array) {
    const checks = (await readers.checkSender?.(envelope, raw, { withinMs: CHECKED_WITHIN_MS })) ?? null
    return { raw, remoteAddress: envelope.remoteAddress, checks }
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
