import { describe, expect, it } from 'vitest'
import { isProblem, problem, problems, toDocument } from '../../src/domain/problems.ts'

describe('a problem', () => {
  it('is written as RFC 9457 problem details', () => {
    const refusal = problem('rules-refused', 'The court is not a relevant authority.', { reasons: ['L1'] })
    expect(toDocument(refusal)).toEqual({
      type: 'urn:despatch:problem:rules-refused',
      title: "The partnership's rules do not allow this disclosure.",
      status: 422,
      detail: 'The court is not a relevant authority.',
      reasons: ['L1'],
    })
  })

  it('keeps its type and status whatever else it carries', () => {
    const document = toDocument(problem('not-found', 'Nothing here.', { type: 'x', status: 200 }))
    expect(document).toMatchObject({ type: 'urn:despatch:problem:not-found', status: 404 })
  })

  it('is told from other errors, by name if asked', () => {
    expect(isProblem(problem('conflict'))).toBe(true)
    expect(isProblem(problem('conflict'), 'conflict')).toBe(true)
    expect(isProblem(problem('conflict'), 'not-found')).toBe(false)
    expect(isProblem(new Error('conflict'))).toBe(false)
    expect(isProblem({ problem: 'conflict' })).toBe(false)
  })

  it('has a sentence as title, one on what to do, and an error status', () => {
    for (const { title, remedy, status } of Object.values(problems)) {
      expect(title).toMatch(/^[A-Z].*\.$/)
      expect(remedy).toMatch(/^[A-Z].*\.$/)
      expect(remedy).not.toBe(title)
      expect(status).toBeGreaterThanOrEqual(400)
    }
  })
})
