import { beforeEach, describe, expect, it } from 'vitest'
import { writeKeyExchange } from '../../src/log/key-exchange.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { writeNewOrigin } from '../../src/log/new-origin.ts'
import { pinsWith } from '../../src/sdk/changed-keys.ts'
import { formerKeys, pinLogKey, signingKeys } from '../../src/sdk/pin-log-key.ts'
import { type Pins, pinsInMemory } from '../../src/sdk/pins.ts'

const keys = await Promise.all([1, 2, 3].map(() => generateLogKey('despatch.example.test/log')))
const [first = '', second = '', third = ''] = keys.map(({ vkey }) => vkey)

const handedOn = async (from: number, to: number): Promise<string> => {
  const [before, after] = [keys[from], keys[to]]
  if (!before || !after) throw new Error('there are three keys')
  const signers = [await readSigner(before.signer), await readSigner(after.signer)] as const
  return writeKeyExchange({ from: before.vkey, to: after.vkey }, signers)
}
const [once, twice, back] = [await handedOn(0, 1), await handedOn(1, 2), await handedOn(2, 1)]

let pins: Pins
beforeEach(async () => {
  pins = pinsInMemory()
  await pinLogKey(pins, 'log', first, [], 'the log key')
})

describe('the pinned key of a log', () => {
  it('gives way to the one that it was handed on to, and is remembered', async () => {
    expect(await pinLogKey(pins, 'log', second, [once], 'the log key')).toEqual([first])
    expect(await pinLogKey(pins, 'log', third, [once, twice], 'the log key')).toEqual([first, second])
    expect(await pinLogKey(pins, 'log', third, [], 'the log key')).toEqual([first, second])
    expect(await formerKeys(pins, 'log')).toEqual([first, second])
    expect(await formerKeys(pins, 'trust')).toEqual([])
  })

  it('gives way over several at once, for whoever was away that long', async () => {
    expect(await pinLogKey(pins, 'log', third, [once, twice], 'the log key')).toEqual([first, second])
  })

  it('says what the keys before it were to whoever comes later', async () => {
    const later = pinsInMemory()
    expect(await pinLogKey(later, 'log', third, [once, twice], 'the log key')).toEqual([first, second])
    expect(await formerKeys(later, 'log')).toEqual([first, second])
    expect(await pinLogKey(later, 'log', third, [], 'the log key')).toEqual([first, second])
  })

  it('gives way to nobody that it has not signed for, and stays pinned', async () => {
    for (const [shown, notes] of [
      [second, []],
      [third, [once]],
      [third, [twice]],
    ] as const)
      await expect(pinLogKey(pins, 'log', shown, notes, 'the log key')).rejects.toThrow('has changed')
    expect(await pins.get('log')).toBe(first)
  })
})

describe('a changed key whose words were heard', () => {
  const accepted = [{ owner: 'log', before: first, now: second }] as const

  it.each([
    ['is shown', second, [twice]],
    ['has handed the log on', third, [twice]],
    ['says what it took the log over from', second, [back]],
  ])('is pinned nowhere before the whole sign-in was believed, where it %s', async (_how, shown, notes) => {
    const { pins: ahead, settled } = pinsWith(pins, accepted)
    const former = await pinLogKey(ahead, 'log', shown, notes, 'the log key')
    expect(former).toContain(first)
    expect(await formerKeys(ahead, 'log')).toEqual(former)
    expect([await ahead.get('log'), await pins.get('log'), await formerKeys(pins, 'log')]).toEqual([
      shown,
      first,
      [],
    ])
    const log = { name: 'despatch.example.test/log', size: 5n }
    expect(await settled(log)).toEqual({ log: shown, 'log:former': former.join('\n') })
  })

  it('stands for that key alone', async () => {
    const { pins: ahead } = pinsWith(pins, accepted)
    await expect(pinLogKey(ahead, 'log', third, [], 'the log key')).rejects.toThrow('has changed')
    await pinLogKey(ahead, 'trust', third, [], 'the trust key')
    expect(await pins.get('trust')).toBe(third)
  })
})

it('a service names the key in use and, while it is exchanged, the next one', async () => {
  const service = { logKey: second, trustKey: first, keyExchanges: [twice] }
  expect(await signingKeys(service)).toEqual({ log: [second, third], trust: [first] })
  // One that was lost is named no more when another was made.
  const again = { logKey: first, trustKey: third, keyExchanges: [await handedOn(0, 2), once] }
  expect(await signingKeys(again)).toEqual({ log: [first, second], trust: [third] })
})

describe('a log that begins anew under another name', async () => {
  const [ended] = keys
  const next = await generateLogKey('despatch.example.test/log/2')
  if (!ended) throw new Error('there are three keys')
  const signers = [await readSigner(ended.signer), await readSigner(next.signer)] as const
  const note = await writeNewOrigin({ from: first, to: next.vkey }, signers)

  it('is gone over to by nobody silently, and what it means is said', async () => {
    const begun = [{ name: 'despatch.example.test/log/2', index: '17' }]
    const going = pinLogKey(pins, 'log', next.vkey, [note], 'the log key', begun)
    await expect(going).rejects.toThrow(
      'has begun anew under another name, despatch.example.test/log/2, after its first 17 entries',
    )
    expect(await pins.get('log')).toBe(first)
  })

  it('is named in an annex before it has begun', async () => {
    const service = { logKey: first, trustKey: third, keyExchanges: [note] }
    expect(await signingKeys(service)).toEqual({ log: [first, next.vkey], trust: [third] })
  })
})
