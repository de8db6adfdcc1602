import { describe, expect, it } from 'vitest'
import { type Allowance, messageBuffer } from '../../../src/mail/gateway/message-buffer.ts'

const pieces = (): Buffer[] => [
  Buffer.from('Subject: RESTRICTED: an order\r\n'),
  Buffer.from('\r\nOf Placeholder Pat'),
]
const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

describe('a message as it comes in, in pieces', () => {
  it('is given out whole, and nothing of it is left in memory when it has been dealt with', () => {
    const [first, second] = pieces()
    const allowance: Allowance = { taken: 0, most: 1_000 }
    const buffer = messageBuffer(1_000, [allowance])
    for (const piece of [first, second]) expect(buffer.push(piece ?? Buffer.alloc(0))).toBe(true)
    const whole = buffer.bytes()
    expect(Buffer.from(whole)).toEqual(Buffer.concat(pieces()))
    expect(allowance.taken).toBe(whole.length)

    buffer.release()
    for (const piece of [first, second, whole]) expect(isBlank(piece ?? Buffer.from('x'))).toBe(true)
    expect(allowance.taken).toBe(0)
    buffer.release()
    expect(allowance.taken).toBe(0)
  })

  it('is the same however large it is, and in how many pieces it comes', () => {
    const piece = () => Buffer.from('0123456789'.repeat(100))
    const buffer = messageBuffer(2_000_000, [])
    for (let i = 0; i < 2_000; i += 1) buffer.push(piece())
    const whole = buffer.bytes()
    expect(whole).toHaveLength(2_000_000)
    expect(Buffer.compare(whole, Buffer.from('0123456789'.repeat(200_000)))).toBe(0)
    buffer.release()
    // So large a block is given back at once.
    expect(whole).toHaveLength(0)
  })

  it('has only its own bytes overwritten, and not what came with them in one packet', () => {
    const packet = Buffer.from('of the message\r\n.\r\nQUIT\r\n')
    const end = packet.indexOf('.\r\nQUIT')
    const buffer = messageBuffer(1_000, [])
    buffer.push(packet.subarray(0, end))
    buffer.release()
    expect(isBlank(packet.subarray(0, end))).toBe(true)
    expect(packet.subarray(end).toString()).toBe('.\r\nQUIT\r\n')
  })

  it.each([
    ['too-large', 40, 1_000],
    ['no-room', 1_000, 40],
  ])('is held no more once it is refused as %s, and what was held is overwritten', (why, most, room) => {
    const [first, second] = pieces()
    const allowance: Allowance = { taken: 0, most: room }
    const buffer = messageBuffer(most, [allowance])
    expect(buffer.push(first ?? Buffer.alloc(0))).toBe(true)
    expect(buffer.push(second ?? Buffer.alloc(0))).toBe(false)
    expect(buffer.refused()).toBe(why)
    expect(isBlank(first ?? Buffer.from('x'))).toBe(true)
    expect(allowance.taken).toBe(0)
    expect(buffer.bytes()).toHaveLength(0)
    expect(buffer.push(Buffer.from('more'))).toBe(false)
  })
})
