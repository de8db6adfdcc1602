import { beforeAll, describe, expect, it } from 'vitest'
import { parseCheckpoint } from '../../src/log/checkpoint.ts'
import {
  followExchanges,
  keyAfter,
  MOST_EXCHANGES,
  readKeyExchange,
  writeKeyExchange,
} from '../../src/log/key-exchange.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { signNote, takeApart } from '../../src/log/note.ts'

type Key = Awaited<ReturnType<typeof generateLogKey>>
const NAME = 'despatch.example.test/log'
let [first, second, third, stranger]: Key[] = []

const handOn = async (from: Key | undefined, to: Key | undefined): Promise<string> => {
  if (!from || !to) throw new Error('the keys are made first')
  return writeKeyExchange({ from: from.vkey, to: to.vkey }, [
    await readSigner(from.signer),
    await readSigner(to.signer),
  ])
}

beforeAll(async () => {
  ;[first, second, third, stranger] = await Promise.all(
    [NAME, NAME, NAME, NAME].map((name) => generateLogKey(name)),
  )
})

describe('the note by which a log changes its key', () => {
  it('says who comes after whom, signed by both', async () => {
    const note = await handOn(first, second)
    expect(await readKeyExchange(note)).toEqual({ from: first?.vkey, to: second?.vkey })
    expect(parseCheckpoint(takeApart(note).text)).toBeNull()
  })

  it('is nothing with one signature, with a changed line, or between logs of two names', async () => {
    const note = await handOn(first, second)
    const { text } = takeApart(note)
    for (const key of [first, second]) {
      const alone = await signNote(text, await readSigner(key?.signer ?? ''))
      expect(await readKeyExchange(alone)).toBeNull()
    }
    expect(await readKeyExchange(note.replace(second?.vkey ?? '', third?.vkey ?? ''))).toBeNull()
    expect(await readKeyExchange(note.replace('exchange/1', 'exchange/2'))).toBeNull()
    expect(await readKeyExchange(`${note}— x y\n`)).toBeNull()
    expect(await readKeyExchange(await handOn(first, await generateLogKey('elsewhere.test/log')))).toBeNull()
    expect(await readKeyExchange('')).toBeNull()
  })
})

describe('following exchanges', () => {
  it('leads over several, whatever their order, and tells which keys there were before', async () => {
    const notes = [await handOn(second, third), await handOn(first, second)]
    const [one = '', two = '', three = ''] = [first?.vkey, second?.vkey, third?.vkey]
    expect(await followExchanges(one, three, notes)).toEqual([one, two])
    expect(await followExchanges(two, three, notes)).toEqual([two])
    expect(await followExchanges(three, three, notes)).toEqual([])
  })

  it('leads nowhere where a step is missing, backwards, by a stranger, or in a circle', async () => {
    const [one = '', two = '', three = ''] = [first?.vkey, second?.vkey, third?.vkey]
    const [there, on, back] = [
      await handOn(first, second),
      await handOn(second, third),
      await handOn(second, first),
    ]
    expect(await followExchanges(one, three, [there])).toBeNull()
    expect(await followExchanges(three, one, [there, on])).toBeNull()
    expect(await followExchanges(one, stranger?.vkey ?? '', [there, on])).toBeNull()
    expect(await followExchanges(one, three, [there, back])).toBeNull()
    expect(await followExchanges(two, stranger?.vkey ?? '', [await handOn(stranger, stranger)])).toBeNull()
  })

  it('leads past a next key that was lost before it came into use', async () => {
    const [one = '', two = '', three = ''] = [first?.vkey, second?.vkey, third?.vkey]
    const [lost, made, on] = [
      await handOn(first, stranger),
      await handOn(first, second),
      await handOn(second, third),
    ]
    for (const notes of [
      [lost, made, on],
      [on, made, lost],
    ]) {
      expect(await followExchanges(one, two, notes)).toEqual([one])
      expect(await followExchanges(one, three, notes)).toEqual([one, two])
      expect(await followExchanges(two, stranger?.vkey ?? '', notes)).toBeNull()
    }
    expect(await keyAfter(one, [lost, made])).toBe(two)
    expect(await keyAfter(two, [lost, made])).toBeNull()
  })

  it('leads over the notes of one log, however many another has', async () => {
    const others = await Promise.all([1, 2].map(() => generateLogKey('despatch.example.test/trust')))
    const many = Array.from({ length: MOST_EXCHANGES }, async () => handOn(others[0], others[1]))
    const notes = [await handOn(first, second), ...(await Promise.all(many))]
    expect(await followExchanges(first?.vkey ?? '', second?.vkey ?? '', notes)).toEqual([first?.vkey])
    expect(await followExchanges(others[0]?.vkey ?? '', others[1]?.vkey ?? '', notes)).toHaveLength(1)
    // Of its own no more are followed than any log has.
    const far = [await handOn(first, second), ...(await Promise.all(many.map(() => handOn(second, third))))]
    expect(await followExchanges(first?.vkey ?? '', second?.vkey ?? '', far)).toBeNull()
  })
})
