import { v7 as uuidv7 } from 'uuid'
import type { StatementSigner } from '../../crypto/statement-signer.ts'
import { Arrival } from '../../domain/wire/arrival.ts'
import type { Held } from '../../domain/wire/quarantine.ts'
import type { SenderChecks } from '../../domain/wire/sender-checks.ts'
import type { Db } from '../db.ts'
import type { IncomingContent } from '../referrals/incoming-content.ts'
import { findJoined, type Joined } from './join.ts'
import type { ReceivingMailbox } from './mailboxes.ts'
import { sealedContent } from './sealed-content.ts'
import type { SealingKeys } from './sealing-keys.ts'
import type { SendingDomain } from './sending-domain.ts'
import type { Store } from './store.ts'

export type KeepDependencies = {
  db: Db
  clock: () => Date
  service: { domain: string }
  /** signs arrival statements with the service's key */
  signer: StatementSigner
  sealingKeys: SealingKeys
  /** the folder where large sealed content waits; see `prepareSpool` */
  spool: string
  /** Told of the bytes of large mails that have been dealt with, whose buffers may be collected. */
  tidy(bytes: number): void
  /** See `createStore`. */
  store: Store
}

/** Mail as it came, and what its outer header says. */
export type ArrivedMail = {
  raw: Uint8Array
  size: number
  /** gives the memory of a large `raw` back, which then has no bytes any more */
  release(): void
  /** `SameMail` of `raw`: the same bytes again are the same mail */
  sameMail: string
  /** `raw` came in clear: no digest of it is kept */
  unsealed: boolean
  /** tells the same message of the same sender again, whatever was written around it; null where nothing does */
  sameMessage: string | null
  /** the keys it names as its readers */
  keyIds: string[]
  sender: SendingDomain
  /** what DNS said of the sender; null where it was not asked */
  checks: SenderChecks | null
  messageId: string | null
  references: readonly string[]
}

/** One mail for one mailbox, sealed to it, with the signed statement over it; `joined` is what it answers. */
export type SealedArrival = {
  mailbox: ReceivingMailbox
  /** why its members do not see it in their inbox; null where they do */
  held: Held | null
  joined: Joined | undefined
  content: IncomingContent
  arrival: Arrival
  statement: string
  signature: string
  signer: string
}

/** A mail sealed to each mailbox that it came for. */
export type SealedMail = { mail: ArrivedMail; arrivals: readonly SealedArrival[]; received: Date }

/**
 * Seals a partner's mail, header included, to each mailbox it came for and commits it: referral, arrival
 * statement, content, local delivery and log entry. When this returns, the 250 may be said (promise 4).
 *
 * Bytes that a mailbox already has are not stored again: the partner never heard our 250.
 */
export async function keepMail(
  dependencies: KeepDependencies,
  mail: ArrivedMail,
  { mailboxes, held }: { mailboxes: readonly ReceivingMailbox[]; held: ReadonlyMap<string, Held | null> },
): Promise<void> {
  const received = dependencies.clock()
  const arrivals: SealedArrival[] = []
  try {
    for (const mailbox of mailboxes) {
      const why = held.get(mailbox.id) ?? null
      arrivals.push(await prepare(dependencies, { mail, mailbox, held: why, received }))
    }
    mail.release()
    await dependencies.store({ mail, arrivals, received })
  } finally {
    for (const { content } of arrivals) await content.discard()
  }
}

type Preparing = { mail: ArrivedMail; mailbox: ReceivingMailbox; held: Held | null; received: Date }

async function prepare(
  { db, service, signer, sealingKeys, spool, tidy }: KeepDependencies,
  { mail, mailbox, held, received }: Preparing,
): Promise<SealedArrival> {
  const id = uuidv7()
  const { sender } = mail
  const joined = await findJoined(db, { sender, mailboxId: mailbox.id, messageIds: mail.references })
  const key = await sealingKeys.of(mailbox, received)
  // Unsigned: the service vouches for how the mail came, in the arrival statement, not for what it says.
  const content = await sealedContent(mail.raw, { key, spool, tidy, now: received })
  const { sha256, size } = content
  const arrival: Arrival = {
    despatch: 'arrival/1',
    id,
    thread: joined?.thread ?? randomThread(),
    inReplyTo: joined?.referralId ?? null,
    mailbox: mailbox.address,
    domain: sender.domain,
    messageId: mail.messageId ?? `<${id}@${service.domain}>`,
    raw: mail.unsealed
      ? { sha256, sealedByService: true }
      : { sha256: mail.sameMail, sealedByService: false },
    content: [{ sha256, size }],
    authentication: {
      method: sender.method ?? 'none',
      result: sender.authenticated ? 'pass' : 'none',
      domain: sender.domain,
    },
    ...(mail.checks === null ? {} : { checks: mail.checks }),
    keyIds: mail.keyIds,
    ...(held === null ? {} : { held }),
    unproven: true,
    received: received.toISOString(),
  }
  try {
    const { statement, signature } = await signer.sign(Arrival, arrival, received)
    return { mailbox, held, joined, content, arrival, statement, signature, signer: signer.fingerprint }
  } catch (error) {
    await content.discard()
    throw error
  }
}

function randomThread(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')
}
