import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, buildApp } from '../../src/api/app.ts'
import { writeLink } from '../../src/sdk/enrolment/link.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { bareDependencies } from './bare-dependencies.ts'

const ABOUT = { version: '9.9.9', origin: 'https://despatch.example.test' }

let database: TestDatabase
let app: App

beforeAll(async () => {
  database = await createTestDatabase()
  app = await buildApp(bareDependencies(database, ABOUT), pino({ level: 'silent' }))
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

/** The page at the address of an invitation, asked for as a browser asks: without the fragment. */
const opened = () => {
  const link = writeLink({ origin: ABOUT.origin, secret: 'A'.repeat(22), root: 'b'.repeat(40) })
  const { pathname, search } = new URL(link)
  return app.inject(pathname + search)
}

describe('an invitation that is opened in a browser', () => {
  it('says what Despatch is, what to type, and what is secret in its address', async () => {
    const { statusCode, headers, body } = await opened()
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(body).toContain('<html lang="en-GB">')
    expect(body).toContain('protectively marked case referrals')
    expect(body).toContain('despatch enrol "LINK"')
    expect(body).toContain('Your browser has not sent it')
  })

  it('runs nothing, loads nothing, sends nothing anywhere, and is kept by no cache', async () => {
    const { headers, body } = await opened()
    const style = /<style>(.*?)<\/style>/s.exec(body)?.[1] ?? ''
    const digest = createHash('sha256').update(style).digest('base64')
    expect(headers).toMatchObject({
      'content-security-policy': `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    expect(body).not.toMatch(/<(script|form|a|img|link|iframe|base)\b|\son\w+=|style=|https?:/)
  })
})
