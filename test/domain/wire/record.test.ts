import { describe, expect, it } from 'vitest'
import { StatementError } from '../../../src/domain/wire/statement.ts'
import { readTrustRecord, withPrivate, writeTrustRecord } from '../../../src/domain/wire/trust/record.ts'

const armored = (what: string) => `-----BEGIN PGP ${what}-----\n\nAAAA\n-----END PGP ${what}-----\n`
const record = {
  statement: '{"despatch":"agreement/2"}',
  signatures: [armored('SIGNATURE')],
  certificates: [armored('PUBLIC KEY BLOCK')],
}
const text = JSON.stringify(record)

describe('a record of the trust log', () => {
  it('is read as it was written, without its private part', () => {
    expect(writeTrustRecord({ ...record, private: 'x' })).toBe(text)
    expect(readTrustRecord(text)).toEqual(record)
  })

  it('has its private part beside it where that is given', () => {
    expect(withPrivate(record, null)).toBe(record)
    expect(withPrivate(record, 'x')).toEqual({ ...record, private: 'x' })
  })

  it.each([
    ['that is not JSON', '{'],
    ['with spare white space', ` ${text}`],
    ['in another order', JSON.stringify(Object.fromEntries(Object.entries(record).toReversed()))],
    ['with its private part', JSON.stringify({ ...record, private: '{"despatch":"x"}' })],
    ['with another field', JSON.stringify({ ...record, more: 1 })],
    ['without a signature', JSON.stringify({ ...record, signatures: [] })],
    ['that is nothing', 'null'],
  ])('%s is refused', (_, wrong) => {
    expect(() => readTrustRecord(wrong)).toThrow(new StatementError('This is not a record of the trust log.'))
  })
})
