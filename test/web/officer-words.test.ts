import { describe, expect, it } from 'vitest'
import type { Nominee } from '../../src/sdk/enrolment/kept-invitation.ts'
import { nomineeFaults, usualUntil } from '../../src/sdk/enrolment/nominee.ts'
import { newPersonId } from '../../src/sdk/enrolment/write-appointment.ts'
import { mailboxChoices, mailboxesChosen } from '../../src/web/pages/agency/words.ts'
import { twoOf, wrongPassphrases, wrongWords } from '../../src/web/pages/enrol/problems.ts'
import { heardMissing, heardOf } from '../../src/web/pages/partner-keys/heard-typed.ts'

const now = new Date('2026-11-23T10:00:00Z')

describe('what is typed when a key is made', () => {
  it('is a passphrase that is long enough, twice', () => {
    expect(wrongPassphrases('', '')).toEqual([{ field: 'passphrase', message: 'Enter a passphrase' }])
    expect(wrongPassphrases('eleven char', '')).toEqual([
      { field: 'passphrase', message: expect.stringMatching(/^A passphrase has at least 12 characters/) },
    ])
    expect(wrongPassphrases('twelve chars', '').map(({ field }) => field)).toEqual(['again'])
    expect(wrongPassphrases('twelve chars', 'twelve Chars').map(({ field }) => field)).toEqual(['again'])
    expect(wrongPassphrases('twelve chars', 'twelve chars')).toEqual([])
  })

  it('is two different words of the kit, whichever are asked for', () => {
    for (const first of [0, 0.5, 0.999])
      for (const second of [0, 0.5, 0.999]) {
        const draws = [first, second]
        const [one, other] = twoOf(12, () => draws.shift() ?? 0)
        expect(one).toBeGreaterThanOrEqual(1)
        expect(other).toBeGreaterThan(one)
        expect(other).toBeLessThanOrEqual(12)
      }
  })

  it('is told beside the word that is wrong, and not what it should be', () => {
    const words = ['lantern', 'cobweb', 'marmalade']
    const typed: Record<string, string> = { 'word-1': ' Lantern ', 'word-3': 'cobweb' }
    expect(wrongWords(words, [1, 2, 3], (field) => typed[field] ?? '')).toEqual([
      { field: 'word-2', message: 'Enter word 2 of your kit' },
      { field: 'word-3', message: 'That is not word 3 of your kit' },
    ])
  })
})

describe('whom an officer names', () => {
  const nominee: Nominee = {
    agency: 'Example Council',
    person: newPersonId(),
    login: 'asb.newcomer',
    title: 'ASB case worker',
    number: '4711',
    account: 'person',
    roles: ['case-worker'],
    mailboxes: [],
    trainedUntil: '2027-03-02',
    until: usualUntil(now),
  }

  it('is trained, and appointed for some time to come', () => {
    expect(nomineeFaults(nominee, now)).toEqual([])
    expect(nomineeFaults({ ...nominee, account: 'machine', trainedUntil: null }, now)).toEqual([])
    const fields = (change: Partial<Nominee>) =>
      nomineeFaults({ ...nominee, ...change }, now).map(({ field }) => field)
    expect(fields({ trainedUntil: null })).toEqual(['trainedUntil'])
    expect(fields({ trainedUntil: '2026-11-22' })).toEqual(['trainedUntil'])
    expect(fields({ until: '2026-11-22' })).toEqual(['until'])
    expect(fields({ login: 'A newcomer', roles: [] })).toEqual(['login', 'roles'])
  })

  it('has the mailboxes and rights that were chosen', () => {
    const values = mailboxChoices(['asb@a.test', 'yot@a.test']).map(({ value }) => value)
    expect(mailboxesChosen(values)).toEqual([
      { address: 'asb@a.test', rights: ['send', 'open'] },
      { address: 'yot@a.test', rights: ['send', 'open'] },
    ])
    expect(mailboxesChosen(['yot@a.test open'])).toEqual([{ address: 'yot@a.test', rights: ['open'] }])
    expect(mailboxesChosen([])).toEqual([])
  })
})

describe('what the holder of a key told', () => {
  it('is asked for in the way that was chosen', () => {
    expect(heardMissing({}).map(({ field }) => field)).toEqual(['how'])
    expect(heardMissing({ how: ['words'] }).map(({ field }) => field)).toEqual(['words'])
    expect(heardMissing({ how: ['in-person'], words: ['gospel able'] }).map(({ field }) => field)).toEqual([
      'in-person',
    ])
    expect(heardOf({ how: ['words'], words: ['gospel able'] })).toEqual({ words: 'gospel able' })
    expect(heardOf({ how: ['agency-record'], 'agency-record': ['ab'] })).toEqual({
      fingerprint: 'ab',
      by: 'agency-record',
    })
    expect(heardOf({})).toBeNull()
  })
})
