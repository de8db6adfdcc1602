import { CertificateError } from '../crypto/certificate.ts'
import { sha256Hex } from '../crypto/digest.ts'
import { StatementSignatureError } from '../crypto/statement.ts'
import { formatMarking } from '../domain/marking.ts'
import { referenceOf } from '../domain/reference.ts'
import { mightThen } from '../domain/trust/office-then.ts'
import { personOf } from '../domain/trust/state.ts'
import { Arrival } from '../domain/wire/arrival.ts'
import { Filed } from '../domain/wire/filed.ts'
import type { Headline, ReferralView } from '../domain/wire/referral-response.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { ClientError } from './errors.ts'
import { type Lookup, personCertificate } from './trust/trusted.ts'
import { verifyOnce } from './verify-once.ts'
import { wrongWithOne } from './wrong-with-one.ts'

/** A filing, and the arrival statement that it is about, which was verified before. */
type Shown = Pick<ReferralView, 'filed' | 'statement'>

/**
 * How mail from a partner was filed, its reader's signature verified; null when nobody has filed it.
 *
 * @throws ClientError when the filing is not signed by a person of the directory, or is about another arrival
 */
export async function readFiling(session: Lookup, { filed, statement }: Shown): Promise<Filed | null> {
  if (filed === null) return null
  try {
    return await verified(session, filed, statement)
  } catch (error) {
    const isForged = [StatementError, StatementSignatureError, CertificateError].some(
      (kind) => error instanceof kind,
    )
    if (isForged && error instanceof Error) throw new ClientError(error.message)
    throw error
  }
}

async function verified(session: Lookup, filed: NonNullable<Shown['filed']>, about: string): Promise<Filed> {
  const arrival = parseStatement(Arrival, about)
  const fields = await verifyFiling(session, filed, { referral: arrival.id, mailbox: arrival.mailbox })
  if (fields.arrival === (await sha256Hex(about))) return fields
  throw ofOtherMail()
}

/**
 * A filing as its reader signed it: somebody who was appointed to open the mail of that mailbox then.
 *
 * @param about the mail that it is to be of. Which arrival statement that has is not asked here
 * @throws ClientError, StatementError, StatementSignatureError, CertificateError
 */
export async function verifyFiling(
  lookup: Lookup,
  { statement: text, signature, signer: armored }: NonNullable<Shown['filed']>,
  { referral, mailbox }: { referral: string; mailbox: string },
): Promise<Filed> {
  const fields = parseStatement(Filed, text)
  const certificate = await personCertificate(lookup, armored, { time: fields.time, mailbox })
  const person = personOf(await lookup.trust.state(), certificate.getFingerprint())
  if (person && !mightThen(person, { mailbox, right: 'open', time: fields.time }))
    throw new ClientError(
      `The filing is signed by ${person.title} ${person.number} of ${person.agency}, who was not appointed to open the mail of ${mailbox} then.`,
    )
  // It was signed when it says: the signer's certificate may have ended since.
  const now = new Date(fields.time)
  await verifyOnce(lookup.kept?.heldBefore, { type: 'filed/1', text, signature, certificate, now })
  if (fields.referral !== referral) throw ofOtherMail()
  return fields
}

const ofOtherMail = (): ClientError =>
  new ClientError('The filing that the service shows is of other mail. Tell the operator.')

/** How mail from a partner was filed before, as far as that is believed. */
export type FiledBefore = {
  /** what a reader signed; null where nobody did, or what is shown of it is not believed */
  filing: Filed | null
  /** why the service is not believed about it; null where there is nothing to doubt */
  doubt: string | null
}

/**
 * Mail from a partner with the kind, the marking, the sender and the reference of its filing. The service only says these, and
 * could say less than was signed: none of them is taken from there.
 *
 * @param shown mail whose arrival statement was verified
 */
export async function asFiled(
  session: Lookup,
  shown: ReferralView,
): Promise<{ view: ReferralView; before: FiledBefore }> {
  const before = await believed(session, shown)
  const { filing } = before
  const view: ReferralView = { ...shown, ...saidBy(filing, shown.referral) }
  if (isSaidBy(view, shown) || before.doubt !== null) return { view, before }
  return { view, before: { filing, doubt: shownOtherwise(shown, filing) } }
}

type Said = Pick<Headline, 'kind' | 'marking' | 'reference' | 'from' | 'unproven' | 'urgency' | 'respondBy'>

/** What is known of mail by its filing; and of mail that nobody has filed. No mail is signed to be answered by some day. */
export function saidBy(filing: Filed | null, referral: string): Said {
  const proven = filing?.signature === 'verified'
  const kind = filing?.kind ?? 'mail'
  return {
    kind,
    marking: filing ? formatMarking(filing.marking) : null,
    reference: referenceOf(kind, referral),
    from: proven ? filing.from : null,
    unproven: !proven,
    urgency: null,
    respondBy: null,
  }
}

/** Whether what is shown of mail is what is known of it. */
export const isSaidBy = (said: Said, shown: Said): boolean =>
  (['kind', 'marking', 'from', 'unproven', 'urgency', 'respondBy'] as const).every(
    (field) => said[field] === shown[field],
  )

/** What is to be said of a service that shows mail otherwise. */
export const shownOtherwise = (shown: Said, filing: Filed | null): string =>
  `The service shows it as ${shown.kind}, ${shown.marking ?? 'not marked'}${shown.respondBy === null ? '' : `, to be answered by ${shown.respondBy}`}, which is not what ${filing ? 'its filing says' : 'anybody has filed it as'}. Tell the operator.`

async function believed(session: Lookup, shown: Shown): Promise<FiledBefore> {
  try {
    return { filing: await readFiling(session, shown), doubt: null }
  } catch (error) {
    const doubt = `How it was filed cannot be believed, and counts for nothing here: ${wrongWithOne(error)}`
    return { filing: null, doubt }
  }
}
