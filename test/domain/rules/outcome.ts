import { expect } from 'vitest'
import type { Decision, Reason } from '../../../src/domain/decide.ts'
import type { Directory } from '../../../src/domain/wire/directory.ts'
import type { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'

/** What a table says of one decision: in words, how the lawful referral is changed, the rules of the reasons. */
export type Row = [says: string, change: Partial<ReferralFields>, rules?: string[], partnership?: Directory]

export function reasonsOf(decision: Decision): Reason[] {
  switch (decision.outcome) {
    case 'allowed':
      return []
    case 'needs':
      return decision.needs
    case 'refused':
      return decision.reasons
  }
}

/** The outcome, for exactly these rules, each with a law and a sentence. */
export function expectOutcome(outcome: Decision['outcome'], decision: Decision, rules: string[] = []) {
  const reasons = reasonsOf(decision)
  expect({ outcome: decision.outcome, rules: reasons.map(({ rule }) => rule) }).toEqual({ outcome, rules })
  for (const { sentence, statute } of reasons) {
    expect(sentence).toMatch(/^\S.+\.$/)
    expect(statute).not.toBe('')
  }
}
