import Type, { type TSchema } from 'typebox'
import { describe, expect, it } from 'vitest'
import { check, FAULT_LIMIT } from '../../../src/domain/wire/check.ts'

/** What is said beside a field of each sort, word for word. */
describe('what is wrong with a field is said', () => {
  const colour = Type.Union([Type.Literal('red'), Type.Literal('blue')])
  it.each<[says: string, schema: TSchema, value: unknown, message: string]>([
    ['of text that is none', Type.String(), 7, 'must be text'],
    ['of text that is none, of a sort', Type.String({ description: 'a name' }), 7, 'must be a name'],
    ['of an empty text', Type.String({ minLength: 1, maxLength: 5 }), '', 'must not be empty'],
    ['of an empty text that needs more', Type.String({ minLength: 3 }), '', 'must not be empty'],
    [
      'of an empty text that may be, in another form',
      Type.String({ pattern: '^x$' }),
      '',
      'must be text in the expected form',
    ],
    ['of a text too long', Type.String({ maxLength: 5 }), 'abcdef', 'must be at most 5 characters'],
    [
      'of a text too long, of a sort',
      Type.String({ maxLength: 5, description: 'a short name' }),
      'abcdef',
      'must be a short name',
    ],
    [
      'of a text of the longest length in another form',
      Type.String({ maxLength: 5, pattern: '^x' }),
      'abcde',
      'must be text in the expected form',
    ],
    [
      'of a text too short',
      Type.String({ minLength: 3, maxLength: 5 }),
      'ab',
      'must be text in the expected form',
    ],
    ['of a number that is not whole', Type.Integer(), 1.5, 'must be a whole number'],
    ['of a number that is none', Type.Number(), 'x', 'must be a number'],
    ['of a number below the least', Type.Integer({ minimum: 1 }), 0, 'must be a whole number, at least 1'],
    ['of a number above the most', Type.Number({ maximum: 9 }), 10, 'must be a number, at most 9'],
    [
      'of a number outside both',
      Type.Integer({ minimum: 1, maximum: 9 }),
      10,
      'must be a whole number from 1 to 9',
    ],
    ['of a number of a sort', Type.Integer({ description: 'a year' }), 'x', 'must be a year'],
    ['of yes or no', Type.Boolean(), 'yes', 'must be true or false'],
    ['of what is always the same', Type.Literal('x/1'), 'y', 'must be "x/1"'],
    ['of one choice', Type.Enum(['red']), 'green', 'must be red'],
    ['of several choices', Type.Enum(['red', 'blue']), 'green', 'must be one of red, blue'],
    ['of a union of choices', colour, 'green', 'must be one of red, blue'],
    ['of a union with nothing', Type.Union([Type.String(), Type.Null()]), 7, 'must be text'],
    ['of choices with nothing', Type.Union([Type.Literal('red'), Type.Null()]), 7, 'must be "red"'],
    [
      'of a union of what cannot be told apart',
      Type.Union([Type.String(), Type.Integer()]),
      true,
      'is not in the expected form',
    ],
    ['of an object that is a list', Type.Object({}), [], 'must be an object with named fields'],
    ['of an object that is nothing', Type.Object({}), null, 'must be an object with named fields'],
    ['of a list that is none', Type.Array(Type.String()), {}, 'must be a list'],
    [
      'of a list without an entry',
      Type.Array(Type.String(), { minItems: 1 }),
      [],
      'must have at least one entry',
    ],
    [
      'of a list too short',
      Type.Array(Type.String(), { minItems: 2 }),
      ['x'],
      'must have at least 2 entries',
    ],
    [
      'of a list of several',
      Type.Array(Type.String(), { maxItems: 1 }),
      ['x', 'y'],
      'must have only one entry',
    ],
    [
      'of a list too long',
      Type.Array(Type.String(), { maxItems: 2 }),
      ['x', 'y', 'z'],
      'must have at most 2 entries',
    ],
    [
      'of a list with the same twice, as many as it needs',
      Type.Array(Type.String(), { uniqueItems: true, minItems: 2 }),
      ['x', 'x'],
      'must not name the same thing twice',
    ],
    ['of what is never right', Type.Never(), 7, 'is not in the expected form'],
    ['of nothing', Type.Null(), 7, 'is not in the expected form'],
  ])('%s', (_says, schema, value, message) => {
    expect(check(schema, value)).toEqual([{ path: '', message }])
  })

  it('of an entry and not of the list, and of a full list that has one wrong', () => {
    const list = Type.Array(Type.String(), { maxItems: 2, uniqueItems: true })
    expect(check(list, ['x', 7])).toEqual([{ path: '/1', message: 'must be text' }])
    expect(check(list, [7, 7])).toEqual([
      { path: '/0', message: 'must be text' },
      { path: '/1', message: 'must be text' },
    ])
  })

  it('of as many fields as a form shows, and no more', () => {
    const fields = (number: number) =>
      Object.fromEntries(Array.from({ length: number }, (_, at) => [`f${at}`, 7]))
    expect(check(Type.Object({}, { additionalProperties: false }), fields(FAULT_LIMIT + 5))).toHaveLength(
      FAULT_LIMIT,
    )
    expect(check(Type.Array(Type.String()), Array(FAULT_LIMIT + 5).fill(7))).toHaveLength(FAULT_LIMIT)
    const missing = Type.Object(
      Object.fromEntries(Object.keys(fields(FAULT_LIMIT + 5)).map((name) => [name, Type.String()])),
    )
    expect(check(missing, {})).toHaveLength(FAULT_LIMIT)
  })

  it('with a name that no control character breaks, and a blank is none of these', () => {
    const closed = Type.Object({}, { additionalProperties: false })
    expect(check(closed, { 'a\n b/c~d\u001f': 1 })[0]?.path).toBe('/a? b~1c~0d?')
  })
})
