import { sql } from 'kysely'
import { currentEncryptionKey, readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import { dayOf } from '../../domain/day.ts'
import { holdersOf, holding } from '../../domain/mailbox-holders.ts'
import { problem } from '../../domain/problems.ts'
import { trustTypeOf } from '../../domain/trust/replay.ts'
import { mailboxOf, type TrustState } from '../../domain/trust/state.ts'
import { PARTS } from '../../domain/wire/grant.ts'
import type { KeyChangeRequest, MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { appendTrust } from '../trust/append.ts'
import type { TrustStanding } from '../trust/standing.ts'
import { type GrantGrounds, judgeGrants, placeOf, verifiedGrants } from './judge-grants.ts'
import { ownCertificates } from './own-certificates.ts'
import { demandOwnMailbox } from './own-mailbox.ts'
import { keysOf } from './read.ts'
import { storeGrants, withdrawOthers } from './store-grants.ts'

export type KeyDependencies = { db: Db; clock: () => Date; standing: TrustStanding }

/** How far ahead of ours the clock of whoever makes keys may be. */
const AHEAD_MS = 5 * 60 * 1000

/** What the trust log is told in one step with a change of keys. */
const RECORDS = ['certificate', 'appointment', 'appointment-end']

/**
 * Begins a new generation of a mailbox's keys, in one transaction: certificate and appointments in the trust log, locked
 * parts, a grant for everybody who is to hold one, the grants of everybody else withdrawn, an entry in the log.
 *
 * @throws ProblemError `conflict` when another change was faster, in which case nothing is changed; `invalid-request`
 *   when somebody is forgotten or granted what is not theirs; `trust-refused`, `not-found`, `not-yours`
 */
export async function changeMailboxKeys(
  { db, clock, standing }: KeyDependencies,
  caller: Caller,
  address: string,
  { generation, records, parts, grants }: KeyChangeRequest,
): Promise<MailboxKeysResponse> {
  demandAction(caller, 'change-mailbox-keys')
  const now = clock()
  // Of another agency's mailbox not even the generation is told. One that is new is there when its certificate is entered.
  if (await isKnown(db, address)) await demandOwnMailbox(db, caller, 'change-mailbox-keys', address)
  await demandNext(db, address, generation)
  const verified = await verifiedGrants(db, caller, grants, now)
  return db.transaction().execute(async (tx) => {
    await lockKeys(tx, address)
    if (await isKnown(tx, address)) await demandOwnMailbox(tx, caller, 'change-mailbox-keys', address)
    await demandNext(tx, address, generation)
    demandOnly(records)
    const used = await usedKeyIds(tx)
    const state = await appendTrust(tx, records, { standing, now })
    const mailbox = await demandOwnMailbox(tx, caller, 'change-mailbox-keys', address)
    await demandNewKey(state, { address, generation, used, now })
    const locked = new Map<string, string>()
    await tx
      .insertInto('key_generation')
      .values({ mailbox_id: mailbox.id, n: generation, created_at: now, created_by: caller.personId })
      .execute()
    for (const part of PARTS) {
      const text = parts.find((one) => one.part === part)?.locked
      if (text === undefined) throw problem('invalid-request', `The part to ${part} with is missing.`)
      const sha256 = await sha256Hex(text)
      locked.set(placeOf({ generation, part }), sha256)
      await tx
        .insertInto('key_part')
        .values({ mailbox_id: mailbox.id, n: generation, part, locked: text, sha256 })
        .execute()
    }
    const holders = new Set(holdersOf(state, address, dayOf(now)).map(holding))
    const rows = await judgeGrants(verified, {
      ...(await groundsOf(tx, caller, { mailbox, holders, now })),
      parts: new Map([...(await partsOf(tx, mailbox.id)), ...locked]),
    })
    const granted = new Set(
      rows
        .filter(({ n }) => n === generation)
        .map(({ part, grantee_fpr }) => holding({ part, fingerprint: grantee_fpr })),
    )
    for (const holder of holders) {
      if (!granted.has(holder))
        throw problem(
          'conflict',
          `Somebody who is to hold a part is forgotten (${holder}). Perhaps they were appointed this moment: nothing was changed; do it again.`,
        )
    }
    await storeGrants(tx, rows)
    const withdrawn = await withdrawOthers(tx, mailbox.id, { holders, now })
    await stageOne(tx, {
      type: 'rotation',
      record: JSON.stringify({
        despatch: 'rotation/1',
        mailbox: address,
        generation,
        certificate: mailboxOf(state, address)?.sha256 ?? null,
        granted: rows.length,
        withdrawn,
        by: caller.personId,
        time: now.toISOString(),
      }),
      referralId: null,
    })
    return keysOf(tx, mailbox)
  })
}

/** What grants by this caller are held against. */
export async function groundsOf(
  db: Db,
  caller: Caller,
  { mailbox, holders, now }: Pick<GrantGrounds, 'mailbox' | 'holders' | 'now'>,
): Promise<GrantGrounds> {
  const standing = await db
    .selectFrom('key_grant')
    .select(['n', 'part', 'grantee_fpr', 'sealed_token', 'withdrawn_at'])
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  const signers = await ownCertificates(db, caller)
  const own = new Set(signers.map((certificate) => certificate.getFingerprint()))
  const held = new Set(
    standing
      .filter(({ grantee_fpr, withdrawn_at }) => own.has(grantee_fpr) && withdrawn_at === null)
      .map(({ n, part }) => placeOf({ generation: n, part })),
  )
  const tokens = new Map<string, string>()
  for (const { n, part, grantee_fpr, sealed_token } of standing) {
    tokens.set(`${placeOf({ generation: n, part })} ${grantee_fpr}`, await sha256Hex(sealed_token))
  }
  const isOfficer = demandAction(caller, 'grant-mailbox-keys').has('own-agency')
  return {
    mailbox,
    holders,
    parts: await partsOf(db, mailbox.id),
    tokens,
    signers: own,
    mayGrant: (grant) => isOfficer || held.has(placeOf(grant)),
    now,
  }
}

/** One change of a mailbox's keys at a time. */
export async function lockKeys(tx: Db, address: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`keys of ${address}`}, 0))`.execute(tx)
}

/** Demands that nothing else is said to the trust log in this way. @throws ProblemError `invalid-request` */
export function demandOnly(records: readonly TrustRecord[]): void {
  const other = records.find(({ statement }) => !RECORDS.includes(trustTypeOf(statement) ?? ''))
  if (other)
    throw problem(
      'invalid-request',
      'With keys come certificates and appointments alone; the rest goes by itself.',
    )
}

async function isKnown(tx: Db, address: string): Promise<boolean> {
  const known = await tx.selectFrom('mailbox').select('id').where('address', '=', address).executeTakeFirst()
  return known !== undefined
}

async function demandNext(tx: Db, address: string, generation: number): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(max(n), 0) as n from key_generation
      join mailbox on mailbox.id = key_generation.mailbox_id where mailbox.address = ${address}`.execute(tx)
  const inUse = rows[0]?.n ?? 0
  if (generation === inUse + 1) return
  throw problem(
    'conflict',
    `Somebody else has changed the keys of ${address} meanwhile: generation ${inUse} is in use now. Nothing was changed; do it again.`,
  )
}

