import { CertificateError } from '../crypto/certificate.ts'
import { sha256Hex } from '../crypto/digest.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { formatMarking } from '../domain/marking.ts'
import { referenceOf } from '../domain/reference.ts'
import { Arrival } from '../domain/wire/arrival.ts'
import { Filed } from '../domain/wire/filed.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { ClientError } from './errors.ts'
import { type Lookup, personCertificate } from './trust/trusted.ts'
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

async function verified(
  session: Lookup,
  { statement: text, signature, signer: armored }: NonNullable<Shown['filed']>,
  about: string,
): Promise<Filed> {
  const arrival = parseStatement(Arrival, about)
  const fields = parseStatement(Filed, text)
  const signer = await personCertificate(session, armored, { time: fields.time, mailbox: arrival.mailbox })
  // It was signed when it says: the signer's certificate may have ended since.
  const now = new Date(fields.time)
  await verifyStatement({ type: 'filed/1', text, signature, certificates: [signer], now })
  if (fields.referral === arrival.id && fields.arrival === (await sha256Hex(about))) return fields
  throw new ClientError('The filing that the service shows is of other mail. Tell the operator.')
}

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
  const proven = filing?.signature === 'verified'
  const view: ReferralView = {
    ...shown,
    kind: filing?.kind ?? 'mail',
    marking: filing ? formatMarking(filing.marking) : null,
    reference: referenceOf(filing?.kind ?? 'mail', shown.referral),
    from: proven ? filing.from : null,
    unproven: !proven,
  }
  const same = (['kind', 'marking', 'from', 'unproven'] as const).every((said) => view[said] === shown[said])
  if (same || before.doubt !== null) return { view, before }
  const doubt = `The service shows it as ${shown.kind}, ${shown.marking ?? 'not marked'}, which is not what ${filing ? 'its filing says' : 'anybody has filed it as'}. Tell the operator.`
  return { view, before: { filing, doubt } }
}

async function believed(session: Lookup, shown: Shown): Promise<FiledBefore> {
  try {
    return { filing: await readFiling(session, shown), doubt: null }
  } catch (error) {
    const doubt = `How it was filed cannot be believed, and counts for nothing here: ${wrongWithOne(error)}`
    return { filing: null, doubt }
  }
}
