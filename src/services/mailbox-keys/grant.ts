import { dayOf } from '../../domain/day.ts'
import { holdersOf, holding } from '../../domain/mailbox-holders.ts'
import { problem } from '../../domain/problems.ts'
import { mailboxOf } from '../../domain/trust/state.ts'
import type { GrantsRequest, MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import { type Caller, demandAction } from '../caller.ts'
import { stageOne } from '../log/stage.ts'
import { appendTrust } from '../trust/append.ts'
import { demandOnly, groundsOf, type KeyDependencies, lockKeys } from './change.ts'
import { judgeGrants, verifiedGrants } from './judge-grants.ts'
import { demandOwnMailbox } from './own-mailbox.ts'
import { keysOf } from './read.ts'
import { storeGrants } from './store-grants.ts'

/**
 * Grants parts that exist to those who are to hold them: earlier generations to a new member, by a colleague who holds
 * them or an officer who was given them; parts that exist for longer, with the renewed certificate.
 *
 * @throws ProblemError `invalid-request`, `not-yours`, `not-found`, `conflict`, `trust-refused`
 */
export async function grantMailboxKeys(
  { db, clock, standing }: KeyDependencies,
  caller: Caller,
  address: string,
  { records, grants }: GrantsRequest,
): Promise<MailboxKeysResponse> {
  const now = clock()
  const mailbox = await demandOwnMailbox(db, caller, 'grant-mailbox-keys', address)
  demandOnly(records)
  if (records.length + grants.length === 0) return keysOf(db, mailbox)
  // Whoever only holds a part may hand it on, and say nothing to the trust log on the way.
  if (records.length > 0) demandAction(caller, 'change-mailbox-keys')
  const verified = await verifiedGrants(db, caller, grants, now)
  return db.transaction().execute(async (tx) => {
    await lockKeys(tx, address)
    const before = mailboxOf(await standing.read(tx), address)
    const state = await appendTrust(tx, records, { standing, now })
    const after = mailboxOf(state, address)
    if (before?.generation !== after?.generation)
      throw problem('invalid-request', 'A new generation comes with its parts.')
    const holders = new Set(holdersOf(state, address, dayOf(now)).map(holding))
    const rows = await judgeGrants(verified, await groundsOf(tx, caller, { mailbox, holders, now }))
    await storeGrants(tx, rows)
    await stageOne(tx, {
      type: 'grant',
      record: JSON.stringify({
        despatch: 'granted/1',
        mailbox: address,
        generations: [...new Set(rows.map(({ n }) => n))],
        granted: rows.length,
        certificate: after?.sha256 ?? null,
        restricted: after?.restricted ?? false,
        by: caller.personId,
        time: now.toISOString(),
      }),
      referralId: null,
    })
    return keysOf(tx, mailbox)
  })
}