async function usedKeyIds(tx: Db): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('subkey').select('key_id').execute()
  return new Set(rows.map(({ key_id }) => key_id))
}

/** The certificate is that of this generation, and is encrypted to by a key that nobody had before. */
async function demandNewKey(
  state: TrustState,
  {
    address,
    generation,
    used,
    now,
  }: { address: string; generation: number; used: ReadonlySet<string>; now: Date },
): Promise<void> {
  const trusted = mailboxOf(state, address)
  if (trusted?.generation !== generation)
    throw problem('invalid-request', `The certificate of generation ${generation} is missing.`)
  const certificate = await readCertificate(trusted.certificate)
  const keyId = await currentEncryptionKey(certificate, momentOf(certificate, now)).catch(() => null)
  if (keyId === null) throw problem('invalid-request', 'The certificate has no key that can be encrypted to.')
  if (used.has(keyId))
    throw problem('conflict', `The key id ${keyId} is or was another key's. Make the keys anew.`)
}

/**
 * The moment from which a certificate's newest key counts: now, or a little later, since OpenPGP counts in whole seconds and
 * of two changes within one the second is made for the next; and clocks differ.
 */
function momentOf(certificate: PublicKey, now: Date): Date {
  const made = certificate.subkeys.map((subkey) => subkey.getCreationTime().getTime())
  return new Date(Math.max(now.getTime(), ...made.filter((time) => time <= now.getTime() + AHEAD_MS)))
}

async function partsOf(db: Db, mailboxId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('key_part')
    .select(['n', 'part', 'sha256'])
    .where('mailbox_id', '=', mailboxId)
    .execute()
  return new Map(rows.map(({ n, part, sha256 }) => [placeOf({ generation: n, part }), sha256]))
}
