import Value from 'typebox/value'
import { Domain } from '../../domain/wire/primitives.ts'
import { domainOf } from '../../mail/address.ts'
import { findEncrypted } from '../../mail/encrypted.ts'
import type { Db } from '../db.ts'
import { type Envelope, type KeepAnswer, refused } from './envelope.ts'
import { type KeepDependencies, keepMail, type ReceivingMailbox } from './keep-mail.ts'
import { namedKeyIds } from './key-ids.ts'
import { withinRation } from './ration.ts'
import type { SameMail } from './same-mail.ts'
import { sendingDomain } from './sending-domain.ts'
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
}

/**
 * Takes mail for mailboxes: what is encrypted to a key, and what came in clear where it may be sealed on arrival.
 * Of mail in clear `raw` is overwritten before this ends, whatever becomes of it. What the runtime copied on the way
 * (strings of its header, buffers of the sealing) is out of reach, and left to its memory management.
 *
 * @param addresses the mailboxes among the envelope's recipients
 */
export async function takeMail(
  dependencies: TakingMail,
  envelope: Envelope,
  raw: Uint8Array,
  addresses: readonly string[],
): Promise<KeepAnswer> {
  let keyIds: string[] | null = null
  try {
    const encrypted = findEncrypted(raw)
    keyIds = encrypted ? await namedKeyIds(encrypted.armored) : null
    return await taken(dependencies, envelope, { raw, keyIds, armored: encrypted !== null }, addresses)
  } finally {
    if (keyIds === null) raw.fill(0)
  }
}

type Examined = { raw: Uint8Array; keyIds: string[] | null; armored: boolean }

async function taken(
  dependencies: TakingMail,
  envelope: Envelope,
  { raw, keyIds, armored }: Examined,
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
  const mailboxes = await receivingMailboxes(db, addresses)
  if (mailboxes.length < addresses.length) {
    return refused(451, '4.3.0 A mailbox has no certificate to seal to just now; try again later')
  }
  const sender = await sendingDomain(db, envelope)
  if (!sender.authenticated && keyIds !== null && !(await withinRation(db, clock()))) {
    return refused(452, '4.7.1 Too much mail from outside the partnership today; try again tomorrow')
  }
  if (keyIds === null) {
    const recipientAgencies = mailboxes.map(({ agencyId }) => agencyId)
    const unsealed = { raw, sender, envelope, mailboxes: addresses, recipientAgencies }
    const why = await whyNotSealed(dependencies, unsealed, inClear)
    if (why !== null) return why
  }
  const headers = dependencies.readers.readOuterHeaders(raw)
  const mail = {
    raw,
    sameMail: keyIds === null ? sameMail.ofUnsealed(raw) : await sameMail.ofEncrypted(raw),
    keyIds,
    sender,
    messageId: plainMessageId(headers.messageId),
    references: [...new Set([...headers.inReplyTo, ...headers.references])],
  }
  await keepMail(dependencies, mail, mailboxes)
  return { ok: true }
}

async function receivingMailboxes(db: Db, addresses: readonly string[]): Promise<ReceivingMailbox[]> {
  return db
    .selectFrom('mailbox')
    .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
    .select(['mailbox.id', 'mailbox.address', 'mailbox.agency_id as agencyId'])
    .select('certificate.armored as certificate')
    .where('mailbox.address', 'in', [...addresses])
    .where('mailbox.route', '=', 'local')
    .where('certificate.state', '=', 'current')
    .execute()
}

/** A Message-ID is kept as it stands when it is printable ASCII (RFC 5322 §3.6.4); any other counts as none. */
function plainMessageId(id: string | null): string | null {
  return id !== null && /^[!-~]{3,998}$/.test(id) ? id : null
}
