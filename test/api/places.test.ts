import { expect, it } from 'vitest'
import { createPlaces } from '../../src/api/places.ts'

it('one account has so many places, all together have so many, and each is given back once', () => {
  const places = createPlaces({ perAccount: 2, inAll: 3 })
  const [first, second] = [places.take('a'), places.take('a')]
  expect(places.take('a')).toBe('account')
  const third = places.take('b')
  expect(places.take('b')).toBe('all')
  if (typeof first !== 'function' || typeof second !== 'function' || typeof third !== 'function') {
    throw new Error('there was room for three')
  }
  first()
  first()
  expect(places.take('b')).toBeTypeOf('function')
  expect(places.take('c')).toBe('all')
})
