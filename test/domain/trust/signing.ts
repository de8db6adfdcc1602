import type { Static } from 'typebox'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import {
  generateMailboxKey,
  generateRootKey,
  generateUserKey,
  type PrivateKey,
} from '../../../src/crypto/keys.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import type { Body } from '../../../src/domain/bodies.ts'
import { Agreement } from '../../../src/domain/wire/agreement.ts'
import { type StatementSchema, writeStatement } from '../../../src/domain/wire/statement.ts'
import { Succession } from '../../../src/domain/wire/trust/agency.ts'
import type {
  Appointment,
  AppointmentEndPrivate,
  AppointmentPrivate,
} from '../../../src/domain/wire/trust/appointment.ts'
import { MailboxCertificate } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { proveHolding } from '../../../src/sdk/enrolment/holder.ts'
import { writeAppointment, writeAppointmentEnd } from '../../../src/sdk/enrolment/write-appointment.ts'

/** Invented agencies: two that are responsible authorities, and a court that is none. */
export const COUNCIL = 'Example Council'
export const POLICE = 'Example Police'
export const COURT = 'Example Court'
export const DESK = 'desk@council.test'

export const NOW = new Date('2026-03-02T10:00:00.000Z')
export const time = NOW.toISOString()

/** Everybody's keys. */
export type Keys = Record<
  'council' | 'police' | 'court' | 'heir' | 'liaison' | 'deputy' | 'worker' | 'desk' | 'stranger',
  PrivateKey
>

export async function makeKeys(): Promise<Keys> {
  const root = (name: string) => generateRootKey({ name, address: 'root@council.test', now: NOW })
  const user = (name: string) => generateUserKey({ name, address: `${name}@council.test`, now: NOW })
  return {
    council: await root('council'),
    police: await root('police'),
    court: await root('court'),
    heir: await root('heir'),
    liaison: await user('liaison'),
    deputy: await user('deputy'),
    worker: await user('worker'),
    stranger: await user('stranger'),
    desk: await generateMailboxKey({ name: 'Desk', address: DESK, now: NOW }),
  }
}

export async function record<S extends StatementSchema>(
  schema: S,
  value: Static<S>,
  signers: readonly PrivateKey[],
  certificates: readonly PrivateKey[] = [],
): Promise<TrustRecord> {
  const statement = writeStatement(schema, value)
  return {
    statement,
    signatures: await Promise.all(signers.map((key) => signStatement(statement, key, NOW))),
    certificates: certificates.map((key) => key.toPublic().armor()),
  }
}

/** The first version of the agreement of all three, with the council's successor named. */
export function agreement(keys: Keys, change: Partial<Agreement> = {}): Agreement {
  const signatory = (agency: string, root: PrivateKey, domain: string, body: Body) => ({
    agency,
    root: root.getFingerprint(),
    successor: agency === COUNCIL ? keys.heir.getFingerprint() : null,
    domains: [domain],
    bodies: [body],
    mailboxes: [],
    legalClasses: body === 'court' ? [] : (['responsible'] as const).slice(),
    group: 1 as const,
    area: 'Example',
    icoUntil: '2027-01-01',
  })
  return {
    despatch: 'agreement/3',
    id: 'example-isp',
    version: 1,
    previous: null,
    accord: null,
    title: 'Example protocol',
    purposes: ['services-to-individuals'],
    aims: [],
    areas: ['Example'],
    ruleSet: 'uk-2026',
    from: '2026-03-01',
    until: '2029-03-01',
    review: '2027-03-01',
    annexQuorum: 1,
    signatories: [
      signatory(COUNCIL, keys.council, 'council.test', 'council'),
      signatory(POLICE, keys.police, 'police.test', 'police'),
      signatory(COURT, keys.court, 'court.test', 'court'),
    ],
    ...change,
  }
}

export const agreed = (keys: Keys, signers: readonly PrivateKey[], change: Partial<Agreement> = {}) => {
  const text = agreement(keys, change)
  const named = new Set(text.signatories.map(({ root }) => root))
  const roots = [keys.council, keys.police, keys.court].filter((key) => named.has(key.getFingerprint()))
  return record(Agreement, text, signers, roots)
}

/** What tests say of an appointment: of both its parts. The person's id follows from their sign-in name. */
export type Change = Partial<Omit<Appointment, 'despatch' | 'private'>> &
  Partial<Omit<AppointmentPrivate, 'despatch' | 'salt'>>

/** A person's id, for whoever signs in by this name. */
export const personId = (login: string): string => `${[...login].reverse().join('').padEnd(21, '0')}A`

export async function appointed(
  key: PrivateKey,
  signer: PrivateKey,
  { login = 'worker', mailboxes = [], trainedUntil = '2027-01-01', ...told }: Change = {},
): Promise<TrustRecord> {
  const parts = await writeAppointment(
    {
      agency: COUNCIL,
      person: personId(login),
      title: 'Case worker',
      number: 'E-1',
      account: 'person',
      roles: ['case-worker'],
      certificate: key.getFingerprint(),
      sha256: await sha256Hex(key.toPublic().write()),
      holder: await proveHolding(key, told.agency ?? COUNCIL, NOW),
      from: '2026-03-02',
      until: '2028-03-02',
      time,
      ...told,
    },
    { login, mailboxes, trainedUntil },
  )
  const signatures = [await signStatement(parts.statement, signer, NOW)]
  return { ...parts, signatures, certificates: [key.toPublic().armor()] }
}

export const certified = async (
  key: PrivateKey,
  signer: PrivateKey,
  change: Partial<MailboxCertificate> = {},
): Promise<TrustRecord> =>
  record(
    MailboxCertificate,
    {
      despatch: 'certificate/1',
      agency: COUNCIL,
      mailbox: DESK,
      name: 'Desk',
      route: 'local',
      certificate: key.getFingerprint(),
      sha256: await sha256Hex(key.toPublic().write()),
      generation: 1,
      replaces: null,
      restricted: false,
      time,
      ...change,
    },
    [signer],
    [key],
  )

/** The end of an appointment by the council. */
export async function ended(
  login: string,
  key: Keys[keyof Keys],
  signer: Keys[keyof Keys],
  reason: AppointmentEndPrivate['reason'] = 'left',
): Promise<TrustRecord> {
  const told = { agency: COUNCIL, person: personId(login), certificate: key.getFingerprint(), time }
  const parts = await writeAppointmentEnd(told, { reason })
  return { ...parts, signatures: [await signStatement(parts.statement, signer, NOW)], certificates: [] }
}

/** One root of the council takes another's place, signed by `signer`: itself, where nothing else is said. */
export const succession = (
  from: PrivateKey,
  to: PrivateKey,
  { at = time, signer = to }: { at?: string; signer?: PrivateKey } = {},
): Promise<TrustRecord> =>
  record(
    Succession,
    {
      despatch: 'succession/1',
      agency: COUNCIL,
      from: from.getFingerprint(),
      to: to.getFingerprint(),
      time: at,
    },
    [signer],
    [to],
  )
