import { parseStatement, StatementError } from '../wire/statement.ts'
import { isTrustType, TRUST_STATEMENTS, type TrustRecord, type TrustType } from '../wire/trust/record.ts'
import { enterRecoveryKey, enterResumption, enterSuccession, enterSuspension } from './agencies.ts'
import { enterAgreement } from './agreements.ts'
import { enterAmendment } from './amendments.ts'
import { enterAnnex } from './annexes.ts'
import { endAppointment, enterAppointment } from './appointments.ts'
import { enterCertificate, enterRevocation, enterVouch } from './certificates.ts'
import { own, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

/** How long before the newest statement of the log another may have been made: roots are offline, and are waited for. */
const MOST_BACKDATED_MS = 31 * 24 * 3600 * 1000

/** The type of a statement of the trust log; null for any other text. */
export function trustTypeOf(statement: string): TrustType | null {
  const type = /^\{"despatch":"([a-z-]{1,40})\/[0-9]{1,4}"/.exec(statement)?.[1]
  return type !== undefined && isTrustType(type) ? type : null
}

/**
 * Reads records in the order of the log, and gives what they come to.
 *
 * What counts is the place in the log, never the time that a statement claims: whoever was in office before a record may
 * have signed it, whoever has left may not, whatever the date says. The state that is given stays as it was.
 *
 * @throws TrustError at the first record that nobody was entitled to make. Nothing after it is believed either
 */
export async function replay(
  before: TrustState,
  records: readonly TrustRecord[],
  verifier: TrustVerifier,
): Promise<TrustState> {
  const state = structuredClone(before)
  for (const record of records) {
    await enter(state, record, verifier)
    state.size += 1
  }
  return state
}

async function enter(state: TrustState, record: TrustRecord, verifier: TrustVerifier): Promise<void> {
  const { statement: text, signatures } = record
  const type = trustTypeOf(text)
  if (type === null) throw new TrustError('not-a-statement', 'This is no statement that the trust log takes.')
  // An agreement is signed over weeks and says from when it counts, not when it was written.
  if (type === 'agreement') {
    demandFew(type, record)
    const certificates = await readAll(record.certificates, verifier)
    await enterAgreement(state, parsed('agreement', text), { text, signatures, certificates }, verifier)
    return
  }
  const { time } = parsed(type, text)
  if (state.time !== '' && Date.parse(time) < Date.parse(state.time) - MOST_BACKDATED_MS) {
    throw new TrustError(
      'backdated',
      `This was signed on ${time.slice(0, 10)}, more than a month before what the log holds already.`,
    )
  }
  const digest = await verifier.digest(text)
  if (own(state.entered, digest) !== undefined)
    throw new TrustError('out-of-order', 'This very statement stands in the log already.')
  const latest = time > state.time ? time : state.time
  const judged = { text, signatures, time, days: [time.slice(0, 10), latest.slice(0, 10)] }
  demandFew(type, record)
  const certificates = await readAll(record.certificates, verifier)
  const given = { judged, certificates, private: record.private }
  switch (type) {
    case 'annex':
      await enterAnnex(state, parsed('annex', text), { text, signatures }, verifier)
      break
    case 'appointment':
      await enterAppointment(state, parsed('appointment', text), given, verifier)
      break
    case 'appointment-end':
      await endAppointment(state, parsed('appointment-end', text), given, verifier)
      break
    case 'certificate':
      await enterCertificate(state, parsed('certificate', text), given, verifier)
      break
    case 'vouch':
      await enterVouch(state, parsed('vouch', text), given, verifier)
      break
    case 'revocation':
      await enterRevocation(state, parsed('revocation', text), judged, verifier)
      break
    case 'succession':
      await enterSuccession(state, parsed('succession', text), given, verifier)
      break
    case 'suspension':
      await enterSuspension(state, parsed('suspension', text), judged, verifier)
      break
    case 'resumption':
      await enterResumption(state, parsed('resumption', text), judged, verifier)
      break
    case 'recovery-key':
      await enterRecoveryKey(state, parsed('recovery-key', text), given, verifier)
      break
    case 'rules':
      await enterAmendment(state, parsed('rules', text), judged, verifier)
      break
  }
  state.entered[digest] = state.size
  state.time = latest
}

function parsed<T extends TrustType>(type: T, text: string) {
  try {
    return parseStatement(TRUST_STATEMENTS[type], text)
  } catch (error) {
    if (error instanceof StatementError) throw new TrustError('not-a-statement', error.message)
    throw error
  }
}

/** Certificates that come with a statement of each type, at most; with an agreement, two for each that it can name. */
const MOST_CERTIFICATES: Partial<Record<TrustType, number>> = {
  agreement: 400,
  appointment: 1,
  certificate: 1,
  vouch: 1,
  succession: 1,
  'recovery-key': 1,
}

/** A record that carries more than its statement speaks of costs everybody who ever reads the log. */
function demandFew(type: TrustType, { certificates }: TrustRecord): void {
  if (
    certificates.length <= (MOST_CERTIFICATES[type] ?? 0) &&
    new Set(certificates).size === certificates.length
  )
    return
  throw new TrustError('certificate', 'More certificates come with the statement than it speaks of.')
}

async function readAll(certificates: readonly string[], verifier: TrustVerifier): Promise<ReadCertificate[]> {
  try {
    return await Promise.all(certificates.map((armored) => verifier.read(armored)))
  } catch (error) {
    const why = error instanceof Error ? error.message : 'It cannot be read.'
    throw new TrustError('certificate', `A certificate that comes with the statement is not usable. ${why}`)
  }
}
