import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/cli/account.ts'
import { generateUserKey, type PrivateKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { referenceOf } from '../../src/domain/reference.ts'
import { Arrival } from '../../src/domain/wire/arrival.ts'
import type { LogProof } from '../../src/domain/wire/log-response.ts'
import type { ReferralView } from '../../src/domain/wire/referral-response.ts'
import { type ServiceExchange, ServiceKeyStatement } from '../../src/domain/wire/service-exchange.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { entryText } from '../../src/log/entry.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { signNote } from '../../src/log/note.ts'
import { formatProof } from '../../src/log/proof.ts'
import { leafHash, nodeHash } from '../../src/log/tree.ts'
import { inWords } from '../../src/sdk/agreement/words.ts'
import { changedKeys, pinsWith } from '../../src/sdk/changed-keys.ts'
import type { Client } from '../../src/sdk/client.ts'
import {
  countsUntil,
  type FormerService,
  formerServices,
  pinService,
  serviceKeyAfter,
  stepsTo,
} from '../../src/sdk/former-services.ts'
import { type Pins, pinsInMemory } from '../../src/sdk/pins.ts'
import { readStatement, type StatementSession } from '../../src/sdk/referral-statement.ts'

const now = new Date()
const LOG = 'despatch.example.test/log'
const logKey = await generateLogKey(LOG)
const [first, second, third, never] = (await Promise.all(
  [1, 2, 3, 4].map(() => generateUserKey({ name: 'Service', address: 'service@despatch.test', now })),
)) as [PrivateKey, PrivateKey, PrivateKey, PrivateKey]
const nameOf = (key: PrivateKey) => key.getFingerprint()

type Signed = { entries?: string | null; by?: PrivateKey; before?: PrivateKey | null }

/** That the service's key was handed on; unless told otherwise by both, for the first entry of the log. */
async function handedOn(from: PrivateKey, to: PrivateKey, signed: Signed = {}): Promise<ServiceExchange> {
  const { entries = '1', by = to, before = from } = signed
  const statement = writeStatement(ServiceKeyStatement, {
    despatch: 'service-key/1',
    ...{ from: nameOf(from), to: nameOf(to), log: LOG, entries, time: now.toISOString() },
  })
  return {
    statement,
    signature: await signStatement(statement, by, now),
    signatureBefore: before && (await signStatement(statement, before, now)),
    certificate: from.toPublic().armor(),
  }
}
const [once, twice] = [await handedOn(first, second), await handedOn(second, third, { entries: '5' })]

const told = (...serviceExchanges: ServiceExchange[]) => ({
  serviceExchanges,
  logKey: logKey.vkey,
  logBegun: [],
})
const pinned = (pins: Pins, key: PrivateKey, ...exchanges: ServiceExchange[]): Promise<FormerService[]> =>
  pinService(pins, key.toPublic(), { service: told(...exchanges), named: 'the service certificate' })
const until = (key: PrivateKey, entries: bigint): FormerService => ({
  fingerprint: nameOf(key),
  log: LOG,
  entries,
})

let pins: Pins
beforeEach(async () => {
  pins = pinsInMemory()
  await pinned(pins, first)
})

describe('the pinned key of a service', () => {
  it('gives way to the one that it handed on to, over several for whoever was away, and is remembered with the entries it counts for', async () => {
    expect(await pinned(pins, third, once, twice)).toEqual([until(second, 5n), until(first, 1n)])
    expect(await pins.get('service')).toBe(nameOf(third))
    expect(await pinned(pins, third)).toEqual([until(second, 5n), until(first, 1n)])
    expect(await formerServices(pins)).toEqual([until(second, 5n), until(first, 1n)])
  })

  it('says what the keys before it were to whoever comes later, and no key counts for more than the one after it', async () => {
    const wide = await handedOn(first, second, { entries: '9' })
    expect(await pinned(pinsInMemory(), third, wide, twice)).toEqual([until(second, 5n), until(first, 5n)])
  })

  it('gives way to none that it has not signed for itself', async () => {
    const lost = await handedOn(first, second, { before: null })
    const forged = await handedOn(first, second, { before: second })
    for (const [shown, exchanges] of [
      [second, []],
      [second, [lost]],
      [second, [forged]],
      [third, [lost, twice]],
      [third, [once]],
      [second, [await handedOn(first, second, { entries: null })]],
    ] as const)
      await expect(pinned(pins, shown, ...exchanges)).rejects.toThrow('has changed')
    expect([await pins.get('service'), await formerServices(pins)]).toEqual([nameOf(first), []])
  })

  it('tells nobody of a key that it has not signed for: what the service merely claims is passed over', async () => {
    const claimed = [
      await handedOn(never, second, { by: never }),
      { ...(await handedOn(never, second)), certificate: first.toPublic().armor() },
      { ...(await handedOn(never, second)), statement: once.statement },
      { ...(await handedOn(never, second)), statement: '{}' },
      { ...(await handedOn(never, second)), signature: 'none' },
    ]
    const late = pinsInMemory()
    expect(await pinned(late, second, ...claimed)).toEqual([])
    expect(await late.get('service:former')).toBeNull()
  })

  it('never counts for more of the log than was known here, whatever is said later', async () => {
    await pinned(pins, second, once)
    const wider = await handedOn(first, second, { entries: '9' })
    expect(await pinned(pins, second, wider)).toEqual([until(first, 1n)])
    const narrower = await handedOn(first, second, { entries: '0' })
    expect(await pinned(pins, second, narrower)).toEqual([until(first, 0n)])
  })

  it('counts as itself once it is in use again, and then for as much as it says itself', async () => {
    await pinned(pins, second, await handedOn(first, second, { entries: '0' }))
    const { pins: ahead, settled } = pinsWith(pins, [
      { owner: 'service', before: nameOf(second), now: nameOf(first) },
    ])
    expect(await pinned(ahead, first)).toEqual([])
    await pins.set(await settled({ name: LOG, size: 3n }))
    expect(await formerServices(pins)).toEqual([until(second, 3n)])
    const on = await handedOn(first, third, { entries: '5' })
    expect(await pinned(pins, third, on)).toEqual([until(second, 3n), until(first, 5n)])
  })

  it('counts for what the log still has of that time, where it has begun anew since', () => {
    const begun = (...ends: number[]) => ({
      logKey: logKey.vkey.replace(LOG, `${LOG}/${ends.length + 1}`),
      logBegun: ends.map((index, n) => ({ name: `${LOG}/${n + 2}`, index: String(index) })),
    })
    expect(countsUntil(until(first, 7n), begun(20))).toBe(7n)
    expect(countsUntil(until(first, 7n), begun(20, 4))).toBe(4n)
    expect(countsUntil(until(first, 7n), begun(3, 9))).toBe(3n)
    expect(countsUntil(until(first, 7n), { ...begun(3), logBegun: [] })).toBe(0n)
  })

  it('names the next one for an annex only where it announces it itself', async () => {
    const announced = await handedOn(second, third, { entries: null })
    const lost = await handedOn(second, never, { entries: null, before: null })
    const forged = await handedOn(second, never, { entries: null, before: never })
    expect(await serviceKeyAfter(second.toPublic(), [once, announced, lost, forged])).toBe(nameOf(third))
    expect(await serviceKeyAfter(third.toPublic(), [once, announced])).toBeNull()
  })

  it('leads in no circle', async () => {
    const back = await handedOn(second, first)
    expect(await stepsTo(second.toPublic(), [once, back])).toHaveLength(1)
  })
})

describe('a changed key of the service that a person accepts', () => {
  const [owner, log] = ['service', { name: LOG, size: 3n }] as const
  const shows = (key: PrivateKey, ...exchanges: ServiceExchange[]) => ({
    service: async () =>
      ({
        ...{ ...told(...exchanges), trustKey: '', keyExchanges: [] },
        serviceCertificate: key.toPublic().armor(),
      }) as unknown as Awaited<ReturnType<Client['service']>>,
  })

  it('is one that the pinned key has not handed on to', async () => {
    expect(await changedKeys(shows(second, once), pins)).toEqual([])
    const lost = await handedOn(first, second, { before: null })
    expect(await changedKeys(shows(second, lost), pins)).toEqual([
      { owner, before: nameOf(first), now: nameOf(second) },
    ])
  })

  it('leaves the one before known, for what the log had by then; nothing of it is kept before all is believed', async () => {
    const { pins: ahead, settled } = pinsWith(pins, [{ owner, before: nameOf(first), now: nameOf(second) }])
    await pinned(ahead, second)
    expect([await pins.get('service'), await pins.get('service:former')]).toEqual([nameOf(first), null])
    await pins.set(await settled(log))
    expect([await pins.get('service'), await formerServices(pins)]).toEqual([
      nameOf(second),
      [until(first, 3n)],
    ])
    expect(await pinned(pins, second)).toEqual([until(first, 3n)])
  })

  it('and for no more than the next key says, where the one before was lost', async () => {
    const { pins: ahead, settled } = pinsWith(pins, [{ owner, before: nameOf(first), now: nameOf(second) }])
    await pinned(ahead, second, await handedOn(first, second, { before: null }))
    await pins.set(await settled(log))
    expect(await formerServices(pins)).toEqual([until(first, 1n)])
  })
})

describe('mail that arrived under a key of the service before', async () => {
  const arrivalOf = (n: number, received = now): string =>
    writeStatement(Arrival, {
      despatch: 'arrival/1',
      id: `01998000-0000-7000-8000-00000000000${n}`,
      thread: 'A'.repeat(22),
      inReplyTo: null,
      mailbox: 'asb.team@liverpool.gcsx.gov.test',
      domain: 'merseyside.pnn.police.test',
      messageId: `<${n}@merseyside.pnn.police.test>`,
      raw: { sha256: '0'.repeat(64), sealedByService: false },
      content: [{ sha256: '1'.repeat(64), size: 1000 }],
      authentication: { method: 'dkim', result: 'pass', domain: 'merseyside.pnn.police.test' },
      keyIds: [],
      unproven: true,
      received: received.toISOString(),
    })
  const texts = [arrivalOf(0), arrivalOf(1)]
  const salts = texts.map((_text, n) => new Uint8Array(32).fill(n))
  const entries = texts.map((text, n) => entryText(sha256, 'arrived', salts[n] ?? new Uint8Array(), text))
  const leaves = entries.map((entry) => leafHash(sha256, new TextEncoder().encode(entry)))
  const root = nodeHash(sha256, ...(leaves as [Uint8Array, Uint8Array]))
  const checkpoint = await signNote(
    formatCheckpoint({ origin: LOG, size: 2n, root }),
    await readSigner(logKey.signer),
  )
  /** What the log has at a place, of the two arrivals that are in it. */
  const proofAt = (n: number): LogProof => ({
    index: String(n),
    type: 'arrived',
    salt: Buffer.from(salts[n] ?? []).toString('base64'),
    entry: entries[n] ?? '',
    proof: formatProof({ index: BigInt(n), hashes: leaves.filter((_leaf, at) => at !== n), checkpoint }),
  })

  const asked: string[] = []
  const seen: string[] = []
  beforeEach(() => {
    asked.length = 0
    seen.length = 0
  })
  /** A machine that has pinned this key, and what it knows of those before; the service answers with this proof. */
  const session = (key: PrivateKey, former: FormerService[], proof: LogProof): StatementSession =>
    ({
      client: {
        proof: async (referral: string) => {
          asked.push(referral)
          return proof
        },
      },
      service: told(),
      serviceCertificate: key.toPublic(),
      formerServices: former,
      demandContinued: async (note: string) => void seen.push(note),
      hash: sha256,
    }) as unknown as StatementSession
  const shown = async (text: string, signer: PrivateKey, certificate = signer): Promise<ReferralView> => {
    const { id, thread, inReplyTo, domain, received } = JSON.parse(text)
    return {
      ...{
        referral: id,
        reference: referenceOf('mail', id),
        origin: 'mail',
        kind: 'mail',
        thread,
        inReplyTo,
      },
      ...{ fromDomain: domain, acceptedAt: received, statement: text, filed: null },
      signature: await signStatement(text, signer, now),
      signer: certificate.toPublic().armor(),
    } as unknown as ReferralView
  }
  const [text0 = '', text1 = ''] = texts

  it('opens where it stands in the log before the key was given up, in a log that continues what was seen', async () => {
    const reading = session(second, [until(first, 1n)], proofAt(0))
    const read = await readStatement(reading, await shown(text0, first))
    expect([read.fields.id, read.signer.getFingerprint()]).toEqual([JSON.parse(text0).id, nameOf(first)])
    expect([asked, seen]).toEqual([[JSON.parse(text0).id], [checkpoint]])
    const contradicted = {
      ...reading,
      demandContinued: async () => {
        throw new Error('another past')
      },
    }
    await expect(readStatement(contradicted, await shown(text0, first))).rejects.toThrow('another past')
  })

  it('is read under the key in use without another word of the service', async () => {
    await readStatement(session(second, [], proofAt(0)), await shown(text1, second))
    expect(asked).toEqual([])
  })

  it('is not believed where it was entered later, whatever date the former key wrote', async () => {
    const reading = session(second, [until(first, 1n)], proofAt(1))
    await expect(readStatement(reading, await shown(text1, first))).rejects.toThrow(
      'that key counts before entry 1 of the log, and this is entry 1.',
    )
    // Dated to the time before, it is not what the log has, at whichever place it is said to stand.
    const backdated = await shown(arrivalOf(1, new Date(now.getTime() - 1000)), first)
    for (const n of [0, 1])
      await expect(readStatement(session(second, [until(first, 1n)], proofAt(n)), backdated)).rejects.toThrow(
        'does not stand for what was sent',
      )
  })

  it('is not believed of a key that nobody here knows the service to have had, and what is unknown is said', async () => {
    const view = await shown(text0, never)
    const refused = readStatement(session(second, [until(first, 1n)], proofAt(0)), view)
    await expect(refused).rejects.toThrow(inWords(nameOf(never)))
    await expect(readStatement(session(second, [until(first, 1n)], proofAt(0)), view)).rejects.toMatchObject({
      name: 'UnknownServiceKeyError',
      message: expect.stringContaining('despatch keys'),
    })
    // Nor is it as a known one's.
    for (const certificate of [first, second])
      await expect(
        readStatement(
          session(second, [until(first, 1n)], proofAt(0)),
          await shown(text0, never, certificate),
        ),
      ).rejects.toThrow('cannot be trusted and was not opened')
    expect(asked).toEqual([])
  })
})
