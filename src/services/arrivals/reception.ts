import Value from 'typebox/value'
import { sha256Hex } from '../../crypto/digest.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { Domain } from '../../domain/wire/primitives.ts'
import { domainOf } from '../../mail/address.ts'
import { findEncrypted } from '../../mail/encrypted.ts'
import type { Db } from '../db.ts'
import { keepMail } from './keep-mail.ts'
import { withinRation } from './ration.ts'
import { sendingDomain } from './sending-domain.ts'
import { type ReadReport, takeReport } from './take-report.ts'

/** What the reading of outer headers and reports tells; the gateway's own, given as arguments. */
export type MailReaders = {
  readReport(raw: Uint8Array): Promise<ReadReport>
  readOuterHeaders(raw: Uint8Array): {
    messageId: string | null
    inReplyTo: readonly string[]
    references: readonly string[]
    contentType: string
  }
}

export type Envelope = { from: string; to: readonly string[]; remoteAddress: string }
export type Refusal = { code: number; text: string }
export type RecipientAnswer =
  | { accept: true; kind: 'mailbox' | 'return-path' }
  | ({ accept: false } & Refusal)
export type KeepAnswer = { ok: true } | ({ ok: false } & Refusal)

/** The part of the service that the gateway asks: whether an address is ours, and to keep what came. */
export type Reception = {
  recipient(address: string): Promise<RecipientAnswer>
  keep(envelope: Envelope, raw: Uint8Array): Promise<KeepAnswer>
}

/**
 * The service's side of mail coming in. `keep` resolves with ok only when what it keeps is committed.
 *
 * Return paths take reports and bounces only; mailboxes take encrypted mail only.
 */
export function createReception(dependencies: {
  db: Db
  clock: () => Date
  service: { origin: string; domain: string }
  serviceKey: PrivateKey
  readers: MailReaders
}): Reception {
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
      mailboxes.length > 0 ? await keepForMailboxes(envelope, raw, mailboxes) : { ok: true as const }
    if (!mail.ok) return mail
    for (const token of tokens) {
      const answer = await keepReport(envelope, raw, token)
      if (!answer.ok) return answer
    }
    return { ok: true }
  }

  async function keepForMailboxes(
    envelope: Envelope,
    raw: Uint8Array,
    addresses: string[],
  ): Promise<KeepAnswer> {
    if (envelope.from === '') {
      return {
        ok: false,
        code: 550,
        text: '5.7.1 Reports belong to the return path of the message they report on',
      }
    }
    if (!Value.Check(Domain, domainOf(envelope.from))) {
      return {
        ok: false,
        code: 553,
        text: '5.1.8 The sender address is not of a domain that can be answered',
      }
    }
    const inClear = {
      ok: false as const,
      code: 550,
      text: `5.7.1 This mailbox takes only OpenPGP encrypted mail; see ${service.origin}/help/unencrypted-mail`,
    }
    const encrypted = findEncrypted(raw)
    if (!encrypted) return inClear
    const rows = await db
      .selectFrom('mailbox')
      .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
      .select(['mailbox.id', 'mailbox.address', 'certificate.armored as certificate'])
      .where('mailbox.address', 'in', addresses)
      .where('mailbox.route', '=', 'local')
      .where('certificate.state', '=', 'current')
      .execute()
    if (rows.length < addresses.length) {
      return {
        ok: false,
        code: 451,
        text: '4.3.0 A mailbox has no certificate to seal to just now; try again later',
      }
    }
    const sender = await sendingDomain(db, envelope)
    if (!sender.authenticated && !(await withinRation(db, dependencies.clock()))) {
      return {
        ok: false,
        code: 452,
        text: '4.7.1 Too much mail from outside the partnership today; try again tomorrow',
      }
    }
    const headers = readers.readOuterHeaders(raw)
    const kept = await keepMail(
      dependencies,
      {
        raw,
        rawSha256: await sha256Hex(raw),
        armored: encrypted.armored,
        sender,
        messageId: plainMessageId(headers.messageId),
        references: [...new Set([...headers.inReplyTo, ...headers.references])],
      },
      rows,
    )
    return kept ? { ok: true } : inClear
  }

  async function keepReport(envelope: Envelope, raw: Uint8Array, token: string): Promise<KeepAnswer> {
    const report = await readers.readReport(raw)
    const bounce = envelope.from === '' || readers.readOuterHeaders(raw).contentType === 'multipart/report'
    if (report.type === 'other' && !bounce) {
      return {
        ok: false,
        code: 550,
        text: '5.7.1 This address takes only reports about the message it belongs to',
      }
    }
    const taken = await takeReport(dependencies, token, report, {
      raw,
      remoteAddress: envelope.remoteAddress,
    })
    if (taken) return { ok: true }
    return { ok: false, code: 554, text: '5.7.1 There are more reports about that message than can be kept' }
  }

  return { recipient, keep }
}

/** A Message-ID is kept as it stands when it is printable ASCII (RFC 5322 §3.6.4); any other counts as none. */
function plainMessageId(id: string | null): string | null {
  return id !== null && /^[!-~]{3,998}$/.test(id) ? id : null
}

/** The token of a return path `<26 base32 characters>@service-domain`, or null for any other address. */
function returnToken(address: string, serviceDomain: string): string | null {
  const [local, domain] = [
    address.slice(0, address.lastIndexOf('@')),
    address.slice(address.lastIndexOf('@') + 1),
  ]
  return domain === serviceDomain && /^[a-z2-7]{26}$/.test(local) ? local : null
}
