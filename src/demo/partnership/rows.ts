import { randomBytes } from 'node:crypto'
import type { Insertable } from 'kysely'
import { v7 as uuid } from 'uuid'
import { makeGrant } from '../../crypto/grant.ts'
import { lockKey, type PrivateKey, withoutPrimarySecret } from '../../crypto/keys.ts'
import type { Database } from '../../store/tables.ts'
import { plainCourt } from '../partner/plain-court.ts'
import { agencies, type DemoAgency } from './agencies.ts'
import { utcDay } from './days.ts'
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

/** The networks of the demonstration: what each mail domain is accredited to carry. */
export function networkRows(partners: readonly PartnerEntry[], now: Date): Insertable<Database['network']>[] {
  const fromToday = `[${utcDay(now)},)`
  return agencies.flatMap(({ domains }) => domains.map((domain) => networkRow(domain, partners, fromToday)))
}

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

/** First generations of the local mailbox keys, and each member's grant of one, made by their agency's DLO. */
export async function mailboxKeyRows(keys: DemoKeys, mailboxIds: Map<string, string>, now: Date) {
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

function found<K, V>(map: Map<K, V>, key: K): V {
  const value = map.get(key)
  if (value === undefined)
    throw new Error(`The demonstration's tables do not agree: nothing stands under ${key}.`)
  return value
}
