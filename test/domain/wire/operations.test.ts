import { describe, expect, it } from 'vitest'
import { problems } from '../../../src/domain/problems.ts'
import { ACTIONS, isForAnyone } from '../../../src/domain/roles.ts'
import { type Operation, problemsOf, successOf } from '../../../src/domain/wire/operations/operation.ts'
import { pathOf } from '../../../src/domain/wire/operations/path.ts'
import { OPERATIONS, operations } from '../../../src/domain/wire/operations.ts'

const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

describe('the table of operations', () => {
  it('knows each operation by its own id, and each method and path once', () => {
    expect(Object.keys(operations)).toEqual(OPERATIONS.map(({ id }) => id))
    const addresses = OPERATIONS.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('has an operation for every action, so that none is allowed in vain', () => {
    expect(new Set(OPERATIONS.map(({ action }) => action))).toEqual(new Set(ACTIONS))
  })
})

describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  const { path, params, query, body, form, means = {}, example, summary, description } = operation

  it('says what it does, and what each of its parameters means', () => {
    expect(summary).toMatch(/^[A-Z].*[^.]$/)
    expect(description).toMatch(/^[A-Z].*\.$/s)
    const fields = [...Object.keys(params?.properties ?? {}), ...Object.keys(query?.properties ?? {})]
    expect(Object.keys(means).toSorted()).toEqual(fields.toSorted())
  })

  it('has an example with everything that it needs', () => {
    expect(namesIn(path)).toEqual(Object.keys(params?.properties ?? {}))
    expect(Object.keys(example.params ?? {})).toEqual(namesIn(path))
    expect(Object.keys(example.query ?? {})).toEqual(expect.arrayContaining(query?.required ?? []))
    expect(example.body !== undefined).toBe(body !== undefined)
    expect(Object.keys(example.form ?? {})).toEqual(form ? [...Object.keys(form.fields), form.file] : [])
  })

  it('names each problem once, and those of everybody who must sign in', () => {
    const names = problemsOf(operation)
    expect(new Set(names).size).toBe(names.length)
    expect(names.every((name) => name in problems)).toBe(true)
    // A session that is renewed is of somebody: whose account is closed since is told as much.
    const isOfSomebody = !isForAnyone(operation.action) || operation.id === 'refreshSession'
    expect(names.includes('not-signed-in')).toBe(isOfSomebody)
  })
})

describe('the problems of an operation', () => {
  const bare: Operation = {
    ...operations.describeService,
    action: 'describe-service',
    params: undefined,
    query: undefined,
    body: undefined,
    form: undefined,
    ration: 'none',
    answers: {},
    problems: [],
  } as unknown as Operation
  const some = {} as never
  it.each<[says: string, change: Partial<Operation>, names: string[]]>([
    ['are few where it takes nothing', {}, ['internal']],
    ['tell of parameters', { params: some }, ['invalid-request', 'internal']],
    ['tell of a query', { query: some }, ['invalid-request', 'internal']],
    ['tell of a body', { body: some }, ['invalid-request', 'content-too-large', 'internal']],
    ['tell of a form', { form: some }, ['invalid-request', 'content-too-large', 'internal']],
    [
      'tell of signing in',
      { action: 'read-register' },
      ['not-signed-in', 'token-expired', 'not-yours', 'internal'],
    ],
    ['tell of a ration', { ration: 'usual' as never }, ['too-many-requests', 'internal', 'unavailable']],
    [
      'leave its own words to what answers 503',
      { ration: 'usual' as never, answers: { 503: some } as never },
      ['too-many-requests', 'internal'],
    ],
    ['tell of its own once', { problems: ['internal', 'not-yours'] }, ['internal', 'not-yours']],
  ])('%s', (_says, change, names) => {
    expect(problemsOf({ ...bare, ...change })).toEqual(names)
  })

  it('are not what it answers when it does what was asked', () => {
    const [found, made] = [{}, {}] as never[]
    expect(successOf({ ...bare, answers: { 200: found, 201: made } as never })).toEqual({
      status: 200,
      answer: found,
    })
    expect(successOf({ ...bare, answers: { 201: made } as never })).toEqual({ status: 201, answer: made })
    expect(() => successOf(bare)).toThrow('describeService has no answer')
  })
})

describe('a path', () => {
  it('keeps what was typed in one segment, but for what takes the rest', () => {
    expect(pathOf(operations.readThread, { thread: '../x?y#z' })).toBe('/api/v1/threads/..%2Fx%3Fy%23z')
    expect(pathOf(operations.readTile, { path: 'entries/x001/067.p/3' })).toBe(
      '/log/tile/entries/x001/067.p/3',
    )
    expect(pathOf(operations.readTile, { path: '0/0?x#y' })).toBe('/log/tile/0/0%3Fx%23y')
  })
})
