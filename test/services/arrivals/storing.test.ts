import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { domainOf } from '../../../src/mail/address.ts'
import type { SealedMail } from '../../../src/services/arrivals/keep-mail.ts'
import { receivingMailboxes } from '../../../src/services/arrivals/mailboxes.ts'
import { createStore } from '../../../src/services/arrivals/store.ts'
import { createWorld, type World } from '../../faults/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.start({})
})
afterAll(() => world?.end())

/** A mail for mailboxes, its ciphertext `size` noughts but for the first bytes. */
async function sealedMail(to: readonly string[], { size = 100, raw = uuidv7() } = {}): Promise<SealedMail> {
  const [mailboxes = []] = await receivingMailboxes(world.database.db, [to])
  const domain = domainOf(POLICE_INTELLIGENCE) ?? ''
  const received = new Date()
  const arrivals = mailboxes.map((mailbox) => {
    const id = uuidv7()
    const bytes = Buffer.alloc(size)
    bytes.write(id)
    return {
      mailbox,
      held: null,
      joined: undefined,
      content: {
        sha256: `of ${id}`,
        size,
        async *chunks() {
          for (let at = 0; at < size; at += 50_000) yield bytes.subarray(at, at + 50_000)
        },
        async discard() {},
      },
      arrival: {
        despatch: 'arrival/1' as const,
        id,
        thread: `thread of ${raw}`,
        inReplyTo: null,
        mailbox: mailbox.address,
        domain,
        messageId: '<one@police.test>',
        raw: { sha256: raw, sealedByService: false as const },
        content: [{ sha256: `of ${id}`, size }] as [{ sha256: string; size: number }],
        authentication: { method: 'relay-address' as const, result: 'pass' as const, domain },
        keyIds: [],

        unproven: true as const,
        received: received.toISOString(),
      },
      statement: `{"arrival":"${id}"}`,
      signature: 'signature',
      signer: 'signer',
    }
  })
  const mail = {
    raw: new Uint8Array(0),
    size: 50,
    release: () => undefined,
    sameMail: raw,
    keyIds: [],
    unsealed: false,
    sameMessage: null,
    checks: null,
    sender: { domain, authenticated: false as const, method: null, network: null, known: true },
    messageId: null,
    references: [],
  }
  return { mail, arrivals, received }
}

const stored = async (mail: SealedMail) =>
  world.asSuperuser(
    `select i.size, m.address, count(c.n)::int as chunks, sum(length(c.bytes))::int as bytes
       from inbound i
       join inbound_recipient r on r.inbound_id = i.id
       join mailbox m on m.id = r.mailbox_id
       join content on content.referral_id = r.referral_id
       join content_chunk c on c.sha256 = content.sha256
       where i.raw_sha256 = '${mail.mail.sameMail}'
       group by i.id, i.size, m.address order by m.address`,
  )

describe('mails that are stored together', () => {
  it('are each kept whole, one for two mailboxes as one mail', async () => {
    const store = createStore(world.database.db, () => undefined)
    const mails = await Promise.all([
      sealedMail([ASB_TEAM, LIVERPOOL_YOT]),
      sealedMail([ASB_TEAM], { size: 60_000 }),
      sealedMail([ASB_TEAM], { size: 120_000 }),
    ])
    await Promise.all(mails.map(store))
    expect(await Promise.all(mails.map(stored))).toEqual([
      [
        { size: 50, address: ASB_TEAM, chunks: 1, bytes: 100 },
        { size: 50, address: LIVERPOOL_YOT, chunks: 1, bytes: 100 },
      ],
      [{ size: 50, address: ASB_TEAM, chunks: 1, bytes: 60_000 }],
      [{ size: 50, address: ASB_TEAM, chunks: 3, bytes: 120_000 }],
    ])
    expect(
      await world.asSuperuser(
        `select count(*)::int as n from inbound where raw_sha256 = '${mails[0]?.mail.sameMail}'`,
      ),
    ).toEqual([{ n: 1 }])
  })

  it('are kept once, whether the same comes with them, after them, or for one mailbox more', async () => {
    const store = createStore(world.database.db, () => undefined)
    const raw = uuidv7()
    await Promise.all([
      store(await sealedMail([ASB_TEAM], { raw })),
      store(await sealedMail([ASB_TEAM], { raw })),
      store(await sealedMail([ASB_TEAM], { raw, size: 120_000 })),
    ])
    const again = await sealedMail([ASB_TEAM, LIVERPOOL_YOT], { raw })
    await store(again)
    expect(await stored(again)).toEqual([
      expect.objectContaining({ address: ASB_TEAM }),
      expect.objectContaining({ address: LIVERPOOL_YOT, bytes: 100 }),
    ])
  })

  it('are kept though one of them cannot be, and only that one is told so', async () => {
    const store = createStore(world.database.db, () => undefined)
    const [good, bad, other] = await Promise.all([
      sealedMail([ASB_TEAM]),
      // The database takes no content of no bytes.
      sealedMail([ASB_TEAM], { size: 0 }),
      sealedMail([LIVERPOOL_YOT]),
    ])
    const outcomes = await Promise.allSettled([good, bad, other].map(store))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await Promise.all([good, bad, other].map(async (mail) => (await stored(mail)).length))).toEqual([
      1, 0, 1,
    ])
    expect(
      await world.asSuperuser(`select 1 from log_staged where record = '${bad.arrivals[0]?.statement}'`),
    ).toEqual([])
  })
})
