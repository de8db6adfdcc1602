import { expect, it } from 'vitest'
import { unseenAt } from '../../../src/domain/trust/concerning.ts'
import type { Suspended, TrustState } from '../../../src/domain/trust/state.ts'
import { COUNCIL, DESK, partnership, person } from './written-down.ts'

/** What a sender of 40 records had not seen when they sealed to the desk of the council from the room of the police. */

const ROOM = 'room@police.test'
const POLICE = 'Example Police'
const [AT, LATER] = ['2026-03-02T13:00:00.000Z', '2026-03-02T14:00:00.000Z']
const of = { signer: 'worker', from: ROOM, to: [DESK] }

function state(change: Partial<TrustState> = {}): TrustState {
  const council = partnership([person('worker', { agency: POLICE })])
  const desk = council.mailboxes[DESK]
  if (desk === undefined) throw new Error('The council has a desk.')
  return {
    ...council,
    mailboxes: { [DESK]: desk, [ROOM]: { ...desk, address: ROOM, agency: POLICE, fingerprint: 'room' } },
    ...change,
  }
}
const revoked = (fingerprint: string, at: number) => ({
  revoked: { [fingerprint]: { reason: 'lost', at, time: AT, by: COUNCIL, voucher: false } },
})
const suspended = (by: string, agency: string, at = 40): Suspended => ({
  by,
  agency,
  reason: 'breach',
  at,
  time: AT,
})
const unseen = (change: Partial<TrustState>, about = of) => unseenAt(state(change), 40, about)

it('nothing is unseen of what stood in the log before', () => {
  expect(unseen({})).toEqual([])
  expect(unseen({ ...revoked('desk', 39), suspensions: [suspended(COUNCIL, POLICE, 39)] })).toEqual([])
})

it('a certificate, and a revocation of it or of one before it, by any of the mailboxes', () => {
  const { mailboxes } = state()
  const desk = mailboxes[DESK]
  if (desk === undefined) throw new Error('The council has a desk.')
  const renewed = { ...desk, at: 41, time: LATER, former: [{ fingerprint: 'old', certificate: '' }] }
  const change = { mailboxes: { ...mailboxes, [DESK]: renewed } }
  const keys = { what: 'keys', mailbox: DESK, at: 41, time: LATER }
  expect(unseen(change)).toEqual([keys])
  expect(unseen({ ...change, ...revoked('old', 42) })).toEqual([
    keys,
    { what: 'revoked', mailbox: DESK, at: 42, time: AT },
  ])
  expect(unseen(revoked('room', 40))).toEqual([{ what: 'revoked', mailbox: ROOM, at: 40, time: AT }])
  expect(unseen(revoked('elsewhere', 40))).toEqual([])
})

it('each once of who sends to themselves, and nothing of a mailbox or a signer that the log does not know', () => {
  const own = { ...of, to: [ROOM, ROOM] }
  expect(unseen(revoked('room', 40), own)).toHaveLength(1)
  expect(
    unseen(revoked('room', 40), { signer: 'stranger', from: 'nobody@police.test', to: [ROOM] }),
  ).toHaveLength(1)
})

it('the appointment of who signed, its end, and that their key was revoked', () => {
  const who = `Case worker E-1 (${POLICE})`
  const people = (change: Parameters<typeof person>[1]) => ({
    people: { worker: person('worker', { agency: POLICE, ...change }) },
  })
  expect(unseen(people({ at: 40 }))).toEqual([{ what: 'appointed', who, at: 40, time: '' }])
  expect(unseen(people({ ended: { at: 44, time: LATER, stolen: false, reason: 'left' } }))).toEqual([
    { what: 'ended', who, at: 44, time: LATER },
  ])
  expect(unseen(revoked('worker', 45))).toEqual([{ what: 'signer-revoked', who, at: 45, time: AT }])
})

it.each<[by: string, agency: string, counts: boolean]>([
  [COUNCIL, POLICE, true],
  [POLICE, COUNCIL, true],
  [COUNCIL, COUNCIL, true],
  [POLICE, POLICE, true],
  ['Example Court', POLICE, false],
  [POLICE, 'Example Court', false],
  ['Example Court', COUNCIL, false],
  [COUNCIL, 'Example Court', false],
  ['Example Court', 'Example Court', false],
])('a suspension by %s of %s: %s', (by, agency, counts) => {
  const found = { what: 'suspended', by, agency, at: 40, time: AT }
  expect(unseen({ suspensions: [suspended(by, agency)] })).toEqual(counts ? [found] : [])
})
