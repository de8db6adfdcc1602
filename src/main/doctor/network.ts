import { connect as connectTo } from 'node:net'
import Value from 'typebox/value'
import { Readiness } from '../../domain/wire/service-response.ts'
import { askRedis } from '../status/redis.ts'

const WITHIN_MS = 3_000

/** Whether an address of HTTP answers. @throws Error when it does not */
export async function askHealth(url: string): Promise<string> {
  const answer = await ask(url)
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
  return `${url} answers ${answer.status}`
}

/** Whether the process there can do its work. @throws Error with what it says is wrong */
export async function askReadiness(url: string): Promise<string> {
  const answer = await ask(url)
  const found: unknown = await answer.json().catch(() => null)
  if (!Value.Check(Readiness, found)) throw new Error(`${url} answers ${answer.status}, and is no Despatch`)
  const wrong = found.checks.filter(({ state }) => state !== 'ok')
  const words = wrong.map(({ name, says }) => `${name}: ${says}`).join(' ')
  if (!found.ready) throw new Error(`not ready. ${words}`)
  return wrong.length > 0 ? `ready, but ${words}` : 'ready'
}

async function ask(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) }).catch(() => {
    throw new Error(`nothing answers at ${url}`)
  })
}

/** Whether the mail gateway greets. @throws Error when it does not */
export function askBanner(host: string, port: number): Promise<string> {
  const at = authority(host, port)
  return new Promise((resolve, reject) => {
    const socket = connectTo({ host: reachableHost(host), port, timeout: WITHIN_MS })
    const fail = () => {
      socket.destroy()
      reject(new Error(`no mail gateway answers at ${at}`))
    }
    socket.once('error', fail).once('timeout', fail).once('close', fail)
    socket.once('data', (greeting) => {
      // RFC 5321 §3.1: a server that takes mail greets with 220.
      if (!greeting.toString('latin1').startsWith('220')) return fail()
      socket.end('QUIT\r\n')
      resolve(`${at} greets`)
    })
  })
}

/** Whether the queue's Redis answers and keeps what it is given. @throws Error with what to do */
export async function redisReady(url: string): Promise<string> {
  const { version, evictionPolicy } = await askRedis(url).catch(() => {
    throw new Error(
      'the Redis of REDIS_URL does not answer or does not let us in: see that it runs and that the address is right; mail to partners leaves a few seconds later until then',
    )
  })
  if (!['noeviction', 'unknown'].includes(evictionPolicy)) {
    throw new Error(
      `its maxmemory-policy is ${evictionPolicy}, so that it may throw jobs away: set it to noeviction`,
    )
  }
  return `Redis ${version} answers`
}

/** Host and port as an address has them. */
export const authority = (host: string, port: number): string =>
  `${host.includes(':') ? `[${reachableHost(host)}]` : reachableHost(host)}:${port}`

/** Listening everywhere is answered here. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}
