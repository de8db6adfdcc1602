import { expect, it } from 'vitest'
import { linkAt, readLink, writeLink } from '../../../src/sdk/enrolment/link.ts'

it('is the same invitation at another origin, where an agency serves the client itself', () => {
  const invitation = { origin: 'https://despatch.test', secret: 'A'.repeat(22), root: '0'.repeat(40) }
  const there = linkAt(writeLink(invitation), 'https://client.council.test')
  expect(there).toBe(`https://client.council.test/enrol#${'A'.repeat(22)}.${'0'.repeat(40)}`)
  expect(readLink(there)).toEqual({ ...invitation, origin: 'https://client.council.test' })
})
