import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { signGrant } from '../../../src/crypto/grant.ts'
import { ASB_TEAM } from '../../../src/demo/partnership/mailboxes.ts'
import { KEYS_LIMIT } from '../../../src/domain/wire/mailbox-keys.ts'
import { renewKeys } from '../../../src/sdk/keys/renew-keys.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { startTestService, type TestService } from '../../setup/service.ts'

/** A mailbox that has had so many generations, all of whose grants are renewed at once. */
export function largeMailbox({ generations, timeout }: { generations: number; timeout: number }): void {
  let service: TestService
  let officer: Session
  beforeAll(async () => {
    service = await startTestService()
    officer = await service.session('council.liaison')
  }, 120_000)
  afterAll(() => service?.stop())

  const now = () => new Date()

  /** Generations as they would have come to be: a grant for each holder of the first, by the officer's own word. */
  async function grown(): Promise<number> {
    const { owner } = service.database
    const { grants } = await officer.client.mailboxKeys(ASB_TEAM)
    const parts = await sql<{
      mailbox_id: string
      part: 'sign' | 'open' | 'certify'
      locked: string
      sha256: string
    }>`
      select mailbox_id, part, locked, sha256 from key_part join mailbox on mailbox.id = mailbox_id
        where address = ${ASB_TEAM} and n = 1`.execute(owner)
    const mailbox_id = parts.rows[0]?.mailbox_id ?? ''
    const tokens = await owner
      .selectFrom('key_grant')
      .select(['part', 'grantee_fpr', 'sealed_token'])
      .where('mailbox_id', '=', mailbox_id)
      .execute()
    const expires = new Date(Date.now() + 30 * 86_400_000)
    for (let n = 2; n <= generations; n += 1) {
      await owner.insertInto('key_generation').values({ mailbox_id, n, created_by: null }).execute()
      await owner
        .insertInto('key_part')
        .values(parts.rows.map((row) => ({ ...row, n })))
        .execute()
      const rows = []
      for (const { part, grantee } of grants) {
        const sha256 = parts.rows.find((one) => one.part === part)?.sha256 ?? ''
        const standing = tokens.find((one) => one.part === part && one.grantee_fpr === grantee)
        const token = standing?.sealed_token ?? new Uint8Array()
        const grant = {
          mailbox: ASB_TEAM,
          generation: n,
          part,
          grantee,
          expires,
          granter: officer.key,
          now: now(),
        }
        const signed = await signGrant({ ...grant, token: await sha256Hex(token), locked: sha256 })
        const granter = officer.key.getFingerprint()
        rows.push({
          mailbox_id,
          n,
          part,
          grantee_fpr: grantee,
          granter,
          ...signed,
          sealed_token: token,
          expires,
        })
      }
      await owner.insertInto('key_grant').values(rows).execute()
    }
    return grants.length * generations
  }

  describe(`a mailbox of ${generations} generations`, () => {
    it(
      'has all its grants renewed, however many octets they are',
      async () => {
        const count = await grown()
        const began = performance.now()
        const keys = await renewKeys(officer, { mailbox: ASB_TEAM, now: now() })
        const seconds = (performance.now() - began) / 1000
        console.info(`${count} grants renewed in ${seconds.toFixed(1)} s`)
        expect(keys.grants).toHaveLength(count)
        const soon = new Date(Date.now() + 365 * 86_400_000).toISOString()
        expect(keys.grants.filter(({ expires }) => expires < soon)).toEqual([])
        // Under 256 KiB nothing would be shown by it.
        expect(JSON.stringify(keys.grants).length).toBeGreaterThan(256 * 1024)
      },
      timeout,
    )

    it('and a request beyond the limit is refused by what it says it has, before any of it is read', async () => {
      const answer = await fetch(`${service.origin}/api/v1/mailboxes/${ASB_TEAM}/grants`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${officer.client.token}` },
        body: `{"records":[],"grants":[${' '.repeat(KEYS_LIMIT)}`,
      })
      expect(answer.status).toBe(413)
    })
  })
}
