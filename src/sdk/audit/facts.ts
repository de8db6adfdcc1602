import { consentsInWords } from '../../domain/consents.ts'
import { formatMarking } from '../../domain/marking.ts'
import { prescribedInWords } from '../../domain/prescribed.ts'
import { referenceOf } from '../../domain/reference.ts'
import { replyInWords } from '../../domain/replies.ts'
import { Arrival } from '../../domain/wire/arrival.ts'
import { Manifest } from '../../domain/wire/manifest.ts'
import type { Facts } from '../../domain/wire/review-papers.ts'
import { parseStatement, StatementError } from '../../domain/wire/statement.ts'

/** The types of entries that are disclosures. */
export const DISCLOSURES = ['accepted', 'arrived'] as const
export type DisclosureType = (typeof DISCLOSURES)[number]

/** Whether a type of entry is one of a disclosure. */
export const isDisclosure = (type: string): type is DisclosureType =>
  type === 'accepted' || type === 'arrived'

/**
 * What a disclosure's record says, with the referral's id; null when it is not a record of its type. Mail from a partner says
 * neither what it is about nor on what grounds it came.
 */
export function factsOf(type: DisclosureType, record: string): { referral: string; facts: Facts } | null {
  try {
    return type === 'accepted' ? ofManifest(record) : ofArrival(record)
  } catch (error) {
    if (error instanceof StatementError) return null
    throw error
  }
}

function ofManifest(record: string): { referral: string; facts: Facts } {
  const { id, kind, marking, from, to, agreement, created, ...rest } = parseStatement(Manifest, record)
  const {
    dataClass,
    categories,
    purpose,
    consent,
    otherConsents,
    guardian,
    bases,
    prescribed,
    reply,
    otherAgreements,
  } = rest
  return {
    referral: id,
    facts: {
      reference: referenceOf(kind, id),
      time: created,
      kind,
      marking: formatMarking(marking),
      from,
      to,
      dataClass,
      categories,
      purpose,
      consent: consentsInWords({ consent, otherConsents }),
      guardian: guardian === null ? null : `${guardian.consented} ${guardian.reference}`,
      bases,
      prescribed: prescribed === null ? null : prescribedInWords(prescribed),
      reply: reply === null ? null : replyInWords(reply),
      agreement: [agreement, ...otherAgreements].map((one) => `${one.id}/${one.version}`).join(' '),
    },
  }
}

function ofArrival(record: string): { referral: string; facts: Facts } {
  const { id, domain, mailbox, received } = parseStatement(Arrival, record)
  return {
    referral: id,
    facts: {
      reference: referenceOf('mail', id),
      time: received,
      kind: 'mail',
      marking: null,
      from: domain,
      to: [mailbox],
      ...{ dataClass: null, categories: [], purpose: null, consent: null },
      ...{ guardian: null, bases: [], prescribed: null, reply: null, agreement: null },
    },
  }
}
