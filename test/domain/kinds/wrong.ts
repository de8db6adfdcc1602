import { expect } from 'vitest'
import { kindOf } from '../../../src/domain/kinds.ts'
import type { KindName } from '../../../src/domain/wire/referral-fields.ts'

/** A row of a table of wrong data: what is wrong, what it is changed to, and the sentence that stands beside which field. */
export type Wrong = readonly [what: string, change: object, path: string, message: string]

/** What a kind says of data, as `path message`. */
export function said(kind: KindName, data: unknown): string[] {
  return kindOf(kind)
    .check(data)
    .map(({ path, message }) => `${path} ${message}`)
}

/** That a right form is taken, and with the change is refused for that one thing; neither rendered nor classified. */
export function expectFault(kind: KindName, example: object, [, change, path, message]: Wrong): void {
  expect(said(kind, example)).toEqual([])
  const wrong = { ...example, ...change }
  expect(said(kind, wrong)).toEqual([`${path} ${message}`])
  expect(() => kindOf(kind).classify(wrong)).toThrow(path)
}

const context = {
  marking: { scheme: 'GPMS' as const, level: 'RESTRICTED', descriptors: [] },
  reference: 'MAR-NK084-SN02Q-F',
  from: 'asb.team@testville.gcsx.test',
  to: ['intelligence@testshire.pnn.test'],
  urgency: 'routine' as const,
  respondBy: null,
}

/** The form as its reader has it. */
export function rendered(kind: KindName, data: unknown): string {
  return kindOf(kind).render(data, context)
}
