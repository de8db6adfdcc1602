import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Value from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenApiDocument } from '../../src/api/document/open-api.ts'
import { successOf } from '../../src/domain/wire/operations/operation.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { CONTROL_ROOM_KEY, prepareSamples, type SampleWorld } from './sample-calls.ts'

const run = promisify(execFile)

let service: TestService
let world: SampleWorld
let document: OpenApiDocument

beforeAll(async () => {
  // Notices can be set; nothing is ever due within the test.
  const fetchKey = async () => new TextEncoder().encode(CONTROL_ROOM_KEY)
  service = await startTestService({ fetchKey }, { NOTICE_SMTP: 'smtp://127.0.0.1:1' })
  world = await prepareSamples(service)
  document = await (await fetch(`${service.origin}/openapi.json`)).json()
  // The calls run as they are written; curl is told beside them to say what status it got.
  await writeFile(join(world.folder, '.curlrc'), 'write-out = "%{stderr}%{http_code}"\n')
})
afterAll(async () => {
  await world?.remove()
  await service?.stop()
})

/** Those whose roles let them make the call. */
function callerOf(action: string, source: string) {
  if (['read-register', 'open-log-records', 'review-disclosures'].includes(action))
    return world.people.auditor
  if (['see-partners', 'run-partners', 'enter-trust'].includes(action)) return world.people.coordinator
  if (
    ['invite', 'see-people', 'see-owed-answers', 'look-after-accounts', 'see-agreement-gaps'].includes(action)
  )
    return world.people.liaison
  if (action === 'find-partner-key' || action === 'judge-partner-key') return world.people.officer
  if (action === 'lift-account') return world.people.liaison
  if (source.includes('passphrase.json')) return world.people.reader
  if (action === 'change-mailbox-keys' || action === 'use-recovery-key') return world.people.officer
  return source.includes('$DELIVERY') ? world.people.reader : world.people.sender
}

describe('the call that the document gives', () => {
  it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
    'for %s runs',
    async (id, operation) => {
      const { action, example } = operation
      const described = Object.values(document.paths[operation.path] ?? {}).find(
        (one) => one.operationId === id,
      )
      const source = described?.['x-codeSamples'][0]?.source ?? ''
      const { client } = callerOf(action, source)
      const { folder, variables } = world
      const { stdout, stderr } = await run('sh', ['-euc', source], {
        cwd: folder,
        env: { PATH: process.env.PATH, CURL_HOME: folder, ...variables, TOKEN: client.token ?? '' },
      }).catch((error: { stdout?: string; stderr?: string }) => ({
        stdout: error.stdout,
        stderr: error.stderr,
      }))
      const { status, answer } = successOf(operation)
      expect({ source, stdout, status: stderr }).toMatchObject({ source, status: String(status) })
      expect(Object.keys(described?.responses ?? {})).toContain(String(status))
      if (answer.schema) {
        expect(Value.Check(answer.schema, JSON.parse(stdout ?? ''))).toBe(true)
      } else {
        const received = example.save ? await readFile(join(folder, example.save)) : Buffer.from(stdout ?? '')
        expect(received.length).toBeGreaterThan(10)
      }
    },
  )
})
