import { describe, expect, it } from 'vitest'
import type { LegalBasisRow } from '../../../src/domain/wire/legal-basis.ts'
import type { StatisticsResponse } from '../../../src/domain/wire/statistics-response.ts'
import { byMonthCsv, statisticsCsv } from '../../../src/sdk/statistics/csv.ts'
import { statisticsPage } from '../../../src/sdk/statistics/page.ts'
import { shortened, statisticsTables, sum, totals } from '../../../src/sdk/statistics/tables.ts'

const AGENCY = '00000000-0000-7000-8000-000000000001'
const LONG =
  'Example Partnership of Merseyside for Community Safety and Early Intervention, Northern Division (Interim)'
const ABOUT = {
  marking: 'PROTECT – MANAGEMENT',
  service: 'https://despatch.example.test',
  scope: 'All of the register was counted.',
  at: new Date('2013-01-02T10:00:00Z'),
  amendments: [],
}

const monthsOf = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => `${2010 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
  )

/** So many months of disclosures between so many agencies, each to each. */
function counted(
  monthCount: number,
  agencies: number,
  name = (n: number) => `Example agency ${n}`,
): StatisticsResponse {
  const months = monthsOf(monthCount)
  const each = (n: number) => months.map((_, at) => n + at)
  const named = (n: number) => ({ agency: AGENCY, name: name(n) })
  const ids = Array.from({ length: agencies }, (_, n) => n)
  return {
    months,
    disclosures: each(100),
    pairs: ids.flatMap((from) =>
      ids.map((to) => ({ from: from === 0 ? null : named(from), to: named(to), counts: each(1) })),
    ),
    otherPairs: { pairs: 0, counts: months.map(() => 0) },
    bases: [
      { value: 'cda-1998-s115', counts: each(60) },
      { value: null, counts: each(40) },
    ],
    kinds: [{ value: 'asb-incident', counts: each(100) }],
    markings: [{ value: null, counts: each(100) }],
    answers: ids.map((n) => ({
      ...named(n),
      inTime: each(9),
      late: each(2),
      unanswered: each(1),
      withdrawn: each(1),
      open: each(0),
    })),
    refusals: each(5),
    rules: [{ rule: 'L1', refused: each(0), needs: each(5) }],
  }
}
const NOTHING: StatisticsResponse = {
  ...{
    months: ['2010-03'],
    disclosures: [0],
    pairs: [],
    otherPairs: { pairs: 0, counts: [0] },
    bases: [],
    kinds: [],
  },
  ...{ markings: [], answers: [], refusals: [0], rules: [] },
}

const idsIn = (page: string): string[] =>
  Array.from(page.matchAll(/ id="([^"]+)"/g), (found) => found[1] ?? '')

describe('the page of statistics', () => {
  it('loads nothing, runs nothing, and bears its marking first and last', () => {
    const page = statisticsPage(counted(12, 4), ABOUT)
    expect(page).toMatch(/^<!doctype html>\n<html lang="en-GB">/)
    expect(page).not.toMatch(/<script|<link|<img|<iframe|href=|src=|@import|url\((?!#)|\son\w+=/i)
    const body = page.slice(page.indexOf('<body>'))
    expect(body).toMatch(/^<body><p class="marking">PROTECT – MANAGEMENT<\/p>/)
    expect(body).toMatch(/<p class="marking">PROTECT – MANAGEMENT<\/p><\/body><\/html>\n$/)
    expect(body).toContain('<h1>Disclosures counted, January 2010 to December 2010</h1>')
    // Months in words, each where there is room.
    expect(body).toContain('<th class="name" scope="row">March 2010</th>')
    expect(body).not.toMatch(/>\d{4}-\d\d</)
    // Each page of paper has it, too.
    expect(page).toContain("@page{@top-center{content:'PROTECT – MANAGEMENT'")
  })

  it('says of each drawing what it is, and has its numbers in a table', () => {
    const page = statisticsPage(counted(12, 4), ABOUT)
    const drawings = page.match(/<svg [^>]*>/g) ?? []
    expect(drawings.length).toBeGreaterThan(8)
    const ids = new Set(idsIn(page))
    expect(ids.size).toBe(idsIn(page).length)
    for (const drawing of drawings) {
      const [, title = '', says = ''] = /aria-labelledby="(\S+) (\S+)"/.exec(drawing) ?? []
      expect([ids.has(title), ids.has(says)]).toEqual([true, true])
    }
    expect(page.match(/<figure>/g)).toHaveLength(drawings.length)
    expect((page.match(/<table>/g) ?? []).length).toBeGreaterThanOrEqual(6)
    for (const used of page.match(/url\(#[^)]+\)/g) ?? []) expect(ids).toContain(used.slice(5, -1))
  })

  it('shows what an agency calls itself as text, whatever that is', () => {
    const page = statisticsPage(
      counted(2, 2, () => `<script>alert("1")</script>&amp;'${LONG}`),
      {
        ...ABOUT,
        marking: "PROTECT'}body{display:none}",
      },
    )
    expect(page).not.toContain('<script')
    expect(page).toContain('&lt;script>alert(&quot;1&quot;)&lt;/script>&amp;amp;')
    expect(page).not.toContain("content:'PROTECT'")
  })

  it('cuts a long name short in a drawing, and has it whole in the table', () => {
    const page = statisticsPage(
      counted(2, 2, () => LONG),
      ABOUT,
    )
    const drawings = (page.match(/<svg[\s\S]*?<\/svg>/g) ?? []).join('')
    const texts = Array.from(drawings.matchAll(/<text[^>]*>([^<]*)<\/text>/g), (found) => found[1] ?? '')
    expect(texts.some((text) => text.endsWith('…'))).toBe(true)
    for (const text of texts) expect(text.length).toBeLessThan(60)
    expect(page).toContain(`>${LONG}<`)
  })

  it.each([
    ['one month', counted(1, 3)],
    ['three years', counted(36, 3)],
    ['months in which nothing was', NOTHING],
    ['hundreds of pairs', counted(3, 25)],
  ])('draws within its bounds for %s', (_what, found) => {
    const page = statisticsPage(found, ABOUT)
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
    for (const [drawing] of page.matchAll(/<svg[\s\S]*?<\/svg>/g)) {
      const [, width = 0, height = 0] = (/viewBox="0 0 (\S+) (\S+)"/.exec(drawing) ?? []).map(Number)
      for (const [, x = ''] of drawing.matchAll(/ (?:x|x1|x2|cx)="([^"]+)"/g))
        expect(Number(x)).toBeLessThanOrEqual(width)
      for (const [, y = ''] of drawing.matchAll(/ (?:y|y1|y2|cy)="([^"]+)"/g))
        expect(Number(y)).toBeLessThanOrEqual(height)
      expect(drawing).not.toMatch(/(?:width|height)="-/)
    }
  })

  it.each([1, 12])('has no caption that only says again what stands above it, in %i months', (months) => {
    const page = statisticsPage(counted(months, 3), ABOUT)
    const texts = (name: string) =>
      Array.from(page.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g')), ([, text = '']) => text)
    for (const caption of texts('figcaption')) expect(texts('h2')).not.toContain(caption)
  })

  it('says that there was nothing, instead of an empty drawing', () => {
    const page = statisticsPage(NOTHING, ABOUT)
    expect(page.match(/There was nothing of this in these months/g)).toHaveLength(6)
    expect(page.match(/<svg/g)).toHaveLength(1)
  })
})

