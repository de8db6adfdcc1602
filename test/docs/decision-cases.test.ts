import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { casesIn, type NamedCase } from './decision-cases.ts'
import { rowsOf } from './requirements-list.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOMAIN = join(ROOT, 'test/domain')

/** The tests of the decision: of the whole, of its rules and of its explanation. Those of drawn referrals have no cases to name. */
const files = (await readdir(DOMAIN, { recursive: true })).filter((path) =>
  /^(?:decide.*|explanation|rules\/.*)\.test\.ts$/.test(path),
)
const DRAWN = ['decide-properties.test.ts', 'rules/legal-basis.test.ts']
const cases: NamedCase[] = []
for (const path of files.filter((one) => !DRAWN.includes(one)))
  cases.push(
    ...casesIn(await readFile(join(DOMAIN, path), 'utf8')).map((one) => ({
      ...one,
      title: `${path}: ${one.title}`,
    })),
  )

describe('the named cases of the decision', () => {
  it('cite each the requirement that it is a case of, one that the list has', async () => {
    const listed = new Set(
      rowsOf(await readFile(join(ROOT, 'docs/requirements.md'), 'utf8')).map(({ id }) => id),
    )
    expect(
      cases.filter(({ cites }) => !cites.some((id) => listed.has(id))).map(({ title }) => title),
    ).toEqual([])
  })

  it('are two hundred at least, each of its own name', () => {
    expect(new Set(cases.map(({ title }) => title)).size).toBeGreaterThanOrEqual(200)
  })

  it('are read from groups, tables and tests alike', () => {
    const source = `
      describe('a group (A7)', () => {
        it('a test', () => {})
        it.each([['a row', {}, ['M6']], ['a row of none (D3)', {}]])('%s', () => {})
        it.each<Body>(['police'])('is for %s', () => {})
        it.each(ROWS)('%s: %s', () => {})
      })
      const ROWS = [['L11', 'a row of a table that has a name', {}, 'allowed']]
      it('a test of no rule', () => {})`
    expect(casesIn(source)).toEqual([
      { title: 'a group (A7) > a test', cites: ['A7'] },
      { title: 'a group (A7) > %s: a row', cites: ['A7', 'M6'] },
      { title: 'a group (A7) > %s: a row of none (D3)', cites: ['A7', 'D3'] },
      { title: 'a group (A7) > is for %s: police', cites: ['A7'] },
      { title: 'a group (A7) > %s: %s: L11, a row of a table that has a name', cites: ['A7', 'L11'] },
      { title: 'a test of no rule', cites: [] },
    ])
  })
})
