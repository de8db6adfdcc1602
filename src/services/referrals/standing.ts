import { sql } from 'kysely'
import type { Manifest } from '../../domain/wire/manifest.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { limitOfMailbox } from '../routes/limit.ts'
import { together } from '../together.ts'

/** A referral that was accepted under the same id before. */
export type Earlier = {
  id: string
  statement: string
  signature: string
  submittedBy: string | null
  stagedId: bigint
}

/** A mailbox that a referral goes to. `limit`: bytes of the largest mail that its server takes; null: none is known. */
export type Recipient = { id: string; address: string; agencyId: string; limit: number | null }

/** What the database knows, at one moment, of everything that a submission is judged by. */
export type Standing = {
  earlier: Earlier | null
  /** see `partnership.ts` */
  partnershipVersion: string
  /** the caller's own current certificates, armored */
  ownCertificates: readonly string[]
  /** what the sending mailbox is to the thread that the manifest names */
  thread: 'new' | 'party' | 'stranger'
  /** whether what is answered stands in that thread, where the sending mailbox can see it; null when nothing is */
  answersVisible: boolean | null
  /**
   * what is answered: its marking as a document bears it, null where nobody has marked it, or the same mailbox sent it, which
   * may mark its own anew; the class of its data, null where nobody has said it. Null where nothing is answered
   */
  answers: { marking: string | null; dataClass: string | null } | null
  recipients: readonly Recipient[]
}

/** A submission to be judged. */
export type Asked = { caller: Caller; manifest: Manifest }

/** Submissions whose standing is read by one question. */
const MOST_TOGETHER = 50

/**
 * Reads, in one question, what a submission is judged by; for those that come while others are being read, together.
 * Whether `from` is the caller's is not asked here.
 */
export function createStandings(db: Db): (asked: Asked) => Promise<Standing> {
  return together<Asked, Standing>((lot) => readStandings(db, lot), { most: MOST_TOGETHER })
}

async function readStandings(db: Db, lot: readonly Asked[]): Promise<Standing[]> {
  const asked = lot.map(({ caller, manifest: { id, from, to, thread, inReplyTo } }, at) => ({
    at,
    id,
    person: caller.personId,
    mailbox: caller.mailboxes.find(({ address }) => address === from)?.id ?? null,
    thread,
    answered: inReplyTo,
    recipients: to,
  }))
  const { rows } = await sql<StandingRow>`/* prepared: standings */
    select
      (select json_build_object('id', id, 'statement', statement, 'signature', signature,
            'submittedBy', submitted_by, 'stagedId', staged_id::text)
          from referral where referral.id = asked.id) as earlier,
      (select version from partnership_version) as version,
      -- As JSON, which is read at once; arrays are read a character at a time.
      (select coalesce(json_agg(armored), '[]') from certificate
          where person_id = asked.person and state = 'current') as own,
      -- Not \`exists\`: PostgreSQL would answer it for a lot of many by reading the whole table once.
      (select true from thread_party where thread_party.thread = asked.thread limit 1) as known,
      (select true from thread_party
          where thread_party.thread = asked.thread and mailbox_id = asked.mailbox limit 1) as party,
      (select json_build_object('marking',
            case when referral.from_mailbox = asked.mailbox then null else coalesce(filing.marking, referral.marking) end,
            'dataClass', coalesce(filing.data_class, referral.data_class))
          from referral left join filing on filing.referral_id = referral.id
          where referral.id = asked.answered and referral.thread = asked.thread
            and (referral.from_mailbox = asked.mailbox or (
              select true from delivery where referral_id = referral.id and mailbox_id = asked.mailbox
                and delivery.state <> 'withdrawn' limit 1))
          limit 1) as visible,
      (select coalesce(json_agg(json_build_object('id', id, 'address', address, 'agencyId', agency_id,
            'limit', ${limitOfMailbox})), '[]')
          from mailbox where address = any (asked.recipients)) as recipients
    from json_to_recordset(${JSON.stringify(asked)}::json) as asked (at integer, id uuid, person uuid, mailbox uuid,
      thread text, answered uuid, recipients text[])
    order by asked.at`.execute(db)
  return rows.map((row, at) => ({
    earlier: row.earlier && { ...row.earlier, stagedId: BigInt(row.earlier.stagedId) },
    partnershipVersion: row.version,
    ownCertificates: row.own,
    thread: row.party ? 'party' : row.known ? 'stranger' : 'new',
    answersVisible: lot[at]?.manifest.inReplyTo === null ? null : row.visible !== null,
    answers: row.visible,
    recipients: row.recipients,
  }))
}

type StandingRow = {
  earlier: (Omit<Earlier, 'stagedId'> & { stagedId: string }) | null
  version: string
  own: string[]
  known: true | null
  party: true | null
  visible: Standing['answers']
  recipients: Recipient[]
}
