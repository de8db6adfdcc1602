import { describe, expect, it } from 'vitest'
import { messageIdOf, readMessageIds } from '../../src/mail/message-id.ts'

describe('message ids', () => {
  it('come from the id of the referral and the domain of the service', () => {
    expect(messageIdOf('0195a3c1-0000-7000-8000-000000000001', 'despatch.test')).toBe(
      '<0195a3c1-0000-7000-8000-000000000001@despatch.test>',
    )
  })

  it('cannot be made of anything that would break a header', () => {
    expect(() => messageIdOf('a>\r\nX: y', 'despatch.test')).toThrow()
    expect(() => messageIdOf('a', 'despatch.test> <b@c')).toThrow()
  })

  it('are read from References in order, each once, the newest hundred', () => {
    expect(readMessageIds('<a@x> (comment) <b@x>\t<a@x> junk <c d@x> <e@x>')).toEqual([
      '<a@x>',
      '<b@x>',
      '<e@x>',
    ])
    const many = Array.from({ length: 5000 }, (_, i) => `<${i}@x>`)
    expect(readMessageIds(many.join(' '))).toEqual(many.slice(-100))
  })
})
