import { randomBytes } from 'node:crypto'
import type { Insertable } from 'kysely'
import { sha256Hex } from '../../crypto/digest.ts'
import { makeGrant } from '../../crypto/grant.ts'
import { lockKey, type PrivateKey, type PublicKey } from '../../crypto/keys.ts'
import { partOf } from '../../crypto/mailbox-key.ts'
import { PART_OF_RIGHT, PARTS, type Part } from '../../domain/wire/grant.ts'
import type { Database } from '../../store/tables.ts'
import type { DemoAgency } from './agencies.ts'
import { yearsLater } from './days.ts'
import { type DemoKeys, MAILBOX_KEY_YEARS } from './keys.ts'
import { type DemoMailbox, mailboxes } from './mailboxes.ts'
import { people, rightsOf } from './people.ts'

/** The rows of the mailboxes' keys. */
export type MailboxKeyRows = {
  key_generation: Insertable<Database['key_generation']>[]
  key_part: Insertable<Database['key_part']>[]
  key_grant: Insertable<Database['key_grant']>[]
}

/**
 * First generations of the local mailboxes' keys, in their three parts, and a grant of each for whom it is: members by
 * their rights, the agency's liaison officer the part that certifies, its recovery key all. Made by the liaison officer.
 */
export async function mailboxKeyRows(
  keys: DemoKeys,
  mailboxIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<MailboxKeyRows> {
  const rows: MailboxKeyRows = { key_generation: [], key_part: [], key_grant: [] }
  const expires = yearsLater(now, MAILBOX_KEY_YEARS)
  for (const box of mailboxes) {
    const key = keys.mailboxes.get(box.address)
    const mailbox_id = mailboxIds.get(box.address)
    if (key === undefined || mailbox_id === undefined) continue
    rows.key_generation.push({ mailbox_id, n: 1, created_at: now, created_by: null })
    const granter = liaisonKey(keys, box.agency)
    for (const part of PARTS) {
      const token = randomBytes(32).toString('base64url')
      const locked = await lockKey(await partOf(key, part), token, { fast: true })
      rows.key_part.push({ mailbox_id, n: 1, part, locked, sha256: await sha256Hex(locked) })
      for (const grantee of holders(keys, box, part)) {
        const granted = {
          mailbox: box.address,
          generation: 1,
          part,
          token,
          locked,
          grantee,
          granter,
          expires,
          now,
        }
        const { statement, signature, sealedToken } = await makeGrant(granted)
        rows.key_grant.push({
          mailbox_id,
          n: 1,
          part,
          grantee_fpr: grantee.getFingerprint(),
          granter: granter.getFingerprint(),
          statement,
          signature,
          sealed_token: sealedToken,
          expires,
          granted_at: now,
          withdrawn_at: null,
        })
      }
    }
  }
  return rows
}

/** Who holds a part: certificates of people of the mailbox, of its agency's liaison officer, and its recovery key. */
function holders(keys: DemoKeys, box: DemoMailbox, part: Part): PublicKey[] {
  const recovery = keys.recovery.get(box.agency)?.key.toPublic()
  return [...(recovery ? [recovery] : []), ...peopleOf(keys, box, part)]
}

function peopleOf(keys: DemoKeys, box: DemoMailbox, part: Part): PublicKey[] {
  if (part === 'certify') return [liaisonKey(keys, box.agency).toPublic()]
  return people
    .filter((person) => person.mailboxes.includes(box.address))
    .filter((person) => rightsOf(person).some((right) => PART_OF_RIGHT[right] === part))
    .flatMap(({ login }) => keys.people.get(login)?.toPublic() ?? [])
}

function liaisonKey(keys: DemoKeys, agency: DemoAgency['key']): PrivateKey {
  const liaison = people.find((person) => person.agency === agency && person.role === 'liaison-officer')
  const key = liaison && keys.people.get(liaison.login)
  if (key === undefined) throw new Error(`The agency ${agency} has a local mailbox and no liaison officer.`)
  return key
}
