import { sha256Hex } from '../crypto/digest.ts'
import type { PublicKey } from '../crypto/keys.ts'
import type { EntitySignature } from '../crypto/open.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { kindOf, type Layout, type RenderContext } from '../domain/kinds.ts'
import { formatMarking } from '../domain/marking.ts'
import type { FaultReason } from '../domain/receipt-reasons.ts'
import { referenceOf } from '../domain/reference.ts'
import type { Manifest } from '../domain/wire/manifest.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { Terms, termsDiffer } from '../domain/wire/terms.ts'
import type { ReadMessage } from '../mail/read.ts'
import { normaliseText } from '../mail/text.ts'

/** One way in which a referral is not what was declared. `reason` is the code of the signed receipt. */
export type Misdeclaration = { reason: FaultReason; sentence: string }

/** An opened referral, and what it must agree with. */
export type Declared = {
  manifest: Manifest
  /** certificate of the person whose signature stands over the manifest */
  signer: PublicKey
  /** mailbox that it was opened in: a recipient, or the sending mailbox for the sender's own copy */
  mailbox: string
  entity: Uint8Array
  /** the signature over the entity, judged against certificates of `manifest.from` alone */
  signature: EntitySignature
  message: ReadMessage
  /** when the service accepted it: signatures are judged as of then */
  accepted: Date
}

/**
 * Everything in which an opened referral is not what its manifest declared to the service and the auditors; empty
 * when it is sound (design: the sealed object). A foreign program could seal anything, so nothing is taken on trust:
 * not the signature, the terms, the recipients, the text a person reads, nor the class of the data.
 */
export async function misdeclarations(declared: Declared): Promise<Misdeclaration[]> {
  const found = [
    ...(await aboutSeal(declared)),
    ...aboutHeaders(declared),
    ...(await aboutTerms(declared)),
    ...aboutData(declared),
  ]
  return found
}

async function aboutSeal({ manifest, mailbox, entity, signature }: Declared): Promise<Misdeclaration[]> {
  const found: Misdeclaration[] = []
  if (signature.status !== 'verified') {
    found.push({
      reason: 'seal-not-by-sender',
      sentence: `It was not sealed with the key of ${manifest.from}.`,
    })
  }
  if ((await sha256Hex(entity)) !== manifest.entity) {
    found.push({ reason: 'entity-differs', sentence: 'What was sealed is not what the manifest names.' })
  }
  if (!manifest.to.includes(mailbox) && manifest.from !== mailbox) {
    found.push({ reason: 'not-addressed-here', sentence: `It is not addressed to ${mailbox}.` })
  }
  return found
}

/** The protected headers say to whom it was sealed: a re-encrypted referral betrays itself here. */
function aboutHeaders({ manifest, message: { headers } }: Declared): Misdeclaration[] {
  const reference = referenceOf(manifest.kind, manifest.id)
  const subject = headers.subject ?? ''
  const differ =
    headers.protection !== 'hp' ||
    headers.from !== manifest.from ||
    !sameSet(headers.to, manifest.to) ||
    !headers.messageId?.startsWith(`<${manifest.id}@`) ||
    !subject.startsWith(formatMarking(manifest.marking)) ||
    !subject.includes(reference)
  return differ
    ? [
        {
          reason: 'headers-differ',
          sentence: 'The sealed headers name another sender, recipient, marking or reference.',
        },
      ]
    : []
}

async function aboutTerms({ manifest, signer, message, accepted }: Declared): Promise<Misdeclaration[]> {
  if (!message.referral)
    return [{ reason: 'no-terms', sentence: 'It holds no signed terms that can be read.' }]
  const { terms: text, signature } = message.referral
  try {
    await verifyStatement({ type: 'terms/1', text, signature, certificates: [signer], now: accepted })
    const differ = termsDiffer(parseStatement(Terms, text), manifest)
    return differ.length === 0
      ? []
      : [
          {
            reason: 'terms-differ',
            sentence: `The sealed terms say otherwise than the manifest about: ${differ.join(', ')}.`,
          },
        ]
  } catch (error) {
    if (!(error instanceof StatementError) && !(error instanceof StatementSignatureError)) throw error
    return [
      {
        reason: 'terms-not-signed',
        sentence: 'The sealed terms are not signed by whoever signed the manifest.',
      },
    ]
  }
}

function aboutData({ manifest, message }: Declared): Misdeclaration[] {
  if (!message.referral) return []
  const { rendering, data } = message.referral
  const kind = kindOf(manifest.kind)
  const faults = kind.check(data)
  if (rendering !== `${kind.kind}/${kind.version}` || faults.length > 0) {
    return [{ reason: 'data-not-of-kind', sentence: `Its data is not that of the kind ${manifest.kind}.` }]
  }
  const found: Misdeclaration[] = []
  if (renderingOf(manifest, data) !== message.text) {
    found.push({
      reason: 'text-differs',
      sentence: 'The text that a mail client shows is not what the data says.',
    })
  }
  const { dataClass, categories } = kind.classify(data)
  if (dataClass !== manifest.dataClass) {
    found.push({
      reason: 'class-differs',
      sentence: `It was declared as ${manifest.dataClass} data and is ${dataClass}.`,
    })
  }
  if (!sameSet(categories, manifest.categories)) {
    found.push({ reason: 'categories-differ', sentence: 'It is about other people than was declared.' })
  }
  if (!sameReply(kind.reply(data), manifest.reply)) {
    found.push({ reason: 'reply-differs', sentence: 'It answers otherwise than was declared.' })
  }
  if (!kind.attachmentsAllowed && message.attachments.length > 0) {
    found.push({
      reason: 'attachments-not-allowed',
      sentence: 'It carries attachments, which its kind does not have.',
    })
  }
  return found
}

type Rendered = Pick<Manifest, 'kind' | 'id' | 'marking' | 'from' | 'to' | 'handling' | 'prescribed'>

/** What a person is to read: the versioned rendering of the data under this manifest. */
export const renderingOf = (manifest: Rendered, data: unknown): string =>
  normaliseText(kindOf(manifest.kind).render(data, contextOf(manifest)))

/** The same in its parts, for a page. @throws DataError */
export const layoutOf = (manifest: Rendered, data: unknown): Layout =>
  kindOf(manifest.kind).layOut(data, contextOf(manifest))

function contextOf({ kind, id, marking, from, to, handling, prescribed }: Rendered): RenderContext {
  const { urgency, respondBy } = handling
  return { marking, reference: referenceOf(kind, id), from, to, urgency, respondBy, prescribed }
}

const sameReply = (a: Manifest['reply'], b: Manifest['reply']): boolean =>
  a?.outcome === b?.outcome && a?.reason === b?.reason

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === new Set(a).size
