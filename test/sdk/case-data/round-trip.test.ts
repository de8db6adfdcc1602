import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOf, kinds } from '../../../src/domain/kinds.ts'
import { guarded, unguarded } from '../../../src/sdk/case-data/cells.ts'
import { csvOfRows, rowsOfCsv } from '../../../src/sdk/case-data/csv.ts'
import type { FormSchema } from '../../../src/sdk/case-data/from-cells.ts'
import { dataFrom } from '../../../src/sdk/case-data/from-cells.ts'
import { readRow, unknownColumns } from '../../../src/sdk/case-data/read-row.ts'
import { cellsOf, columnsOf } from '../../../src/sdk/case-data/to-cells.ts'

/** Whatever has the shape of a schema; its texts are anything, the worst for a CSV file among them. */
function shaped(schema: FormSchema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = [] } = schema
      const fields = Object.entries(properties).map(([name, field]) => [name, shaped(field)] as const)
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...required], noNullPrototype: true })
    }
    case 'array':
      return fc.array(shaped(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: 12,
        size: '-1',
      })
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer()
    default:
      return fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          '',
          "'",
          "''=1",
          '=1+1',
          '+44 151',
          '-',
          '@x',
          '\tx',
          '"',
          'a\r\nb',
          'a\nb',
          '\r',
          ';,',
          '[]',
          '{}',
          ' x ',
        ),
      )
  }
}

const forms = kinds.flatMap(({ kind, forms, schema }): [string, string, FormSchema][] =>
  forms === null ? [[kind, kind, schema]] : forms.all.map((form) => [kind, form.name, form.schema]),
)
const examples = kinds.flatMap((kind) =>
  kind.forms === null
    ? [[kind.kind, kind.example] as const]
    : kind.forms.all.map(({ example }) => [kind.kind, example] as const),
)

describe('data as cells', () => {
  it.each(examples)('of an example of %s come back as they were, and are still right', (name, example) => {
    const [row = []] = rowsOfCsv(csvOfRows([cellsOf(example)]))
    expect(readRow(kindOf(name), row)).toEqual({ data: example, faults: [] })
    expect(
      unknownColumns(
        kindOf(name),
        row.map(([column]) => column),
      ),
    ).toEqual([])
  })

  it.each(forms)(
    'of the shape of %s (%s) come back as they were, several rows of one file',
    (_kind, _form, schema) => {
      fc.assert(
        fc.property(fc.array(shaped(schema), { minLength: 1, maxLength: 3 }), (all) => {
          const rows = rowsOfCsv(csvOfRows(all.map((data) => cellsOf(data))))
          expect(rows.map((row) => dataFrom(schema, row).data)).toEqual(all)
        }),
        { numRuns: 10 },
      )
    },
  )

  it('have no cell that a spreadsheet takes for a formula, and every text comes back', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '＝', "'", "'="),
        (text, start) => {
          const cell = guarded(start + text)
          expect(cell).toMatch(/^[^=+\-@\t\r＝＋－＠]/)
          expect(unguarded(cell)).toBe(start + text)
        },
      ),
    )
    // What nobody guarded is what they typed.
    expect(unguarded('+44 151 496 0000')).toBe('+44 151 496 0000')
    expect(unguarded("'tis")).toBe("'tis")
  })

  it('have their columns once each, and the entries of lists by their number', () => {
    const [one, other] = [
      { a: 'x', people: [{ name: 'A' }], z: true },
      { b: 'y', people: Array.from({ length: 11 }, () => ({ name: 'B', age: 1 })) },
    ]
    const columns = columnsOf([cellsOf(one), cellsOf(other)])
    expect(columns.slice(0, 4)).toEqual(['a', 'people.1.name', 'people.1.age', 'people.2.name'])
    expect(columns.slice(-4)).toEqual(['people.11.name', 'people.11.age', 'z', 'b'])
  })
})

describe('a row that somebody typed', () => {
  const incident = kindOf('asb-incident')
  const example = cellsOf(incident.example)
  const typed = (change: Record<string, string>) =>
    [...example.filter(([column]) => !(column in change)), ...Object.entries(change)] as [string, string][]

  it('may say TRUE or yes, and leave gaps in lists', () => {
    const cells = typed({ 'informer.wantsAnonymity': 'TRUE', 'informer.youngPerson': 'No' }).map(
      ([column, cell]): [string, string] => [column.replace(/^witnesses\.1\./, 'witnesses.3.'), cell],
    )
    const read = readRow(incident, cells)
    expect(read.faults).toEqual([])
    expect(read.data).toMatchObject({ informer: { wantsAnonymity: true, youngPerson: false } })
  })

  it.each([
    [
      'a day as spreadsheets write it',
      { 'incident.from.date': '01/03/2010' },
      'incident.from.date',
      'must be a date, year first',
    ],
    [
      'neither yes nor no',
      { 'informer.wantsAnonymity': 'perhaps' },
      'informer.wantsAnonymity',
      'must be true or false',
    ],
    ['what has to be there', { 'incident.from.date': '' }, 'incident.from.date', 'is missing'],
    ['a text where there is a list', { witnesses: 'none' }, 'witnesses', 'must be a list'],
  ])('is told by its column of %s', (_what, change, column, message) => {
    const { data, faults } = readRow(incident, typed(change as Record<string, string>))
    expect(data).toBeNull()
    expect(faults).toContainEqual({ column, message: expect.stringContaining(message) })
  })

  it('is told the number of the column, whatever gaps the list has', () => {
    const cells = typed({ 'witnesses.7.name': 'Sample Witness', 'witnesses.7.youngPerson': 'perhaps' })
    expect(readRow(incident, cells).faults.map(({ column }) => column)).toContain('witnesses.7.youngPerson')
  })

  it('of a kind with several forms is read by the form that it names', () => {
    const order = kindOf('court-order')
    const cells = cellsOf(order.example).map(([column, cell]): [string, string] =>
      column === 'orderType' ? [column, 'no-such-order'] : [column, cell],
    )
    expect(readRow(order, cells).faults[0]).toMatchObject({ column: 'orderType' })
  })

  it('has no columns but those of its form, and those that an export adds', () => {
    const columns = ['#marking', 'informer.name', 'colour', 'witnesses.0.name', 'witnesses.1', 'constructor']
    expect(unknownColumns(incident, columns)).toEqual(['colour', 'witnesses.0.name', 'constructor'])
  })
})
