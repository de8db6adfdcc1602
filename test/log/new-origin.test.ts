import { expect, it } from 'vitest'
import { createNames } from '../../src/domain/history/names.ts'
import { readKeyExchange } from '../../src/log/key-exchange.ts'
import { generateLogKey, readSigner } from '../../src/log/keys.ts'
import { nextOrigin, originNumber, readNewOrigin, writeNewOrigin } from '../../src/log/new-origin.ts'

it('counts the names of a log, whatever its host', () => {
  expect(nextOrigin('despatch.example.test/log')).toBe('despatch.example.test/log/2')
  expect(nextOrigin('localhost:8080/log/2')).toBe('localhost:8080/log/3')
  expect(nextOrigin('localhost:8080/log/9')).toBe('localhost:8080/log/10')
  const names = ['h/log', 'h/log/2', 'h/log/12', 'h/log/1', 'h/log/02', 'h/log/x']
  expect(names.map(originNumber)).toEqual([1, 2, 12, 1, 1, 1])
  // The history counts them by itself, and the same way.
  for (const [number, fitting] of [
    [2, ['h/log/2']],
    [12, ['h/log/12']],
  ] as const) {
    const history = createNames([{ entry: '0', least: number, isKnown: true }])
    expect(names.filter((name) => history.fits(name, 1n))).toEqual(fitting)
  }
  const first = createNames()
  expect(names.filter((name) => first.fits(name, 1n))).toEqual(
    names.filter((name) => originNumber(name) === 1),
  )
})

it('is ended by a note of both keys, to the next name of the same host and to no other', async () => {
  const old = await generateLogKey('a.example.test/log')
  for (const [name, holds] of [
    ['a.example.test/log/2', true],
    ['a.example.test/log/3', false],
    ['b.example.test/log/2', false],
    ['a.example.test/log', false],
  ] as const) {
    const next = await generateLogKey(name)
    const keys = { from: old.vkey, to: next.vkey }
    const note = await writeNewOrigin(keys, [await readSigner(old.signer), await readSigner(next.signer)])
    expect(await readNewOrigin(note)).toEqual(holds ? keys : null)
    expect(await readKeyExchange(note)).toBeNull()
    const byOneAlone = note.slice(0, note.lastIndexOf('\n', note.length - 2) + 1)
    expect(await readNewOrigin(byOneAlone)).toBeNull()
  }
})
