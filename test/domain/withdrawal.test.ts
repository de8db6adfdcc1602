import { describe, expect, it } from 'vitest'
import { ANSWER_STATES, TRANSPORT_STATES } from '../../src/domain/delivery.ts'
import { withdrawalObstacle } from '../../src/domain/withdrawal.ts'

const none = { answer: null, attempts: 0 }

describe('a withdrawal', () => {
  it.each([
    ['quarantined', 'already-ended', 'already-ended'],
    ['accepted', null, null],
    ['relayed', 'already-relayed', 'already-relayed'],
    ['delivered', null, 'already-relayed'],
    ['failed', 'already-ended', 'already-ended'],
    ['expired', 'already-ended', 'already-ended'],
    ['withdrawn', 'already-ended', 'already-ended'],
  ] as const)('of what is %s has the obstacle %s here, and %s at a partner', (state, here, there) => {
    expect(withdrawalObstacle({ ...none, route: 'local', state })).toBe(here)
    expect(withdrawalObstacle({ ...none, route: 'mail', state })).toBe(there)
  })

  it('comes too late once anybody has collected, whatever they said since', () => {
    for (const answer of ANSWER_STATES)
      expect(withdrawalObstacle({ route: 'local', state: 'delivered', answer, attempts: 0 })).toBe(
        'already-collected',
      )
  })

  it('comes too late once an attempt to relay was begun, even of a mailbox that is read here by now', () => {
    for (const route of ['mail', 'local'] as const)
      for (const state of TRANSPORT_STATES)
        expect(withdrawalObstacle({ route, state, answer: null, attempts: 1 })).not.toBeNull()
  })
})
