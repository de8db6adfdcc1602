import type { Static } from 'typebox'
import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'
import { Agreement } from '../../domain/wire/agreement.ts'
import { type StatementSchema, writeStatement } from '../../domain/wire/statement.ts'
import { RecoveryKey } from '../../domain/wire/trust/agency.ts'
import { Anchor } from '../../domain/wire/trust/anchor.ts'
import { MailboxCertificate } from '../../domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { keyToAppoint } from '../../sdk/enrolment/certify.ts'
import { proveHolding } from '../../sdk/enrolment/holder.ts'
import { newPersonId, writeAppointment } from '../../sdk/enrolment/write-appointment.ts'
import type { DemoAgency } from './agencies.ts'
import { agreementText } from './agreement.ts'
import { addYears, utcDay } from './days.ts'
import { agencyOf, type DemoKeys } from './keys.ts'
import { mailboxes } from './mailboxes.ts'
import { type DemoPerson, people, rightsOf } from './people.ts'

/** The certificate that a mail partner's own program made, by the partner's domain. */
export type PartnerCertificate = { domain: string; certificate: string }

/**
 * What the agencies of the demonstration sign: the agreement, their liaison officers, the keys of their mailboxes, and,
 * by the liaison officers, everybody else.
 */
export async function trustRecords(
  keys: DemoKeys,
  partners: readonly PartnerCertificate[],
  now: Date,
): Promise<TrustRecord[]> {
  const roots = [...keys.roots.values()]
  const { agreement } = agreementText(keys, utcDay(now))
  const [officers, others] = [people.filter(isOfficer), people.filter((person) => !isOfficer(person))]
  return [
    await record(Agreement, agreement, roots, roots, now),
    ...(await Promise.all(officers.map((person) => appointed(keys, person, rootOf(keys, person), now)))),
    ...(await Promise.all([...keys.recovery].map(([agency, { key }]) => recovering(keys, agency, key, now)))),
    ...(await Promise.all(mailboxes.map((mailbox) => certified(keys, mailbox, partners, now)))),
    ...(await Promise.all(others.map((person) => appointed(keys, person, appointerOf(keys, person), now)))),
  ]
}

/** What each person signs of their own agency's root, as they would when they are enrolled. */
export async function anchorOf(
  keys: DemoKeys,
  { login, agency }: DemoPerson,
  now: Date,
): Promise<{ statement: string; signature: string }> {
  const statement = writeStatement(Anchor, {
    despatch: 'anchor/1',
    agency: agencyOf(agency).name,
    root: keyOf(keys.roots, agency).getFingerprint(),
    time: now.toISOString(),
  })
  return { statement, signature: await signStatement(statement, keyOf(keys.people, login), now) }
}

const isOfficer = ({ role }: DemoPerson): boolean => role === 'liaison-officer'

const rootOf = (keys: DemoKeys, { agency }: DemoPerson): PrivateKey => keyOf(keys.roots, agency)

/** The partnership's office is too small for a liaison officer. */
function appointerOf(keys: DemoKeys, person: DemoPerson): PrivateKey {
  const officer = people.find((one) => isOfficer(one) && one.agency === person.agency)
  return officer ? keyOf(keys.people, officer.login) : rootOf(keys, person)
}

async function appointed(
  keys: DemoKeys,
  person: DemoPerson,
  signer: PrivateKey,
  now: Date,
): Promise<TrustRecord> {
  const { login, title, number, agency, role } = person
  const key = keyOf(keys.people, login)
  const today = utcDay(now)
  const { name } = agencyOf(agency)
  const certificate = key.toPublic().armor()
  const appointment = await writeAppointment(
    {
      agency: name,
      person: newPersonId(),
      title,
      number,
      account: role === 'machine' ? 'machine' : 'person',
      roles: [role],
      ...(await keyToAppoint(certificate, await proveHolding(key, name, now))),
      from: today,
      until: addYears(today, 3),
      time: now.toISOString(),
    },
    {
      login,
      mailboxes: person.mailboxes.map((address) => ({ address, rights: rightsOf(person) })),
      trainedUntil: role === 'machine' ? null : addYears(today, 1),
    },
  )
  const signatures = [await signStatement(appointment.statement, signer, now)]
  return { ...appointment, signatures, certificates: [certificate] }
}

async function recovering(
  keys: DemoKeys,
  agency: DemoAgency['key'],
  key: PrivateKey,
  now: Date,
): Promise<TrustRecord> {
  const statement: RecoveryKey = {
    despatch: 'recovery-key/2',
    agency: agencyOf(agency).name,
    certificate: key.getFingerprint(),
    sha256: await sha256Hex(key.toPublic().write()),
    holder: await proveHolding(key, agencyOf(agency).name, now),
    time: now.toISOString(),
  }
  return record(RecoveryKey, statement, [keyOf(keys.roots, agency)], [key], now)
}

async function certified(
  keys: DemoKeys,
  { address, name, agency, route }: (typeof mailboxes)[number],
  partners: readonly PartnerCertificate[],
  now: Date,
): Promise<TrustRecord> {
  const armored =
    keys.mailboxes.get(address)?.toPublic().armor() ??
    partners.find(({ domain }) => address.endsWith(`@${domain}`))?.certificate
  if (armored === undefined) throw new Error(`No mail partner answers for ${address}.`)
  const certificate = await readCertificate(armored)
  const statement = writeStatement(MailboxCertificate, {
    despatch: 'certificate/1',
    agency: agencyOf(agency).name,
    mailbox: address,
    name,
    route,
    certificate: certificate.getFingerprint(),
    sha256: await sha256Hex(certificate.write()),
    generation: route === 'local' ? 1 : 0,
    replaces: null,
    restricted: false,
    time: now.toISOString(),
  })
  const signature = await signStatement(statement, keyOf(keys.roots, agency), now)
  return { statement, signatures: [signature], certificates: [armored] }
}

async function record<S extends StatementSchema>(
  schema: S,
  value: Static<S>,
  signers: readonly PrivateKey[],
  certificates: readonly PrivateKey[],
  now: Date,
): Promise<TrustRecord> {
  const statement = writeStatement(schema, value)
  return {
    statement,
    signatures: await Promise.all(signers.map((key) => signStatement(statement, key, now))),
    certificates: certificates.map((key) => key.toPublic().armor()),
  }
}

function keyOf<K>(keys: ReadonlyMap<K, PrivateKey>, holder: K): PrivateKey {
  const key = keys.get(holder)
  if (key === undefined)
    throw new Error(`The demonstration's tables do not agree: nothing stands under ${holder}.`)
  return key
}
