import { randomBytes } from 'node:crypto'
import type { Insertable } from 'kysely'
import { v7 as uuid } from 'uuid'
import { sha256Hex } from '../../crypto/digest.ts'
import { makeGrant } from '../../crypto/grant.ts'
import { lockKey, type PrivateKey, withoutPrimarySecret } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'
import { addDays } from '../../domain/day.ts'
import type { Database } from '../../store/tables.ts'
import { plainCourt } from '../partner/plain-court.ts'
import { agencies, type DemoAgency } from './agencies.ts'
import { agreementText } from './agreement.ts'
import { certificateRows } from './certificates.ts'
import { addYears, utcDay } from './days.ts'
import type { DemoKeys } from './keys.ts'
import { mailboxes } from './mailboxes.ts'
import { people, rightsOf } from './people.ts'

/** What a mail partner's own side has to tell the directory. */
export type PartnerEntry = {
  domain: string
  certificate: string
  tlsCertificate: string
  relayAddresses: string[]
}

/** The rows of the demonstration partnership, by table. */
export type PartnershipRows = { [Table in keyof Database]?: Insertable<Database[Table]>[] }

/** Composes every row: nothing here touches the database, so that the loading transaction is short. */
export async function partnershipRows(
  keys: DemoKeys,
  partners: readonly PartnerEntry[],
  now: Date,
): Promise<Required<Pick<PartnershipRows, (typeof loadingOrder)[number]>>> {
  const today = utcDay(now)
  const agencyIds = new Map(agencies.map(({ key }) => [key, uuid()]))
  const mailboxIds = new Map(mailboxes.map(({ address }) => [address, uuid()]))
  const personIds = new Map(people.map(({ login }) => [login, uuid()]))
  const fromToday = `[${today},)`

  const certificates = await allCertificates({ keys, partners, mailboxIds, personIds, now })
  const { agreement, text } = agreementText(keys, today)
  return {
    agency: agencies.map(({ key, name, legalClasses, group, area }) => ({
      id: found(agencyIds, key),
      name,
      root_fpr: found(keys.roots, key).getFingerprint(),
      legal_classes: [...legalClasses],
      isp_group: group,
      area,
      ico_until: group === null ? null : addYears(today, 1),
    })),
    mail_domain: agencies.flatMap(({ key, domains }) =>
      domains.map((domain) => ({ domain, agency_id: found(agencyIds, key) })),
    ),
    network: agencies.flatMap(({ domains }) =>
      domains.map((domain) => networkRow(domain, partners, fromToday)),
    ),
    person: people.map(({ login, title, number, agency, role }) => ({
      id: found(personIds, login),
      agency_id: found(agencyIds, agency),
      login,
      title,
      number,
      state: 'active',
      account: role === 'machine' ? 'machine' : 'person',
      trained_until: role === 'machine' ? null : addYears(today, 1),
    })),
    role_grant: people.map(({ login, role }) => ({
      person_id: found(personIds, login),
      role,
      valid: fromToday,
    })),
    mailbox: mailboxes.map(({ address, name, agency, route }) => ({
      id: found(mailboxIds, address),
      agency_id: found(agencyIds, agency),
      address,
      name,
      route,
      closed_at: null,
    })),
    membership: people.flatMap((person) =>
      person.mailboxes.map((address) => ({
        mailbox_id: found(mailboxIds, address),
        person_id: found(personIds, person.login),
        rights: rightsOf(person),
        valid: fromToday,
      })),
    ),
    certificate: certificates.map(({ certificate }) => certificate),
    subkey: certificates.flatMap(({ subkeys }) => subkeys),
    ...(await mailboxKeyRows(keys, mailboxIds, now)),
    agreement: [
      {
        id: agreement.id,
        version: agreement.version,
        document: text,
        sha256: await sha256Hex(text),
        rule_set: agreement.ruleSet,
        // The agreement's last day counts; the range's upper bound does not.
        in_force: `[${agreement.from},${addDays(agreement.until, 1)})`,
      },
    ],
    // It takes effect when the roots of all responsible authorities have signed it.
    agreement_signature: await Promise.all(
      agencies
        .filter(({ legalClasses }) => legalClasses.includes('responsible'))
        .map(async ({ key }) => ({
          id: agreement.id,
          version: agreement.version,
          agency_id: found(agencyIds, key),
          signature: await signStatement(text, found(keys.roots, key), now),
        })),
    ),
  }
}

