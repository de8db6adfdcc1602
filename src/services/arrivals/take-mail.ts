import { hash } from 'node:crypto'
import Value from 'typebox/value'
import { Domain } from '../../domain/wire/primitives.ts'
import type { SenderChecks } from '../../domain/wire/sender-checks.ts'
import { domainOf } from '../../mail/address.ts'
import { type Envelope, type KeepAnswer, type Refusal, refused } from './envelope.ts'
import { digestOf, type Examined, examine, IN_CLEAR } from './examine.ts'
import { type KeepDependencies, keepMail } from './keep-mail.ts'
import { loopRefusal } from './loop.ts'
import type { ReceivingMailbox } from './mailboxes.ts'
import type { PartnerRation } from './partner-ration.ts'
import { withinRation } from './ration.ts'
import type { SameMail } from './same-mail.ts'
import { giveBack, isLarge } from './sealed-content.ts'
import { type Bringing, judgeSender, type NamedNetworks, type SendingDomain } from './sending-domain.ts'
import { whyNotSealed } from './unsealed-mail.ts'
import { whyHeld } from './why-held.ts'

/** Longer than any partner's DNS takes. */
const WITHIN_MS = 10_000
/** A mail that its relay's address bears out does not wait for a DNS that is down. */
const PROVEN_WITHIN_MS = 2_000

const UNPROTECTED = refused(
  550,
  '5.7.1 This mail is encrypted in an old way that does not show whether it was changed; send it again with a newer OpenPGP program',
)

type Bringer = Pick<Envelope, 'remoteAddress' | 'helo' | 'from'>

export type TakingMail = KeepDependencies & {
  service: { origin: string; domain: string }
  sameMail: SameMail
  readers: {
    readOuterHeaders(raw: Uint8Array): {
      messageId: string | null
      inReplyTo: readonly string[]
      references: readonly string[]
      fromDomain: string | null
      contentType: string
      hops: number
    }
    /** what DNS says of who brings a mail; null where it is not asked */
    checkSender:
      | ((bringer: Bringer, raw: Uint8Array, patience: { withinMs: number }) => Promise<SenderChecks>)
      | null
  }
  /** The networks of the domains that a mail names, and the mailboxes that it is for; asked for several mails at once. */
  lookUp(mail: Bringing & { addresses: readonly string[] }): Promise<{
    named: NamedNetworks
    mailboxes: ReceivingMailbox[]
  }>
  /** Does things one after the other: to read a large mail in clear takes several times its size in memory. */
  oneByOne<T>(work: () => Promise<T>): Promise<T>
  /** what a partner whose network bears the mail out may bring */
  partnerRation: PartnerRation
}

/**
 * Takes mail for mailboxes: what is encrypted to a key, and what came in clear where it may be sealed on arrival.
 * Of mail in clear `raw` is overwritten before this ends, whatever becomes of it. What the runtime copied on the way
 * (strings of its header, buffers of the sealing) is out of reach, and left to its memory management.
 *
 * @param addresses the mailboxes among the envelope's recipients
 * @param mayGiveBack whether nobody needs `raw` when it is sealed: then a large one has no bytes afterwards
 */
export async function takeMail(
  dependencies: TakingMail,
  envelope: Envelope,
  { raw, mayGiveBack }: { raw: Uint8Array; mayGiveBack: boolean },
  addresses: readonly string[],
): Promise<KeepAnswer> {
  let examined: Examined = IN_CLEAR
  try {
    examined = await examine(raw)
    return await taken(dependencies, envelope, { raw, mayGiveBack, examined }, addresses)
  } finally {
    // One that was given back was overwritten then.
    if (examined.keyIds === null && raw.byteLength > 0) raw.fill(0)
  }
}

