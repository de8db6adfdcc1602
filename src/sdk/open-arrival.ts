import { ArmorError } from '../crypto/armor.ts'
import { sha256Hex } from '../crypto/digest.ts'
import type { PrivateKey, PublicKey } from '../crypto/keys.ts'
import { open } from '../crypto/open.ts'
import { descriptorsAdded } from '../domain/descriptors.ts'
import type { Layout } from '../domain/kinds.ts'
import { addressRemarks, claimRemarks } from '../domain/look-alikes.ts'
import type { FaultReason } from '../domain/receipt-reasons.ts'
import type { Arrival } from '../domain/wire/arrival.ts'
import type { Fault } from '../domain/wire/check.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { Filed } from '../domain/wire/filed.ts'
import type { KindName, Marking } from '../domain/wire/referral-fields.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { domainOf } from '../mail/address.ts'
import type { ArrivalFile } from './arrival-parts.ts'
import { arrivedOrder } from './arrived-order.ts'
import { type CarriedKey, carriedKeys } from './carried-keys.ts'
import { type CarriedOrder, carriedOrder } from './carried-order.ts'
import { fileArrival } from './file-arrival.ts'
import { filedMarking } from './filed-marking.ts'
import type { Unreadable } from './open-delivery.ts'
import { whyUnreadable } from './open-referral.ts'
import { type ReadArrival, readArrival } from './read-arrival.ts'
import type { FiledBefore } from './read-filing.ts'
import type { Statement } from './referral-statement.ts'
import type { Session } from './session.ts'
import { certificatesOf, readDirectory } from './trust/trusted.ts'
import { wordFor } from './word-for.ts'

/** What the reader says that mail from a partner is. What is left out is taken from the mail, where it says so. */
export type Filing = { kind?: KindName; marking?: Marking }

/** A key that the mail was encrypted to, and the mailbox of the directory that has it, where there is one. */
export type ArrivalReader = { keyId: string; mailbox: string | null }

/** Mail from a partner that opened. */
export type OpenedArrival = Omit<ReadArrival, 'text' | 'files' | 'keyIds' | 'sealedSubject'> & {
  outcome: 'opened'
  origin: 'mail'
  view: ReferralView
  delivery: string
  mailbox: string
  arrival: Arrival
  arrivalText: string
  /** whose word the key is that verified its signature; null where none did */
  word: string | null
  /** whether the service had it in clear until it was sealed, on its arrival */
  sealedOnArrival: boolean
  /** what the mail is by the data that it carries; null for mail that carries none */
  kind: KindName | null
  /** those data; null where there are none */
  data: unknown
  /** as a person reads it: the mail's own words, or the rendering of its data, marking first and last */
  text: string
  /** the same in its parts, for a page; null where the mail carries no data */
  layout: Layout | null
  /** the mail's own words, where `text` is a rendering */
  covering: string | null
  /** what the reader should know of the data: what the law does not allow, or why they were not taken */
  concerns: Fault[]
  /** without the part that held the data */
  attachments: ArrivalFile[]
  /** keys of its sender that came with it and say something new */
  carriedKeys: CarriedKey[]
  /** in what it looks like something that it is not: its sender’s address, or what its words claim */
  suspicions: string[]
  /** everyone who could read it, the mailbox itself included */
  readers: ArrivalReader[]
  /** how it was filed before it was opened now */
  before: FiledBefore
  /** what it was filed as, or would be: given, or found in the mail; null where neither says */
  filing: { kind: KindName | null; marking: Marking | null }
  /** the filing that was signed and posted now; null when marking or kind is not known, or it was filed before */
  filed: Filed | null
}

