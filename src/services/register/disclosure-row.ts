import { type Selectable, sql } from 'kysely'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { EVIDENCE_STRENGTHS, type EvidenceStrength } from '../../domain/delivery.ts'
import {
  Category,
  ConsentState,
  DataClass,
  Purpose,
  referralFields,
} from '../../domain/wire/referral-fields.ts'
import type { DisclosureRow } from '../../domain/wire/register-response.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { referenceFor } from '../referrals/headline.ts'

/** The register's rows at these places, newest first, with the strongest evidence of each. */
export async function readDisclosureRows(db: Db, seqs: readonly bigint[]): Promise<DisclosureRow[]> {
  if (seqs.length === 0) return []
  const rows: RegisterRow[] = await registerRows(db, seqs).execute()
  const strongest = await strongestEvidence(
    db,
    rows.map(({ delivery_id }) => delivery_id),
  )
  return rows.map((row) => toRow(row, strongest.get(row.delivery_id) ?? null))
}

/** What `registerRows` reads, said in words: a type taken from so long a query is more than the linter follows. */
type RegisterRow = Pick<
  Selectable<Database['disclosure']>,
  | 'delivery_id'
  | 'referral_id'
  | 'kind'
  | 'from_agency'
  | 'from_mailbox'
  | 'from_domain'
  | 'to_agency'
  | 'to_mailbox'
  | 'marking'
  | 'data_class'
  | 'categories'
  | 'purpose'
  | 'consent'
  | 'bases'
  | 'agreement_id'
  | 'agreement_version'
  | 'sealed_on_arrival'
  | 'at'
> &
  Pick<Selectable<Database['delivery']>, 'state' | 'answer'> &
  Pick<Selectable<Database['referral']>, 'urgency'> & {
    idx: bigint | null
    senderName: string | null
    recipientName: string
    filedKind: string | null
    filedMarking: string | null
    filedFrom: string | null
    filedClass: string | null
    filedCategories: string[] | null
    /** of the manifest; null where there is none, or it is erased */
    stated: unknown
    erased: boolean
    destroyedAt: bigint | null
  }

function registerRows(db: Db, seqs: readonly bigint[]) {
  return (
    db
      .selectFrom('disclosure')
      .innerJoin('delivery', 'delivery.id', 'disclosure.delivery_id')
      .innerJoin('log_staged', 'log_staged.id', 'disclosure.staged_id')
      .innerJoin('referral', 'referral.id', 'disclosure.referral_id')
      .innerJoin('agency as recipient', 'recipient.id', 'disclosure.to_agency')
      .leftJoin('agency as sender', 'sender.id', 'disclosure.from_agency')
      .leftJoin('log_entry', 'log_entry.staged_id', 'disclosure.staged_id')
      .leftJoin('filing', 'filing.referral_id', 'disclosure.referral_id')
      .leftJoin('mailbox as filed_from', 'filed_from.id', 'filing.from_mailbox')
      .select(['disclosure.delivery_id', 'disclosure.referral_id', 'disclosure.kind', 'referral.urgency'])
      .select(['disclosure.from_agency', 'disclosure.from_mailbox', 'disclosure.from_domain'])
      .select([
        'disclosure.to_agency',
        'disclosure.to_mailbox',
        'disclosure.marking',
        'disclosure.data_class',
      ])
      .select(['disclosure.categories', 'disclosure.purpose', 'disclosure.consent', 'disclosure.bases'])
      .select(['disclosure.agreement_id', 'disclosure.agreement_version', 'disclosure.sealed_on_arrival'])
      .select(['disclosure.at', 'delivery.state', 'delivery.answer', 'log_entry.idx'])
      .select(['sender.name as senderName', 'recipient.name as recipientName'])
      .select([
        'filing.kind as filedKind',
        'filing.marking as filedMarking',
        'filed_from.address as filedFrom',
      ])
      .select(['filing.data_class as filedClass', 'filing.categories as filedCategories'])
      .leftJoin('erasure', 'erasure.staged_id', 'disclosure.staged_id')
      .leftJoin('log_entry as destroyed', 'destroyed.staged_id', 'erasure.destroyed_by')
      .select('destroyed.idx as destroyedAt')
      .select(sql<boolean>`log_staged.salt is null`.as('erased'))
      // They stand in the manifest alone, and go with it.
      .select(
        sql<unknown>`case log_staged.type when 'accepted' then
          (select jsonb_build_object('guardian', said -> 'guardian', 'otherAgreements', said -> 'otherAgreements',
              'prescribed', said -> 'prescribed', 'reply', said -> 'reply',
              'otherConsents', said -> 'otherConsents')
            from (select log_staged.record::jsonb as said) as manifest) end`.as('stated'),
      )
      // One parameter: to write, parse and plan one for each row of a page costs more than to find the rows.
      .where(sql<boolean>`disclosure.seq = any(${[...seqs]}::bigint[])`)
      .orderBy('disclosure.seq', 'desc')
  )
}

