import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyLogProof } from '../../../src/sdk/proof.ts'
import { send } from '../../../src/sdk/send.ts'
import { readReferralProof } from '../../../src/services/log/read-proof.ts'
import { publishedSize } from '../../../src/services/log/read-tiles.ts'
import { stageOne } from '../../../src/services/log/stage.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { prepared } from '../sending.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service?.stop())

it('holds at every moment of a log that grows while it is read', async () => {
  const { db } = service.database
  const session = await service.session('asb.caseworker')
  const { referral, manifest } = await send({ session, prepared: await prepared(session) })
  const grown = (await publishedSize(db)) + 40n
  let growing = true
  const growth = (async () => {
    while (growing) await stageOne(db, { type: 'read', record: '{"despatch":"read/1"}', referralId: null })
  })()
  const sizes = new Set<bigint>()
  try {
    while ((await publishedSize(db)) < grown) {
      const proofs = await Promise.all(Array.from({ length: 8 }, () => readReferralProof(db, referral)))
      for (const proof of proofs) {
        if (!proof) throw new Error('the referral is in the log')
        const { checkpoint } = await verifyLogProof({ session, proof, type: 'accepted', record: manifest })
        sizes.add(checkpoint.size)
      }
    }
  } finally {
    growing = false
    await growth
  }
  expect(sizes.size).toBeGreaterThan(1)
})
