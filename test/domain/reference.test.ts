import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { BadReference, parseReference, referenceCore, referenceOf } from '../../src/domain/reference.ts'
import { KINDS } from '../../src/domain/wire/referral-fields.ts'

const id = '01890a5d-ac96-774b-bcce-b302099a8057'
const reference = 'ASB-NK084-SN02Q-F'

describe('the reference of a referral', () => {
  it('is made of its kind, the low 50 bits of its id and a check character', () => {
    expect(referenceOf('asb-incident', id)).toBe(reference)
    expect(referenceOf('mail', id)).toBe('MSG-NK084-SN02Q-F')
    expect(referenceOf('court-order', id)).toBe('ORD-NK084-SN02Q-F')
  })

  it('has a prefix of its own for each kind, and for mail that nobody has filed', () => {
    const prefixes = [...KINDS, 'mail' as const].map((kind) => referenceOf(kind, id).slice(0, 4))
    expect(new Set(prefixes).size).toBe(prefixes.length)
    for (const prefix of prefixes) expect(prefix).toMatch(/^[A-Z]{3}-$/)
  })

  it.each([
    reference,
    'asb-nk084-sn02q-f',
    'NK084-SN02Q-F',
    'nkO84 snO2q f',
    'MSG-NK084-SN02Q-F',
    'ord-nk084-sn02q-f',
    ' ASBNK084SN02QF ',
  ])('is read from %j', (text) => {
    expect(parseReference(text)).toEqual({ core: 'NK084SN02Q' })
  })

  it('is read from a core that begins like a prefix', () => {
    const core = 'ASB0000000'
    const bits = [...core].reduce(
      (sum, c) => sum * 32n + BigInt('0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(c)),
      0n,
    )
    const tail = bits.toString(16).padStart(16, '0')
    const made = referenceOf('reply', `01890a5d-ac96-7000-${tail.slice(0, 4)}-${tail.slice(4)}`)
    expect(parseReference(made.slice(4))).toEqual({ core })
    expect(parseReference(made)).toEqual({ core })
  })

  it.each(['', 'ASB', 'XYZ-NK084-SN02Q-F', 'ASB-NK084-SN02Q', 'ASB-NK084-SN02U-F', 'A'.repeat(1_000_000)])(
    'is not read from %j',
    (text) => {
      expect(() => parseReference(text)).toThrow(BadReference)
    },
  )

  it('is read with I or L for 1 too, and said to have a slip or to be none', () => {
    const made = referenceOf('reply', '01890a5d-ac96-774b-8000-000000000021')
    expect(made.slice(4, -2)).toBe('00000-00011')
    expect(parseReference(made.replace('00011', '000IL'))).toEqual({ core: '0000000011' })
    expect(() => parseReference('ASB')).toThrow(
      'That is not a reference. References look like ASB-7K3F9-QX2M4-6.',
    )
    expect(() => parseReference(`${reference}F`)).toThrow('That is not a reference.')
    expect(() => parseReference('ANK084-SN02Q-F')).toThrow('That is not a reference.')
    expect(() => parseReference('NK084-SN02Q-G')).toThrow(
      'That reference has a slip in it: its last character does not fit the others.',
    )
    expect(parseReference(reference.padEnd(40))).toEqual({ core: 'NK084SN02Q' })
    expect(() => parseReference(reference.padEnd(41))).toThrow(BadReference)
    expect(new BadReference('').name).toBe('BadReference')
  })

  it('notices every wrong character and every exchange of two', () => {
    const characters = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
    for (let round = 0; round < 20; round++) {
      const whole = [...referenceOf('reply', v7()).slice(4).replaceAll('-', '')]
      for (const [place, right] of whole.entries()) {
        for (const wrong of characters) {
          if (wrong !== right)
            expect(() => parseReference(whole.with(place, wrong).join(''))).toThrow(BadReference)
        }
        for (const [other, letter] of whole.entries()) {
          if (letter === right) continue
          const exchanged = whole.with(place, letter).with(other, right).join('')
          expect(() => parseReference(exchanged)).toThrow(BadReference)
        }
      }
    }
  })

  it('is made from nothing but a UUID', () => {
    for (const text of ['not a uuid', `${id}0`, `0${id}`])
      expect(() => referenceCore(text)).toThrow('A reference is made from a UUID.')
  })
})
