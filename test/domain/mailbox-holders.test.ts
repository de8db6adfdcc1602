import { describe, expect, it } from 'vitest'
import { holdersOf, holding } from '../../src/domain/mailbox-holders.ts'
import { DESK, partnership, person } from './trust/written-down.ts'

const ON = '2026-03-02'
const held = (state: Parameters<typeof holdersOf>[0], day = ON) => holdersOf(state, DESK, day).map(holding)

const member = person('member', { mailboxes: [{ address: DESK, rights: ['send', 'open'] }] })
const reader = person('reader', { mailboxes: [{ address: DESK, rights: ['open'] }] })
const elsewhere = person('elsewhere', { mailboxes: [{ address: 'other@council.test', rights: ['open'] }] })
const liaison = person('liaison', { roles: ['liaison-officer'] })

describe('the parts of a mailbox’s key', () => {
  it('are for its members by their rights, for the liaison officer what certifies, and all for recovery', () => {
    expect(held(partnership([member, reader, elsewhere, liaison]))).toEqual([
      'sign member',
      'open member',
      'open reader',
      'certify liaison',
      'sign recovery',
      'open recovery',
      'certify recovery',
    ])
  })

  it('tell a person from the recovery key, each with its certificate', () => {
    expect(holdersOf(partnership([reader]), DESK, ON).slice(0, 2)).toEqual([
      { part: 'open', fingerprint: 'reader', certificate: 'certificate of reader', recovery: false },
      { part: 'sign', fingerprint: 'recovery', certificate: 'certificate for recovery', recovery: true },
    ])
  })

  it('are for nobody of another agency, or out of office, and for no recovery key where there is none', () => {
    const guest = { ...reader, agency: 'Example Police' }
    const gone = { ...reader, until: '2026-03-01' }
    expect(held(partnership([guest], { recovery: null }))).toEqual([])
    expect(held(partnership([gone], { recovery: null }))).toEqual([])
    expect(held(partnership([gone], { recovery: null }), '2026-03-01')).toEqual(['open reader'])
  })

  it('are for nobody of a mailbox that there is not', () => {
    expect(holdersOf(partnership([reader]), 'nobody@council.test', ON)).toEqual([])
  })
})
