import { describe, expect, it } from 'vitest'
import { Challenge } from '../../../src/domain/wire/challenge.ts'
import { Manifest } from '../../../src/domain/wire/manifest.ts'
import { Receipt } from '../../../src/domain/wire/receipt.ts'
import {
  parseStatement,
  STATEMENT_LIMIT,
  StatementError,
  writeStatement,
} from '../../../src/domain/wire/statement.ts'
import { type Terms, termsDiffer } from '../../../src/domain/wire/terms.ts'
import { lawful } from '../partnership.ts'

const digest = 'a'.repeat(64)
const manifest: Manifest = {
  despatch: 'manifest/1',
  ...lawful,
  content: [{ sha256: digest, size: 4096 }],
  entity: digest,
}
const terms: Terms = { despatch: 'terms/1', ...lawful, salt: 'A'.repeat(43) }

describe('a statement', () => {
  it('is read from the text that was written', () => {
    const text = writeStatement(Manifest, manifest)
    expect(text.startsWith('{"despatch":"manifest/1"')).toBe(true)
    expect(parseStatement(Manifest, text)).toEqual(manifest)
  })

  const text = JSON.stringify(manifest)
  it.each([
    ['of another type', JSON.stringify(terms)],
    ['with spare white space', text.replace(',', ', ')],
    ['with white space after it', `${text}\n`],
    ['with a duplicate key', text.replace('"inReplyTo":null', '"inReplyTo":null,"inReplyTo":null')],
    ['with another spelling of a character', text.replace('asb', '\\u0061sb')],
    ['with another spelling of a number', text.replace('4096', '4096.0')],
    ['that is not JSON', text.slice(0, -1)],
    [
      'that does not begin with its type',
      JSON.stringify(Object.fromEntries(Object.entries(manifest).reverse())),
    ],
    [
      'with a field that is not one',
      text.replace('{"despatch":"manifest/1"', '{"despatch":"manifest/1","extra":1'),
    ],
    ['with a prototype for a field', text.replace('"inReplyTo"', '"__proto__":{},"inReplyTo"')],
    ['of a type that only begins alike', text.replace('manifest/1', 'manifest/12')],
    ['without a field', text.replace('"inReplyTo":null,', '')],
    ['that is longer than any', `{"despatch":"manifest/1","id":"${'x'.repeat(STATEMENT_LIMIT)}"}`],
    ['that is empty', ''],
  ])('%s is refused', (_, wrong) => {
    expect(() => parseStatement(Manifest, wrong)).toThrow(StatementError)
  })

  it.each([
    [
      'is too long',
      `{"despatch":"manifest/1"${' '.repeat(STATEMENT_LIMIT)}`,
      'The manifest/1 statement is too long.',
    ],
    [
      'is as long as may be, and not JSON',
      `{"despatch":"manifest/1"`.padEnd(STATEMENT_LIMIT),
      'The manifest/1 statement is not JSON.',
    ],
    ['is of another type', JSON.stringify(terms), 'This is not a manifest/1 statement.'],
    ['is written otherwise', `${text}\n`, 'The manifest/1 statement is not canonical JSON.'],
  ])('that %s is refused in words', (_, wrong, message) => {
    expect(() => parseStatement(Manifest, wrong)).toThrow(new StatementError(message))
    expect(new StatementError(message).name).toBe('StatementError')
  })

  it('is not written when it is wrong, and the error says where without saying what', () => {
    const wrong = { ...manifest, from: 'Somebody Secret <x>' }
    expect(() => writeStatement(Manifest, wrong)).toThrow('/from must be a mail address')
    expect(() => writeStatement(Manifest, wrong)).not.toThrow('Secret')
  })

  it('of a receipt has a code for a reason and no room for free text', () => {
    const receipt: Receipt = {
      despatch: 'receipt/1',
      referral: lawful.id,
      manifest: digest,
      content: [digest],
      entity: null,
      mailbox: 'yot@testville.gcsx.test',
      event: 'returned',
      reason: 'not-our-area',
      time: '2010-03-01T09:30:00.000Z',
    }
    expect(parseStatement(Receipt, writeStatement(Receipt, receipt))).toEqual(receipt)
    const named = JSON.stringify({ ...receipt, reason: 'placeholder-pat-moved-away' })
    expect(() => parseStatement(Receipt, named)).toThrow(StatementError)
  })

  it('of a challenge is for one origin', () => {
    const challenge = {
      despatch: 'challenge/1' as const,
      origin: 'http://localhost:8080',
      nonce: 'n'.repeat(22),
      time: '2010-03-01T09:30:00.000Z',
    }
    expect(writeStatement(Challenge, challenge)).toContain('"origin":"http://localhost:8080"')
    expect(() => writeStatement(Challenge, { ...challenge, origin: 'javascript:alert(1)' })).toThrow(
      StatementError,
    )
  })
})

describe('terms and manifest', () => {
  it('agree when every shared field is the same', () => {
    expect(termsDiffer(terms, manifest)).toEqual([])
  })

  it('say in which fields they differ', () => {
    const changed = { ...manifest, to: [...manifest.to].reverse(), dataClass: 'personal' as const }
    expect(termsDiffer(terms, changed)).toEqual(['to', 'dataClass'])
  })
})