/** Parents before children. */
export const loadingOrder = [
  'agency',
  'mail_domain',
  'network',
  'person',
  'role_grant',
  'mailbox',
  'membership',
  'certificate',
  'subkey',
  'key_generation',
  'key_grant',
  'agreement',
  'agreement_signature',
] as const satisfies readonly (keyof Database)[]

function networkRow(
  domain: string,
  partners: readonly PartnerEntry[],
  valid: string,
): Insertable<Database['network']> {
  const partner = partners.find((candidate) => candidate.domain === domain)
  const unsealed = domain === plainCourt.domain
  return {
    id: uuid(),
    domain,
    accreditation_scheme: 'GPMS',
    accreditation_level: 'RESTRICTED',
    // Where a partner's server listens is known when it listens; see register.ts.
    relay_host: null,
    relay_port: null,
    relay_addresses: partner?.relayAddresses ?? (unsealed ? [plainCourt.host] : []),
    tls_certificate: partner?.tlsCertificate ?? null,
    unsealed_mail: unsealed ? 'seal-on-arrival' : 'refuse',
    valid,
  }
}

async function allCertificates(of: {
  keys: DemoKeys
  partners: readonly PartnerEntry[]
  mailboxIds: Map<string, string>
  personIds: Map<string, string>
  now: Date
}) {
  const { keys, partners, mailboxIds, personIds, now } = of
  const owned = [
    ...[...keys.people].map(([login, key]) => ({
      owner: { person_id: found(personIds, login) },
      armored: key.toPublic().armor(),
    })),
    ...mailboxes.map(({ address }) => ({
      owner: { mailbox_id: found(mailboxIds, address) },
      armored: keys.mailboxes.get(address)?.toPublic().armor() ?? partnerOf(partners, address).certificate,
    })),
  ]
  return Promise.all(owned.map(({ armored, owner }) => certificateRows(armored, owner, now)))
}

/** First generations of the local mailbox keys, and each member's grant of one, made by their agency's DLO. */
async function mailboxKeyRows(keys: DemoKeys, mailboxIds: Map<string, string>, now: Date) {
  const key_generation: Insertable<Database['key_generation']>[] = []
  const key_grant: Insertable<Database['key_grant']>[] = []
  for (const { address, agency } of mailboxes) {
    const key = keys.mailboxes.get(address)
    if (key === undefined) continue
    const mailbox_id = found(mailboxIds, address)
    const token = randomBytes(32).toString('base64url')
    const locked = await lockKey(await withoutPrimarySecret(key), token, { fast: true })
    key_generation.push({ mailbox_id, n: 1, locked, created_at: now })
    const granter = liaisonKey(keys, agency)
    for (const person of people.filter((member) => member.mailboxes.includes(address))) {
      const grantee = found(keys.people, person.login).toPublic()
      const rights = rightsOf(person)
      const grant = await makeGrant({ mailbox: address, generation: 1, token, grantee, rights, granter, now })
      key_grant.push({
        mailbox_id,
        n: 1,
        grantee_fpr: grantee.getFingerprint(),
        granter: granter.getFingerprint(),
        statement: grant.statement,
        signature: grant.signature,
        sealed_token: grant.sealedToken,
      })
    }
  }
  return { key_generation, key_grant }
}

function liaisonKey(keys: DemoKeys, agency: DemoAgency['key']): PrivateKey {
  const liaison = people.find((person) => person.agency === agency && person.role === 'liaison-officer')
  if (liaison === undefined)
    throw new Error(`The agency ${agency} has a local mailbox and no liaison officer.`)
  return found(keys.people, liaison.login)
}

function partnerOf(partners: readonly PartnerEntry[], address: string): PartnerEntry {
  const partner = partners.find(({ domain }) => address.endsWith(`@${domain}`))
  if (partner === undefined) throw new Error(`No mail partner answers for ${address}.`)
  return partner
}

function found<K, V>(map: Map<K, V>, key: K): V {
  const value = map.get(key)
  if (value === undefined)
    throw new Error(`The demonstration's tables do not agree: nothing stands under ${key}.`)
  return value
}
