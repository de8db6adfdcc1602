import { describe, expect, it } from 'vitest'
import { armorMessage } from '../../../src/crypto/armor.ts'
import { armoredBytes, armoredPieces, armoredSize } from '../../../src/services/deliveries/armored-pieces.ts'

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7919 + (at >> 8)) & 0xff)

/** The armor of these bytes, given to it in pieces of `size`. */
async function inPieces(bytes: Uint8Array, size: number): Promise<string> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  let text = ''
  for await (const piece of armoredPieces(pieces())) text += new TextDecoder().decode(piece)
  return text
}

describe('the armor of a message in pieces', () => {
  it.each([0, 1, 2, 3, 44, 45, 46, 47, 48, 89, 90, 91, 1000, 65_536, 100_003])(
    'is what the library writes of %i bytes, whatever the pieces, with the lines of mail',
    async (length) => {
      const bytes = bytesOf(length)
      const expected = armorMessage(bytes).replaceAll('\n', '\r\n')
      for (const size of [1, 44, 45, 46, 4096, 1_000_000]) {
        if (length / size > 3000) continue
        expect((await inPieces(bytes, size)) === expected, `pieces of ${size}`).toBe(true)
      }
      expect(new TextDecoder().decode(armoredBytes(bytes)) === expected).toBe(true)
      expect(armoredSize(length)).toBe(expected.length)
    },
  )
})