async function taken(
  dependencies: TakingMail,
  envelope: Envelope,
  { raw, mayGiveBack, examined }: { raw: Uint8Array; mayGiveBack: boolean; examined: Examined },
  addresses: readonly string[],
): Promise<KeepAnswer> {
  const { db, clock, service, sameMail, readers } = dependencies
  const { keyIds, armored, broken, unprotected, payload } = examined
  if (envelope.from === '') {
    return refused(550, '5.7.1 Reports belong to the return path of the message they report on')
  }
  if (!Value.Check(Domain, domainOf(envelope.from))) {
    return refused(553, '5.1.8 The sender address is not of a domain that can be answered')
  }
  const inClear = refused(
    550,
    `5.7.1 This mailbox takes only OpenPGP encrypted mail; see ${service.origin}/help/unencrypted-mail`,
  )
  if (unprotected) return UNPROTECTED
  // Armor that is to no key would be armor to its reader too: whoever can make it can encrypt it to a key.
  if (keyIds === null && armored && !broken) return inClear
  const headers = readers.readOuterHeaders(raw)
  const circle = loopRefusal(headers, service.domain)
  if (circle !== null) return circle
  const { from, remoteAddress } = envelope
  const { fromDomain } = headers
  const { named, mailboxes } = await dependencies.lookUp({ from, fromDomain, remoteAddress, addresses })
  // Nobody who names no partner makes us ask DNS.
  const ofPartner = named.envelope !== undefined || named.claimed !== undefined
  const proven = judgeSender(named, null).authenticated
  const checks =
    ofPartner && readers.checkSender
      ? await readers.checkSender(envelope, raw, { withinMs: proven ? PROVEN_WITHIN_MS : WITHIN_MS })
      : null
  const sender = judgeSender(named, checks)
  const stranger = whyNotFrom(sender, { checks, fromDomain })
  if (stranger !== null) return stranger
  if (mailboxes.length < addresses.length) {
    return refused(451, '4.3.0 A mailbox has no certificate to seal to just now; try again later')
  }
  if (sender.authenticated) {
    const tooMuch = await dependencies.partnerRation(sender.domain)
    if (tooMuch) return tooMuch
  } else if ((keyIds !== null || broken) && !(await withinRation(db, clock()))) {
    return refused(452, '4.7.1 Too much mail that nothing bears out today; try again tomorrow')
  }
  if (keyIds === null && !broken) {
    const recipientAgencies = mailboxes.map(({ agencyId }) => agencyId)
    const unsealed = { raw, sender, envelope, mailboxes: addresses, recipientAgencies }
    const look = () => whyNotSealed(dependencies, unsealed, inClear)
    const why = isLarge(raw) ? await dependencies.oneByOne(look) : await look()
    if (why !== null) return why
  }
  const messageId = plainMessageId(headers.messageId)
  const mail = {
    raw,
    size: raw.byteLength,
    release: () => {
      if (mayGiveBack) giveBack(raw)
    },
    unsealed: keyIds === null && !broken,
    sameMail: keyIds === null && !broken ? sameMail.ofUnsealed(raw) : await digestOf(raw),
    sameMessage:
      messageId === null || payload === null
        ? null
        : hash('sha256', JSON.stringify([sender.domain, sender.authenticated, messageId, payload])),
    keyIds: keyIds ?? [],
    sender,
    checks,
    messageId,
    references: [...new Set([...headers.inReplyTo, ...headers.references])],
  }
  const held = new Map(
    mailboxes.map((mailbox) => [mailbox.id, whyHeld(examined, mailbox, { sender, checks })] as const),
  )
  await keepMail(dependencies, mail, { mailboxes, held })
  return { ok: true }
}

/**
 * Why nothing is taken from this sender: their domain is no network of the partnership, or nothing bears it out and the mail
 * itself names another, or the domain asks that what fails its checks is refused, or DNS does not answer.
 */
function whyNotFrom(
  sender: SendingDomain,
  { checks, fromDomain }: { checks: SenderChecks | null; fromDomain: string | null },
): ({ ok: false } & Refusal) | null {
  if (sender.authenticated) return null
  if (!sender.known) {
    return refused(
      550,
      `5.7.1 ${sender.domain} is no network of this partnership; only partners can write here`,
    )
  }
  // What its domain asks for (DMARC) is asked of the domain in From: another one there would answer for it.
  if (fromDomain !== sender.domain) {
    return refused(
      550,
      `5.7.1 Nothing bears out that this mail is from ${sender.domain}, and it names another sender in From`,
    )
  }
  if (checks === null) return null
  const { spf, dkim, dmarc } = checks
  if ([spf, ...dkim, dmarc].some(({ result }) => result === 'temperror')) {
    return refused(451, '4.4.3 The DNS of the sender’s domain does not answer; try again later')
  }
  return dmarc.result === 'fail' && dmarc.policy === 'reject'
    ? refused(550, `5.7.26 Neither SPF nor DKIM bears out that this mail is from ${sender.domain}`)
    : null
}

/** A Message-ID is kept as it stands when it is printable ASCII (RFC 5322 §3.6.4); any other counts as none. */
function plainMessageId(id: string | null): string | null {
  return id !== null && /^[!-~]{3,998}$/.test(id) ? id : null
}