/** Opens mail that the gateway sealed on arrival, then the partner's own encryption, and judges its signature. */
export async function openArrival({
  session,
  view,
  before,
  delivery,
  arrival,
  sealed,
  keys,
  filing,
  now,
}: {
  session: Session
  view: ReferralView
  before: FiledBefore
  delivery: string
  arrival: Extract<Statement, { origin: 'mail' }>
  sealed: Uint8Array
  keys: PrivateKey[]
  filing: Filing
  now: Date
}): Promise<OpenedArrival | Unreadable> {
  const { mailbox, domain } = arrival.fields
  const directory = await readDirectory(session)
  try {
    const raw = (await open({ sealed, keys, verifyWith: [], now })).entity
    if (!(await isAsReceived(raw, arrival.fields))) {
      return unreadable(
        view,
        'raw-differs',
        'What the gateway sealed is not the mail that it says it received.',
      )
    }
    const senders = await certificatesByMailbox(session, sendersOf(directory, domain))
    const read = await readArrival({ raw, arrival: arrival.fields, keys, senders, now })
    const { text, files, keyIds, sealedSubject, ...about } = read
    const carried = carriedOrder(files)
    const marked = { subject: sealedSubject, text }
    const proposed = proposedFiling({
      filing,
      before,
      arrival: arrival.fields,
      marked,
      carried,
      added: descriptorsAdded(directory.agreements.flatMap(({ amendments }) => amendments)),
    })
    const shown =
      carried.order === null
        ? { kind: null, data: null, text, layout: null, covering: null, concerns: carried.concerns }
        : {
            ...arrivedOrder(carried.order.data, {
              arrival: arrival.fields,
              // The mail's own word, where it is of the domain that it came from.
              from: read.from !== null && domainOf(read.from) === domain ? read.from : domain,
              marking: proposed.marking,
              attachments: carried.attachments,
              directory,
              now,
            }),
            covering: text,
          }
    const own = new Map([[mailbox, await certificatesOf(session, mailbox)]])
    const opened: OpenedArrival = {
      outcome: 'opened',
      origin: 'mail',
      view,
      before,
      delivery,
      mailbox,
      arrival: arrival.fields,
      arrivalText: arrival.text,
      ...about,
      word: read.signature === 'verified' && read.from !== null ? await wordFor(session, read.from) : null,
      sealedOnArrival: arrival.fields.raw.sealedByService,
      ...shown,
      attachments: carried.attachments,
      carriedKeys: await carriedKeys({ raw, files, from: read.from, domain, senders }, now),
      readers: readersOf(keyIds, [own, senders]),
      suspicions: [
        ...(read.from === null
          ? []
          : addressRemarks(
              read.from,
              directory.mailboxes.map(({ address }) => address),
            )),
        ...claimRemarks({ subject: read.subject, text }, proposed.marking),
      ],
      filing: proposed,
      filed: null,
    }
    const { kind, marking } = opened.filing
    if (view.filed !== null || kind === null || marking === null) return opened
    return { ...opened, filed: await fileArrival({ session, opened, kind, marking, now }) }
  } catch (error) {
    if (error instanceof ArmorError) return unreadable(view, 'corrupt', error.message)
    return { outcome: 'unreadable', view, ...whyUnreadable(error) }
  }
}

const unreadable = (view: ReferralView, reason: FaultReason, sentence: string): Unreadable => ({
  outcome: 'unreadable',
  view,
  reason,
  sentence,
})

/** The statement names the mail as it came in when that was encrypted, else the sealed form, which it names as content. */
async function isAsReceived(entity: Uint8Array, { raw, content }: Arrival): Promise<boolean> {
  return raw.sha256 === (raw.sealedByService ? content[0]?.sha256 : await sha256Hex(entity))
}

/** The partner's mailboxes in the domain that the mail came from: nobody else's signature counts for it. */
const sendersOf = (directory: Directory, domain: string): string[] =>
  directory.mailboxes
    .filter(({ address, certificate }) => certificate !== null && domainOf(address) === domain)
    .map(({ address }) => address)

async function certificatesByMailbox(
  session: Pick<Session, 'trust' | 'kept'>,
  mailboxes: string[],
): Promise<Map<string, PublicKey[]>> {
  const found = new Map<string, PublicKey[]>()
  for (const mailbox of mailboxes) found.set(mailbox, await certificatesOf(session, mailbox))
  return found
}

function readersOf(keyIds: string[], known: Map<string, PublicKey[]>[]): ArrivalReader[] {
  const owners = known.flatMap((map) => [...map])
  return [...new Set(keyIds)].slice(0, 50).map((keyId) => {
    const owner = owners.find(([, certificates]) =>
      certificates.some((certificate) => certificate.getKeyIDs().some((id) => id.toHex() === keyId)),
    )
    return { keyId, mailbox: owner?.[0] ?? null }
  })
}

/**
 * The marking that stands in the subject, or first in the text, never below what it was filed under. It is a court
 * order when it carries one as data, and an answer to one of ours is a reply.
 */
function proposedFiling({
  filing,
  before,
  arrival,
  marked,
  carried,
  added,
}: {
  filing: Filing
  before: FiledBefore
  arrival: Arrival
  marked: { subject: string; text: string }
  carried: CarriedOrder
  added: readonly string[]
}): OpenedArrival['filing'] {
  const found = carried.order === null ? (arrival.inReplyTo === null ? null : 'reply') : 'court-order'
  return {
    kind: before.filing?.kind ?? filing.kind ?? found,
    marking: filedMarking(before.filing?.marking ?? filing.marking ?? null, marked, added),
  }
}
