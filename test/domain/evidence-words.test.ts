import { expect, it } from 'vitest'
import { evidenceWords } from '../../src/domain/evidence-words.ts'

it('calls what came by words, and what it does not know by its name', () => {
  expect(evidenceWords({ kind: 'dsn', says: '2.0.0 delivered' })).toBe('Delivery report: 2.0.0 delivered')
  expect(evidenceWords({ kind: 'tlsa', says: 'a certificate' })).toBe('tlsa: a certificate')
  expect(evidenceWords({ kind: 'constructor', says: 'a name' })).toBe('constructor: a name')
})
