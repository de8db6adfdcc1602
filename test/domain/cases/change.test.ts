import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaseText, MOST } from '../../../src/domain/cases/case-text.ts'
import {
  addAction,
  addActionOnce,
  addNote,
  addPerson,
  addThread,
  type CaseChange,
  correctPerson,
  newCase,
  removePerson,
  rename,
  setStatus,
  settleAction,
} from '../../../src/domain/cases/change.ts'
import { check } from '../../../src/domain/wire/check.ts'
import { untilKept } from '../../../src/sdk/cases/until-kept.ts'

const ID = '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90'
const written = { at: '2010-03-01T09:30:00.000Z', by: 'asb.caseworker' }
const id = (n: number) => `0198f3a2-7c4e-7b1d-9a55-${String(n).padStart(12, '0')}`
const thread = (n: number) => `${String(n).padStart(21, 'a')}A`
const begun = () =>
  newCase(
    { id: ID, mailbox: 'asb.team@liverpool.gcsx.gov.test', title: 'Example Road', number: null },
    written,
  )
const person = { name: 'Placeholder Pat' }
const having = (...changes: CaseChange[]) => changes.reduce((notes, change) => change(notes), begun())

describe('the notes of a case', () => {
  it('hold what was put in, and are as their format asks', () => {
    const notes = having(
      addThread(thread(1), written),
      addPerson(id(1), { person, roles: ['victim'] }, written),
      addNote(id(2), 'two\nlines', written),
      addAction(id(3), { text: 'Ask the YOT', owner: 'asb.caseworker', due: '2010-03-12' }, written),
      settleAction(1, 'done', 'by telephone', written),
      setStatus('closed', written),
      rename({ number: 'ASB/2010/117' }),
    )
    expect(check(CaseText, notes)).toEqual([])
    expect(notes).toMatchObject({ status: 'closed', number: 'ASB/2010/117', title: 'Example Road' })
    expect(notes.actions[0]).toMatchObject({
      number: 1,
      status: 'done',
      history: [{ status: 'open' }, { status: 'done', why: 'by telephone' }],
    })
  })

  it('have what follows from an order once, whoever of the team notes it, and again with another day', () => {
    const review = { text: 'Review the order', owner: 'me', due: '2011-02-28' }
    const once = having(addActionOnce(id(1), review, written))
    expect(addActionOnce(id(2), { ...review, owner: 'another' }, written)(once)).toBe(once)
    const moved = addActionOnce(id(2), { ...review, due: '2011-06-30' }, written)(once)
    expect(moved.actions.map(({ due }) => due)).toEqual(['2011-02-28', '2011-06-30'])
  })

  it.each<[string, CaseChange]>([
    ['an exchange', addThread(thread(1), written)],
    ['a person', addPerson(id(1), { person, roles: [] }, written)],
    ['a note', addNote(id(1), 'a note', written)],
    ['an action', addAction(id(1), { text: 'do it', owner: 'me', due: null }, written)],
    ['a closing', setStatus('closed', written)],
  ])('are left as they are by %s that is there already', (_what, change) => {
    const notes = having(change)
    expect(change(notes)).toBe(notes)
  })

  it('never call anybody by a number that somebody else had', () => {
    const notes = having(
      addPerson(id(1), { person, roles: [] }, written),
      addPerson(id(2), { person, roles: [] }, written),
      removePerson(2),
      addPerson(id(3), { person, roles: [] }, written),
    )
    expect(notes.people.map(({ number }) => number)).toEqual([1, 3])
    expect(() => correctPerson(2, { person, roles: [] }, written)(notes)).toThrow('no person 2')
    expect(() => settleAction(1, 'done', null, written)(notes)).toThrow('no action 1')
  })

  it('hold no more than they may, and say what to do then', () => {
    const full = having(
      ...Array.from({ length: MOST.links }, (_, n) => addPerson(id(n), { person, roles: [] }, written)),
    )
    expect(() => addPerson(id(999), { person, roles: [] }, written)(full)).toThrow(
      'A case holds 100 people at most. Open another case and link the two.',
    )
  })
})

describe('colleagues who change a case at once', () => {
  const changeBy = (writer: number, n: number): CaseChange =>
    [
      addNote(id(writer * 100 + n), `note ${writer}.${n}`, written),
      addAction(id(writer * 100 + n), { text: `action ${writer}.${n}`, owner: 'me', due: null }, written),
      addPerson(id(writer * 100 + n), { person: { name: `Person ${writer}.${n}` }, roles: [] }, written),
      addThread(thread(writer * 100 + n), written),
    ][n % 4] ?? setStatus('closed', written)

  it('lose nothing, in whatever order their writings come, and number everybody once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }),
        async (order, writers) => {
          // What keeps: only whoever names the version that is there is let in; some answers are lost on the way.
          let stored = begun()
          const keep = order.scheduleFunction(async (notes: CaseText) => {
            if (notes.version !== stored.version + 1) return null
            stored = notes
            return notes.version % 5 === 0 ? null : notes
          })
          const read = order.scheduleFunction(async () => stored)
          const all = writers.map(async (count, writer) => {
            for (let n = 0; n < count; n += 1)
              await untilKept(await read(), {
                notesOf: (known) => known,
                change: changeBy(writer + 1, n),
                keep: ({ version }, notes) => keep({ ...notes, version: version + 1 }),
                again: read,
              })
          })
          await order.waitFor(Promise.all(all))
          const expected = writers.flatMap((count, writer) =>
            Array.from({ length: count }, (_, n) => [writer + 1, n] as const),
          )
          const wanted = (rest: number) => expected.filter(([, n]) => n % 4 === rest).length
          expect(new Set(stored.notes.map((one) => one.id)).size).toBe(wanted(0))
          expect(stored.notes).toHaveLength(wanted(0))
          expect(stored.actions.map(({ number }) => number)).toEqual(
            Array.from({ length: wanted(1) }, (_, n) => n + 1),
          )
          expect(stored.people.map(({ number }) => number)).toEqual(
            Array.from({ length: wanted(2) }, (_, n) => n + 1),
          )
          expect(stored.threads).toHaveLength(wanted(3))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are told when it goes on for ever', async () => {
    const never = untilKept(begun(), {
      notesOf: (known) => known,
      change: addNote(id(1), 'a note', written),
      keep: async () => null,
      again: async () => begun(),
    })
    await expect(never).rejects.toThrow('Nothing was kept')
  })
})
