import { formatMarking } from '../domain/marking.ts'
import { referenceOf } from '../domain/reference.ts'
import type { InboxRow, SentRow } from '../domain/wire/referral-response.ts'
import { ClientError } from './errors.ts'
import { isReferenceOf } from './find-referral.ts'
import { isSaidBy, saidBy, shownOtherwise, verifyFiling } from './read-filing.ts'
import { isShownAs, type StatementSession, verifyManifest } from './referral-statement.ts'
import { isSignedFault } from './signed-fault.ts'
import { steadyTrust } from './trust/steady-trust.ts'
import { appointedPerson } from './trust/trusted.ts'

/**
 * A row with what somebody signed of it: its kind, marking, sender and reference, and of a referral the days and the exchange as well.
 * How far it has come, and when, is the service's word.
 */
export type Believed<Row> = Omit<Row, 'signed'> & {
  /** whether these are what its sender signed, or of mail from a partner the reader who filed it */
  verified: boolean
  /** why the service is not believed about it, in sentences; null where there is nothing to doubt */
  doubt: string | null
}

type RowJudging = Pick<StatementSession, 'trust' | 'kept'>
type Signed = NonNullable<InboxRow['signed']>

/**
 * Rows of an inbox as they were signed, all of them judged together: the trust log is read once, and nothing is asked for any of them.
 * What cannot be verified is shown without a marking, and says why; mail that nobody has filed has no kind and no marking, whatever the
 * service says.
 *
 * @param rows asked for with `signed`
 */
export async function believedInbox(
  lookup: RowJudging,
  rows: readonly InboxRow[],
): Promise<Believed<InboxRow>[]> {
  const together = { ...lookup, trust: steadyTrust(lookup.trust) }
  return Promise.all(
    rows.map((row) => (row.origin === 'mail' ? filedRow(together, row) : inboxRow(together, row))),
  )
}

/** The same of what was sent. */
export async function believedSent(
  lookup: RowJudging,
  rows: readonly SentRow[],
): Promise<Believed<SentRow>[]> {
  const together = { ...lookup, trust: steadyTrust(lookup.trust) }
  return Promise.all(rows.map((row) => submittedRow(together, row, null)))
}

async function inboxRow(lookup: RowJudging, row: InboxRow): Promise<Believed<InboxRow>> {
  const believed = await submittedRow(lookup, row, row.mailbox)
  return { ...believed, fromDomain: null, unproven: false, sealedOnArrival: false }
}

/** @param to the mailbox that is said to have received it; null where it is not asked */
async function submittedRow<Row extends InboxRow | SentRow>(
  lookup: RowJudging,
  { signed, ...row }: Row,
  to: string | null,
): Promise<Believed<Row>> {
  const shown = row as Omit<Row, 'signed'>
  try {
    const { referral, acceptedAt } = row
    const { statement, signature, signer } = demandSigned(signed)
    const certificate = await certificateBy(lookup, signer)
    const { fields } = await verifyManifest(lookup, { statement, signature, signer: certificate, acceptedAt })
    if (fields.id !== referral) throw new ClientError('What was signed is another referral.')
    if (to !== null && !fields.to.includes(to)) throw new ClientError(`It was not sent to ${to}.`)
    const { kind, from, marking, thread, inReplyTo, handling } = fields
    const same =
      isShownAs(row, fields) &&
      row.thread === thread &&
      row.inReplyTo === inReplyTo &&
      isReferenceOf(row.reference, fields.id)
    return {
      ...shown,
      ...{ kind, from, thread, inReplyTo, marking: formatMarking(marking) },
      reference: referenceOf(kind, referral),
      ...{ urgency: handling.urgency, respondBy: handling.respondBy },
      verified: true,
      doubt: same
        ? null
        : `The service shows it as ${row.kind}, ${row.marking ?? 'not marked'}, from ${row.from ?? 'nobody'}, or otherwise than its sender signed it. Tell the operator.`,
    }
  } catch (error) {
    return { ...shown, marking: null, verified: false, doubt: doubtOf(error) }
  }
}

async function filedRow(lookup: RowJudging, { signed, ...row }: InboxRow): Promise<Believed<InboxRow>> {
  try {
    const filing =
      signed === null
        ? null
        : await verifyFiling(
            lookup,
            { ...demandSigned(signed), signer: await certificateBy(lookup, demandSigned(signed).signer) },
            row,
          )
    const said = saidBy(filing, row.referral)
    const doubt = isSaidBy(said, row) ? null : shownOtherwise(row, filing)
    return { ...row, ...said, verified: filing !== null, doubt }
  } catch (error) {
    return { ...row, ...saidBy(null, row.referral), verified: false, doubt: doubtOf(error) }
  }
}

/** The certificate of whoever is said to have signed: the trust log has it, whatever the service gives out. */
const certificateBy = async (lookup: RowJudging, fingerprint: string): Promise<string> =>
  (await appointedPerson(lookup, fingerprint)).certificate

function demandSigned(signed: Signed | null | undefined): Signed {
  if (signed) return signed
  throw new ClientError('The service gives nothing that somebody signed of it.')
}

/** What is wrong with one row; what is wrong with the way to the service is wrong with the list, and is thrown on. */
function doubtOf(error: unknown): string {
  if (isSignedFault(error)) return `What the service shows of it cannot be believed. ${error.message}`
  throw error
}