function toRow(row: RegisterRow, evidence: EvidenceStrength | null): DisclosureRow {
  const kind = row.filedKind ?? row.kind
  const dataClass = row.filedClass ?? row.data_class
  const categories = row.filedCategories ?? row.categories
  const stated = Value.Check(Stated, row.stated) ? row.stated : NOTHING_STATED
  return {
    delivery: row.delivery_id,
    referral: row.referral_id,
    reference: referenceFor(kind, row.referral_id),
    leaf: row.idx === null ? null : String(row.idx),
    record: row.erased ? 'erased' : 'kept',
    destruction: row.destroyedAt === null ? null : String(row.destroyedAt),
    at: row.at.toISOString(),
    origin: row.from_domain === null ? 'submitted' : 'mail',
    kind,
    urgency: row.urgency,
    from: {
      agency: row.from_agency,
      agencyName: row.senderName,
      mailbox: row.filedFrom ?? row.from_mailbox,
      domain: row.from_domain,
    },
    to: { agency: row.to_agency, agencyName: row.recipientName, mailbox: row.to_mailbox },
    marking: row.filedMarking ?? row.marking,
    dataClass: Value.Check(DataClass, dataClass) ? dataClass : null,
    categories: categories.filter((category) => Value.Check(Category, category)),
    purpose: Value.Check(Purpose, row.purpose) ? row.purpose : null,
    consent: Value.Check(ConsentState, row.consent) ? row.consent : null,
    otherConsents: stated.otherConsents.map(({ who, consent: { state } }) => ({ who, state })),
    guardian: stated.guardian,
    bases: row.bases,
    prescribed: stated.prescribed,
    reply: stated.reply,
    agreement:
      row.agreement_id === null || row.agreement_version === null
        ? null
        : { id: row.agreement_id, version: row.agreement_version },
    otherAgreements: stated.otherAgreements,
    sealedOnArrival: row.sealed_on_arrival,
    state: row.state,
    answer: row.answer,
    evidence,
  }
}

async function strongestEvidence(db: Db, deliveries: string[]): Promise<Map<string, EvidenceStrength>> {
  if (deliveries.length === 0) return new Map()
  const rows = await db
    .selectFrom('evidence')
    .select(['delivery_id', 'strength'])
    .distinct()
    .where(sql<boolean>`delivery_id = any(${deliveries}::uuid[])`)
    .execute()
  const strongest = new Map<string, EvidenceStrength>()
  for (const { delivery_id, strength } of rows) {
    const before = strongest.get(delivery_id)
    if (before === undefined || rank(strength) < rank(before)) strongest.set(delivery_id, strength)
  }
  return strongest
}

/** What stands in the manifest and in no column. */
const { otherConsents, guardian, otherAgreements, prescribed, reply } = referralFields
const Stated = Type.Object({ otherConsents, guardian, otherAgreements, prescribed, reply })
const NOTHING_STATED: Static<typeof Stated> = {
  otherConsents: [],
  guardian: null,
  otherAgreements: [],
  prescribed: null,
  reply: null,
}

/** Strongest first. */
const rank = (strength: EvidenceStrength): number => EVIDENCE_STRENGTHS.indexOf(strength)
