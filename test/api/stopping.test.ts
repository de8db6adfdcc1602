import { beforeAll, describe, expect, it } from 'vitest'
import type { ReadyReferral } from '../../src/sdk/prepare.ts'
import { verifyLogProof } from '../../src/sdk/proof.ts'
import type { Session } from '../../src/sdk/session.ts'
import { named, prepared } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { rawConnection } from './raw-connection.ts'

let service: TestService
let sender: Session
let referral: ReadyReferral

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  referral = await prepared(sender)
})

/** A request with the sender's token, as octets. */
function request(method: string, path: string, type?: string, body?: Uint8Array): Buffer {
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: despatch.test',
    `authorization: Bearer ${sender.client.token}`,
    // The service says when it has begun with it.
    ...(body ? [`content-type: ${type}`, `content-length: ${body.length}`, 'expect: 100-continue'] : []),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body ?? Buffer.alloc(0)])
}

async function submission(): Promise<Buffer> {
  const form = new FormData()
  form.set('manifest', referral.manifest)
  form.set('signature', referral.signature)
  form.set('content', new Blob([new Uint8Array(referral.content)]), 'content')
  const wire = new Response(form)
  const type = wire.headers.get('content-type') ?? ''
  return request('POST', '/api/v1/referrals', type, new Uint8Array(await wire.arrayBuffer()))
}

describe('a service that is stopped', () => {
  it('finishes what is in hand, and takes nothing more', async () => {
    const whole = await submission()
    const opened = () => rawConnection(service.origin)
    const [submitting, idle, late] = [await opened(), await opened(), await opened()]
    idle.send(request('GET', '/healthz'))
    await idle.until('"ok"')
    // The beginning of a request, so that the connection is not idle when the stop comes.
    late.send(request('GET', '/api/v1/directory').subarray(0, 10))
    submitting.send(whole.subarray(0, whole.length - 100))
    await submitting.until('100 Continue')

    const stopped = service.stop()
    // What stood idle is closed, and nobody else is let in.
    expect(await idle.ended).not.toContain('HTTP/1.1 503')
    await expect(fetch(`${service.origin}/healthz`)).rejects.toThrow()

    late.send(request('GET', '/api/v1/directory').subarray(10))
    const refused = await late.ended
    expect(refused).toMatch(/^HTTP\/1\.1 503 /)
    expect(refused).toMatch(/^retry-after: 5\r$/im)
    expect(refused).toMatch(/^connection: close\r$/im)
    expect(refused).toContain(named('unavailable'))

    submitting.send(whole.subarray(whole.length - 100))
    const answer = Buffer.from(await submitting.ended, 'latin1').toString()
    expect(answer).toMatch(/^HTTP\/1\.1 201 /m)
    expect(answer).toMatch(/^connection: close\r$/im)
    const { proof } = JSON.parse(answer.split('\r\n\r\n').at(-1) ?? '')
    // Even its log entry was still published.
    await verifyLogProof({ session: sender, proof, type: 'accepted', record: referral.manifest })
    await stopped
  })
})
