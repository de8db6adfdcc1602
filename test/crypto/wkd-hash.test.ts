import { expect, test } from 'vitest'
import { wkdHash, zBase32 } from '../../src/crypto/wkd-hash.ts'

test('the Web Key Directory’s name of an address is the draft’s own example, in whatever case it is written', async () => {
  expect(await wkdHash('Joe.Doe')).toBe('iy9q119eutrkn8s1mk4r39qejnbu3n5q')
  expect(await wkdHash('joe.doe')).toBe('iy9q119eutrkn8s1mk4r39qejnbu3n5q')
})

test('z-base-32 is that of its specification', () => {
  expect(zBase32(Uint8Array.of(240, 191, 199))).toBe('6n9hq')
  expect(zBase32(Uint8Array.of(212, 122, 4))).toBe('4t7ye')
  expect(zBase32(new Uint8Array())).toBe('')
})
