import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  isForAnyone,
  isRole,
  PERMISSIONS,
  ROLES,
  relationOf,
  relationsOf,
} from '../../src/domain/roles.ts'

describe('the table of roles', () => {
  it('lets an auditor see no content, whatever memberships there are', () => {
    for (const action of [
      'read-content',
      'answer-delivery',
      'see-referral',
      'see-received',
      'send-referral',
    ] as const)
      expect(relationOf('auditor', action), action).toBeUndefined()
  })

  it('lets a machine account send from its mailbox and follow what it sent, and open nothing', () => {
    expect(relationOf('machine', 'send-referral')).toBe('own-mailbox')
    expect(relationOf('machine', 'see-sent')).toBe('own-mailbox')
    for (const action of ['read-content', 'answer-delivery', 'see-received', 'read-register'] as const)
      expect(relationOf('machine', action), action).toBeUndefined()
  })

  it('opens the whole register to auditors alone, and to a liaison officer and a deputy what their own agency shared', () => {
    const readers = ROLES.map((role) => [role, relationOf(role, 'read-register')]).filter(
      ([, relation]) => relation,
    )
    expect(readers).toEqual([
      ['liaison-officer', 'own-agency'],
      ['deputy', 'own-agency'],
      ['auditor', 'any'],
    ])
  })

  it('gives nobody a referral, its content or its answer in a mailbox that is not theirs', () => {
    for (const action of ['send-referral', 'read-content', 'answer-delivery', 'see-referral'] as const)
      for (const role of ROLES) expect(['own-mailbox', undefined], action).toContain(relationOf(role, action))
  })

  it('denies whoever holds no role everything that needs signing in', () => {
    for (const action of ACTIONS) expect(relationsOf([], action).size, action).toBe(0)
  })

  it('lets whoever has any role, and a machine too, do what is open to anyone', () => {
    for (const role of ROLES) expect(relationOf(role, 'describe-service')).toBe('any')
    expect([...relationsOf(['auditor'], 'send-referral')]).toEqual([])
  })

  it('knows a role by its name, and nothing else', () => {
    for (const role of ROLES) expect(isRole(role)).toBe(true)
    expect(['', 'Auditor', 'root', 'auditors'].filter(isRole)).toEqual([])
  })

  it('adds up the relations of several roles', () => {
    expect([...relationsOf(['case-worker', 'auditor'], 'prove-disclosure')].sort()).toEqual([
      'any',
      'own-mailbox',
    ])
  })

  it('names every action in a sentence', () => {
    for (const action of ACTIONS) expect(PERMISSIONS[action].title, action).toMatch(/^[A-Z].{5,}[^.]$/)
  })

  it('leaves nothing open to anyone but what the service says of itself, what is published, signing in, and enrolling', () => {
    expect(ACTIONS.filter(isForAnyone)).toEqual([
      'describe-service',
      'read-published-log',
      'read-published-certificates',
      'sign-in',
      'enrol',
    ])
  })
})