describe('the tables of statistics', () => {
  it('names a basis that an amendment has added', () => {
    const basis: LegalBasisRow = {
      ...{
        code: 'pa-2027-s4',
        rule: 'L1',
        name: 'Invented power',
        statute: 'Invented Act 2027',
        sentence: 'A test.',
      },
      effect: { type: 'supporting' },
    }
    const found = { ...counted(1, 1), bases: [{ value: basis.code, counts: [1] }] }
    const [, bases] = statisticsTables(found, [{ changes: [{ change: 'add-basis', basis }] }])
    expect(bases?.rows[0]?.names).toEqual(['pa-2027-s4', 'Invented power'])
  })

  it('show the first twenty rows, and the others as one; nothing is lost', () => {
    const [pairs] = statisticsTables(counted(3, 25), [])
    if (!pairs) throw new Error('there are tables')
    const short = shortened(pairs)
    expect(short.rows).toHaveLength(20)
    expect(short.others?.label).toEqual(['605 others'])
    const all = (table: typeof pairs) =>
      sum([...table.rows, ...(table.others ? [table.others] : [])].flatMap(totals))
    expect(all(short)).toBe(all(pairs))
    expect(shortened(short)).toEqual(short)
  })

  it('count the pairs that the service summed among the others', () => {
    const found = { ...counted(1, 5), otherPairs: { pairs: 1_500, counts: [7_000] } }
    const [pairs] = statisticsTables(found, [])
    const short = pairs && shortened(pairs)
    expect(short?.others?.label).toEqual(['1505 others'])
    expect(short?.others?.counts).toEqual([[7_005]])
  })

  it('have a file of disclosures and refusals with every month, also those without any', () => {
    const found = { months: ['2010-01', '2010-02'], disclosures: [3, 0], refusals: [0, 0] }
    expect(byMonthCsv(found)).toBe('month,disclosures,refusals\r\n2010-01,3,0\r\n2010-02,0,0\r\n')
  })

  it('are written as CSV with a line for each row and month, and no cell is a formula', () => {
    const found = counted(2, 2, () => '=cmd|"/c calc"!A1')
    const [pairs, , , , answers] = statisticsTables(found, [])
    const csv = pairs ? statisticsCsv(pairs, found.months) : ''
    expect(csv.split('\r\n')[0]).toBe('month,from,to,disclosures')
    expect(csv.split('\r\n')).toHaveLength(1 + 4 * 2 + 1)
    expect(csv).not.toMatch(/(?:^|,)"?=/m)
    expect(answers && statisticsCsv(answers, found.months)).toContain(
      'month,agency,in time,late,not answered,not yet due,withdrawn\r\n',
    )
  })
})
