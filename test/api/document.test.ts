import { Validator } from '@seriousme/openapi-schema-validator'
import fastify from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, buildApp } from '../../src/api/app.ts'
import type { OpenApiDocument, OpenApiOperation } from '../../src/api/document/open-api.ts'
import { openApiDocument } from '../../src/api/document/open-api.ts'
import { useOperationsOnly } from '../../src/api/plugins/operations-only.ts'
import { PROBLEM_NAMES, problemType } from '../../src/domain/problems.ts'
import { isForAnyone } from '../../src/domain/roles.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'
import { Login } from '../../src/domain/wire/texts.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { bareDependencies } from './bare-dependencies.ts'

const ABOUT = { version: '9.9.9', origin: 'https://despatch.example.test' }

let database: TestDatabase
let app: App
let text: string
let document: OpenApiDocument

beforeAll(async () => {
  database = await createTestDatabase()
  app = await buildApp(bareDependencies(database, ABOUT), pino({ level: 'silent' }))
  const answer = await app.inject('/openapi.json')
  text = answer.body
  document = answer.json()
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

/** Every operation of the document with its method and path. */
const described = (): [address: string, operation: OpenApiOperation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, OpenApiOperation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  )

/** Every route that the framework knows, from the tree that it prints itself, in the words of the document. */
function routed(): string[] {
  const above: string[] = []
  const found: string[] = []
  for (const line of app.printRoutes().split('\n')) {
    const [, indent = '', piece, methods = ''] = /^(.*?)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    if (piece === undefined) continue
    const depth = indent.length / 4
    above.length = depth
    above[depth] = piece
    const path = above
      .join('')
      .replaceAll(/:(\w+)/g, '{$1}')
      .replace('*', '{path}')
    const verbs = methods.split(', ').filter((verb) => verb !== 'HEAD' && verb !== '')
    found.push(...verbs.map((verb) => `${verb} ${path}`))
  }
  return found
}

describe('the API document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(text))
    expect({ valid, errors }).toMatchObject({ valid: true })
    expect(document.openapi).toMatch(/^3\.1\./)
  })

  it('lists every route that the service has, and nothing else', () => {
    const listed = described().map(([address]) => address)
    expect(routed().length).toBeGreaterThan(30)
    expect(listed.toSorted()).toEqual(routed().toSorted())
    expect(new Set(described().map(([, { operationId }]) => operationId)).size).toBe(OPERATIONS.length)
  })

  it('is open to anyone, and may be kept for a while', async () => {
    const answer = await app.inject('/openapi.json')
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=300',
    })
    expect(document.info.version).toBe(ABOUT.version)
    expect(document.servers).toEqual([{ url: ABOUT.origin }])
  })

  it('is a page for people too, that loads nothing', async () => {
    const { headers, body } = await app.inject('/docs/api')
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'; style-src 'unsafe-inline'"),
    })
    expect(body).toContain(`Version ${ABOUT.version}, at <code>${ABOUT.origin}</code>`)
  })

  it('says the same text each time, its paths and schemas in order', () => {
    const again = JSON.stringify(openApiDocument(OPERATIONS, ABOUT))
    expect(again).toBe(text)
    expect(JSON.stringify(openApiDocument(OPERATIONS.toReversed(), ABOUT).paths)).toBe(
      JSON.stringify(document.paths),
    )
    for (const keys of [Object.keys(document.paths), Object.keys(document.components.schemas)]) {
      expect(keys).toEqual(keys.toSorted())
    }
  })

  it('refers to nothing that it does not hold, and says no named schema twice', () => {
    const held = Object.keys(document.components.schemas)
    const asked = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name),
    )
    expect([...asked].toSorted()).toEqual(held.toSorted())
    expect(held).toEqual(expect.arrayContaining(['DisclosuresResponse', 'NoticeSetting', 'Problem', 'Uuid']))
    const uuid = document.components.schemas.Uuid?.pattern
    expect(text.split(JSON.stringify(uuid))).toHaveLength(2)
  })

  it('says of every operation who may, by its action, and asks for a token where one is needed', () => {
    for (const [address, operation] of described()) {
      const action = operation['x-despatch-action']
      expect({ address, security: operation.security }).toEqual({
        address,
        security: isForAnyone(action) ? [] : [{ accessToken: [] }],
      })
    }
  })

  it('lists every problem with what to do, and every operation’s problems by their types', () => {
    expect(document['x-problems'].map(({ type }) => type)).toEqual(PROBLEM_NAMES.map(problemType))
    expect(document['x-problems'].every(({ remedy }) => remedy.length > 20)).toBe(true)
    for (const [address, { responses }] of described()) {
      const said = JSON.stringify(responses)
      expect({ address, foresees: said.includes(problemType('internal')) }).toEqual({
        address,
        foresees: true,
      })
    }
  })

  it('says of everything but the question whether the process lives that it may be put off, and till when', () => {
    const unlimited = described().filter(([, { responses }]) => {
      const answer = JSON.stringify(responses['429'] ?? {})
      return !answer.includes(problemType('too-many-requests')) || !answer.includes('retry-after')
    })
    expect(unlimited.map(([address]) => address)).toEqual(['GET /healthz'])
    const stopping = described().filter(([, { responses }]) => responses['503'] === undefined)
    expect(stopping.map(([address]) => address)).toEqual(['GET /healthz'])
  })

  it('gives every parameter a meaning', () => {
    const silent = described().flatMap(([address, { parameters = [] }]) =>
      parameters.filter(({ description }) => description === '').map(({ name }) => `${address} ${name}`),
    )
    expect(silent).toEqual([])
  })
})

describe('an address', () => {
  it('has no place for the name that somebody signs in with', () => {
    const parameters = OPERATIONS.flatMap(({ id, params, query }) =>
      [params, query].flatMap((schema) =>
        Object.entries(schema?.properties ?? {}).map((one) => ({ id, one })),
      ),
    )
    expect(parameters.length).toBeGreaterThan(20)
    const ofNames = parameters.filter(
      ({ one: [name, schema] }) =>
        name === 'login' || JSON.stringify(schema).includes(JSON.stringify(Login).slice(1, -1)),
    )
    expect(ofNames).toEqual([])
  })
})

describe('a route that is in no table', () => {
  it('stops the start, and so does an operation that has no route', async () => {
    const bare = fastify()
    const demandAll = useOperationsOnly(bare, OPERATIONS.slice(0, 2))
    bare.get('/api/v1/service', async () => '')
    expect(() => bare.get('/api/v1/backdoor', async () => 'open')).toThrow(
      'GET /api/v1/backdoor is not in the table of operations',
    )
    expect(demandAll).toThrow('GET /healthz')
    await bare.close()
  })
})
