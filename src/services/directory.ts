import { sql } from 'kysely'
import { addDays } from '../domain/day.ts'
import { problem } from '../domain/problems.ts'
import { amendmentsFor } from '../domain/trust/amendments.ts'
import { Agreement } from '../domain/wire/agreement.ts'
import type { Directory } from '../domain/wire/directory.ts'
import type { CertificateResponse } from '../domain/wire/key-response.ts'
import { parseStatement } from '../domain/wire/statement.ts'
import type { Caller } from './caller.ts'
import type { Db } from './db.ts'
import { holdsBack } from './partner-keys/holding-back.ts'
import { readAmendments } from './rule-amendments.ts'

/** The most certificates one question is answered with: a person or a mailbox has had few. */
const MOST_CERTIFICATES = 50

/** Whether another key than the current one was seen, and holds back what this agency sends. */
const keyWaitsFor = (agency: string | null) =>
  sql<boolean>`exists (
    select 1 from seen_key k
      where k.address = mailbox.address and k.fpr <> certificate.fpr
        and ${holdsBack(sql`${agency}::uuid`, sql`now()`)}
  )`.as('key_waits')

/**
 * The partnership as everybody in it may see it: agencies, mailboxes, networks and agreements; no staff.
 * Read whole, since a partnership has tens of mailboxes and the decision needs all of it.
 *
 * Of another agency's restricted mailbox there is what it takes to write to it, and not what it is called.
 *
 * @param agencyId whose people are shown it; null for the service itself
 */
export async function readDirectory(
  db: Db,
  service: { origin: string; domain: string },
  agencyId: string | null = null,
): Promise<Directory> {
  const [agencies, mailboxes, networks, agreements] = await Promise.all([
    db.selectFrom('agency').select(['id', 'name']).orderBy('name').execute(),
    db
      .selectFrom('mailbox')
      .leftJoin('certificate', (join) =>
        join.onRef('certificate.mailbox_id', '=', 'mailbox.id').on('certificate.state', '=', 'current'),
      )
      .select(['mailbox.address', 'mailbox.name', 'mailbox.agency_id', 'mailbox.route', 'mailbox.closed_at'])
      .select(['certificate.fpr', 'mailbox.restricted'])
      .select(keyWaitsFor(agencyId))
      .orderBy('mailbox.address')
      .execute(),
    db
      .selectFrom('network')
      .leftJoin('mail_domain', 'mail_domain.domain', 'network.domain')
      .select(['network.domain', 'accreditation_scheme', 'accreditation_level', 'mail_domain.agency_id'])
      .select([firstDay('valid'), lastDay('valid')])
      .orderBy('network.domain')
      .execute(),
    readAgreements(db),
  ])
  return {
    service,
    agencies,
    mailboxes: mailboxes.map((row) => ({
      address: row.address,
      name: row.restricted && agencyId !== null && agencyId !== row.agency_id ? row.address : row.name,
      agency: row.agency_id,
      route: row.route,
      certificate: row.fpr,
      closed: row.closed_at !== null,
      ...(row.key_waits ? { keyWaits: true as const } : {}),
    })),
    networks: networks.map((row) => ({
      domain: row.domain,
      agency: row.agency_id,
      accreditation: { scheme: row.accreditation_scheme, level: row.accreditation_level },
      from: row.from,
      until: row.until,
    })),
    agreements,
  }
}

/** Agreements, with those who have signed them by agency id, and the amendments of their rules. */
async function readAgreements(db: Db): Promise<Directory['agreements']> {
  const [rows, signatures, amendments] = await Promise.all([
    db
      .selectFrom('agreement')
      .select(['id', 'version', 'document', 'sha256', lastDay('in_force'), neverInForce])
      .orderBy('id')
      .orderBy('version')
      .execute(),
    db
      .selectFrom('agreement_signature as signature')
      .innerJoin('agency', 'agency.id', 'signature.agency_id')
      .select(['signature.id', 'version', 'agency_id', 'agency.name'])
      .orderBy('agency_id')
      .execute(),
    readAmendments(db),
  ])
  return rows.map((row) => {
    const agreement = parseStatement(Agreement, row.document)
    return {
      id: row.id,
      version: row.version,
      purposes: agreement.purposes,
      areas: agreement.areas,
      ruleSet: agreement.ruleSet,
      amendments: amendmentsFor(agreement, amendments),
      from: agreement.from,
      // One that was replaced on its first day, or before it, ended before it began.
      until: row.never ? addDays(agreement.from, -1) : (row.until ?? agreement.until),
      // Agencies that it names and that have not signed it are no signatories (A9).
      signatories: signatures
        .filter(({ id, version }) => id === row.id && version === row.version)
        .flatMap(({ agency_id, name }) => {
          const signatory = agreement.signatories.find(({ agency }) => agency === name)
          if (!signatory) return []
          const { domains, bodies, mailboxes, legalClasses, group, area, icoUntil } = signatory
          return [{ agency: agency_id, domains, bodies, mailboxes, legalClasses, group, area, icoUntil }]
        }),
      sha256: row.sha256,
    }
  })
}

/**
 * Certificates of one mailbox or person, or the one of a fingerprint; the current one first. Of people, those of the
 * caller's own agency alone: to others, staff are a post and a number. Of another agency's restricted mailbox, the one that
 * is written to by.
 */
export async function readCertificates(
  db: Db,
  { agencyId }: Pick<Caller, 'agencyId'>,
  asked: { mailbox?: string | undefined; person?: string | undefined; fingerprint?: string | undefined },
): Promise<CertificateResponse[]> {
  const { mailbox, person, fingerprint } = asked
  if ([mailbox, person, fingerprint].filter((part) => part !== undefined).length !== 1) {
    throw problem('invalid-request', 'Ask by exactly one of mailbox, person and fingerprint.')
  }
  const rows = await db
    .selectFrom('certificate')
    .leftJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
    .leftJoin('person', 'person.id', 'certificate.person_id')
    .select([
      'certificate.fpr',
      'certificate.armored',
      'certificate.state',
      'mailbox.address',
      'person.login',
    ])
    .where(({ or, eb }) =>
      or([eb('certificate.person_id', 'is', null), eb('person.agency_id', '=', agencyId)]),
    )
    .where(
      sql<boolean>`(mailbox.restricted is not true or mailbox.agency_id = ${agencyId} or certificate.state = 'current')`,
    )
    .$if(mailbox !== undefined, (q) => q.where('mailbox.address', '=', mailbox ?? ''))
    .$if(person !== undefined, (q) => q.where('person.ref', '=', person ?? ''))
    .$if(fingerprint !== undefined, (q) => q.where('certificate.fpr', '=', fingerprint ?? ''))
    .orderBy(sql`certificate.state = 'current' desc`)
    .orderBy('certificate.added_at', 'desc')
    .limit(MOST_CERTIFICATES)
    .execute()
  return rows.map((row) => ({
    owner: row.address === null ? { person: row.login ?? '' } : { mailbox: row.address },
    fingerprint: row.fpr,
    armored: row.armored,
    state: row.state,
  }))
}

/** The first day of a date range column, as `from`. */
function firstDay(column: 'valid') {
  return sql<string>`lower(${sql.ref(column)})`.as('from')
}

/** Whether an agreement was in force on no day, as `never`: an empty range has neither end. */
const neverInForce = sql<boolean>`isempty(in_force)`.as('never')

/** The last day, inclusive, of a date range column (PostgreSQL keeps the day after), as `until`. */
function lastDay(column: 'valid' | 'in_force') {
  return sql<string | null>`upper(${sql.ref(column)}) - 1`.as('until')
}
