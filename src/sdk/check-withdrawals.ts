import { sha256Hex } from '../crypto/digest.ts'
import { mightThen } from '../domain/trust/office-then.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import type { DeliveryView, ReferralView } from '../domain/wire/referral-response.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import { Withdrawal } from '../domain/wire/withdrawal.ts'
import { ClientError } from './errors.ts'
import { isSignedFault } from './signed-fault.ts'
import { appointedPerson, type Lookup, personCertificate } from './trust/trusted.ts'
import { verifyOnce } from './verify-once.ts'

/** A withdrawal as this machine finds it. `problem` is null when it is what its sender signed, else what is wrong with it. */
export type CheckedWithdrawal = {
  delivery: string
  mailbox: string
  /** the code that was signed; as the service claims it where there is a problem, and null where it claims none */
  reason: string | null
  /** when the sender says that they withdrew it, ISO 8601; as the service claims it where there is a problem */
  time: string
  /** fingerprint of whoever signed; as the service claims it where there is a problem */
  signer: string | null
  problem: string | null
}

type Shown = NonNullable<DeliveryView['withdrawn']>

/**
 * Checks each withdrawal of a referral: signed by somebody who was appointed to send from its sender then, about this manifest and
 * this recipient, for the reason that the service shows.
 *
 * @param sent the exact text of the manifest; null of mail from a partner, which nobody here withdraws
 */
export async function checkWithdrawals(
  { deliveries }: Pick<ReferralView, 'deliveries'>,
  sent: string | null,
  lookup: Lookup,
): Promise<CheckedWithdrawal[]> {
  const manifest = sent === null ? null : parseStatement(Manifest, sent)
  const digest = sent === null ? '' : await sha256Hex(sent)
  const checked: CheckedWithdrawal[] = []
  for (const { delivery, mailbox, state, since, withdrawn } of deliveries) {
    if (withdrawn === null && state !== 'withdrawn') continue
    const base = {
      ...{ delivery, mailbox, reason: withdrawn?.reason ?? null },
      ...{ time: withdrawn?.at ?? since, signer: withdrawn?.signer ?? null },
    }
    try {
      if (withdrawn === null || manifest === null) throw new ClientError(NOTHING_SIGNED)
      const { reason, time } = await verified(lookup, withdrawn, { manifest, digest, mailbox })
      checked.push({ ...base, reason, time, problem: null })
    } catch (error) {
      if (!isSignedFault(error)) throw error
      checked.push({ ...base, problem: error.message })
    }
  }
  return checked
}

const NOTHING_SIGNED = 'The service shows nothing that its sender signed of it.'

async function verified(
  lookup: Lookup,
  { statement: text, signature, signer, reason }: Shown,
  { manifest, digest, mailbox }: { manifest: Manifest; digest: string; mailbox: string },
): Promise<Withdrawal> {
  const fields = parseStatement(Withdrawal, text)
  const person = await appointedPerson(lookup, signer)
  const { time } = fields
  const certificate = await personCertificate(lookup, person.certificate, { time, mailbox: manifest.from })
  if (!mightThen(person, { mailbox: manifest.from, right: 'send', time }))
    throw new ClientError(
      `It is signed by ${person.title} ${person.number} of ${person.agency}, who was not appointed to send from ${manifest.from} then.`,
    )
  await verifyOnce(lookup.kept?.heldBefore, {
    ...{ type: 'withdrawal/1', text, signature, certificate },
    // It was signed when it says: the signer's certificate may have ended since.
    now: new Date(time),
  })
  if (fields.referral !== manifest.id || fields.manifest !== digest)
    throw new ClientError('It is of another referral.')
  if (!fields.mailboxes.includes(mailbox)) throw new ClientError('It takes it back from others.')
  if (fields.reason !== reason) throw new ClientError('It has another reason than the service shows.')
  return fields
}

/** What is to be said of a withdrawal that does not hold. */
export const unsignedWithdrawal = ({ mailbox, problem }: CheckedWithdrawal): string =>
  `That it was withdrawn from ${mailbox} is the word of the service, and its sender did not sign it so. ${problem} Tell the operator.`
