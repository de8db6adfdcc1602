import { expect } from 'vitest'
import { type Decision, unmetIn } from '../../../src/domain/decide.ts'
import type { Directory } from '../../../src/domain/wire/directory.ts'
import type { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'

/** What a table says of one decision: in words, how the lawful referral is changed, the rules of the reasons. */
export type Row = [says: string, change: Partial<ReferralFields>, rules?: string[], partnership?: Directory]

/** The outcome, for exactly these rules, what refuses before what is missing, each once with a law and a sentence. */
export function expectOutcome(outcome: Decision['outcome'], decision: Decision, rules: string[] = []) {
  const reasons = unmetIn(decision)
  expect({ outcome: decision.outcome, rules: reasons.map(({ rule }) => rule) }).toEqual({ outcome, rules })
  for (const { sentence, statute } of reasons) {
    expect(sentence).toMatch(/^\S.+\.$/)
    expect(statute).not.toBe('')
  }
}
