import Value from 'typebox/value'
import { Domain } from '../../domain/wire/primitives.ts'
import { domainOf } from '../../mail/address.ts'
import { type Envelope, type KeepAnswer, refused } from './envelope.ts'
import { digestOf, type Examined, examine } from './examine.ts'
import { type KeepDependencies, keepMail } from './keep-mail.ts'
import type { ReceivingMailbox } from './mailboxes.ts'
import type { PartnerRation } from './partner-ration.ts'
import { withinRation } from './ration.ts'
import type { SameMail } from './same-mail.ts'
import { giveBack, isLarge } from './sealed-content.ts'
import type { Bringing, SendingDomain } from './sending-domain.ts'
import { whyNotSealed } from './unsealed-mail.ts'

export type TakingMail = KeepDependencies & {
  service: { origin: string; domain: string }
  sameMail: SameMail
  readers: {
    readOuterHeaders(raw: Uint8Array): {
      messageId: string | null
      inReplyTo: readonly string[]
      references: readonly string[]
      contentType: string
    }
  }
  /** Whose mail it is, as `sendingDomain` says, and the mailboxes that it is for; asked for several mails at once. */
  lookUp(mail: Bringing & { addresses: readonly string[] }): Promise<{
    sender: SendingDomain
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
  let examined: Examined = { keyIds: null, armored: false }
  try {
    examined = await examine(raw)
    return await taken(dependencies, envelope, { raw, mayGiveBack, ...examined }, addresses)
  } finally {
    // One that was given back was overwritten then.
    if (examined.keyIds === null && raw.byteLength > 0) raw.fill(0)
  }
}

async function taken(
  dependencies: TakingMail,
  envelope: Envelope,
  { raw, mayGiveBack, keyIds, armored }: Examined & { raw: Uint8Array; mayGiveBack: boolean },
  addresses: readonly string[],
): Promise<KeepAnswer> {
  const { db, clock, service, sameMail } = dependencies
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
  // Armor that is to no key would be armor to its reader too: whoever can make it can encrypt it to a key.
  if (keyIds === null && armored) return inClear
  const { from, remoteAddress } = envelope
  const { sender, mailboxes } = await dependencies.lookUp({ from, remoteAddress, addresses })
  if (mailboxes.length < addresses.length) {
    return refused(451, '4.3.0 A mailbox has no certificate to seal to just now; try again later')
  }
  if (sender.authenticated) {
    const tooMuch = await dependencies.partnerRation(sender.domain)
    if (tooMuch) return tooMuch
  } else if (keyIds !== null && !(await withinRation(db, clock()))) {
    return refused(452, '4.7.1 Too much mail from outside the partnership today; try again tomorrow')
  }
  if (keyIds === null) {
    const recipientAgencies = mailboxes.map(({ agencyId }) => agencyId)
    const unsealed = { raw, sender, envelope, mailboxes: addresses, recipientAgencies }
    const look = () => whyNotSealed(dependencies, unsealed, inClear)
    const why = isLarge(raw) ? await dependencies.oneByOne(look) : await look()
    if (why !== null) return why
  }
  const headers = dependencies.readers.readOuterHeaders(raw)
  const mail = {
    raw,
    size: raw.byteLength,
    release: () => {
      if (mayGiveBack) giveBack(raw)
    },
    sameMail: keyIds === null ? sameMail.ofUnsealed(raw) : await digestOf(raw),
    keyIds,
    sender,
    messageId: plainMessageId(headers.messageId),
    references: [...new Set([...headers.inReplyTo, ...headers.references])],
  }
  await keepMail(dependencies, mail, mailboxes)
  return { ok: true }
}

/** A Message-ID is kept as it stands when it is printable ASCII (RFC 5322 §3.6.4); any other counts as none. */
function plainMessageId(id: string | null): string | null {
  return id !== null && /^[!-~]{3,998}$/.test(id) ? id : null
}
