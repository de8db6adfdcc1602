import { generateMailboxKey, type PrivateKey } from '../src/crypto/keys.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../src/demo/partnership/mailboxes.ts'
import { registerPartners } from '../src/demo/register.ts'
import type { Session } from '../src/sdk/session.ts'
import { accessToken } from './access-token.ts'
import { bringInClear } from './clear-mail.ts'
import { interleave } from './interleave.ts'
import type { Postfix } from './peers/postfix.ts'
import { startPostfixWithGpg } from './peers/postfix-gpg.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { type Sink, startSink } from './sink.ts'

/** Three mailboxes, one of them a partner's who is reached by mail. The sending team is one, so there are three keys. */
export const RECIPIENTS = [ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE]

/** Connections that submit at the same time, to us and to the peer. */
export const SUBMITTERS = 32

/** A service and, beside it, Postfix with gpg, which both relay to the same partner's server. */
export type Relaying = {
  service: ServiceProcess
  session: Session
  token: string
  sink: Sink
  /** Submits so many mails of ten kilobytes to Postfix. @returns how many a second came to the partner's server */
  postfixWithGpg(count: number): Promise<number>
  stop(): Promise<void>
}

/** @param nodeFlags of the service's process */
export async function startRelaying(nodeFlags: readonly string[] = []): Promise<Relaying> {
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const sink = await startSink()
    undo.push(sink.stop)
    const postfix = await startPostfixWithGpg({ sinkPort: sink.port, keys: await threeKeys() })
    undo.push(postfix.stop)
    const service = await startServiceProcess({ nodeFlags })
    undo.push(service.stop)
    const { host, port, tlsCertificate } = sink
    const domain = POLICE_INTELLIGENCE.slice(POLICE_INTELLIGENCE.indexOf('@') + 1)
    await registerPartners(service.db, [{ domain, host, port, tlsCertificate, relayAddresses: [] }])
    const session = await service.session('asb.caseworker')
    return {
      service,
      session,
      token: await accessToken(session),
      sink,
      postfixWithGpg: (count) => throughPostfix(postfix, sink, count),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** So many mails show the pace of a side, and warm it up. */
const TO_WARM_UP = 40

/**
 * Both sides in turn, each with as many mails as take it about so long.
 *
 * @param ours and `peer`: relays so many. @returns how many a second
 */
export async function paced(
  { rounds, seconds }: { rounds: number; seconds: number },
  ours: (count: number) => Promise<number>,
  peer: (count: number) => Promise<number>,
): Promise<{ value: number; peerValue: number }> {
  const counts: number[] = []
  for (const side of [ours, peer]) {
    await side(TO_WARM_UP)
    counts.push(Math.max(TO_WARM_UP, Math.ceil((await side(TO_WARM_UP)) * seconds)))
  }
  const [oursCount = TO_WARM_UP, peerCount = TO_WARM_UP] = counts
  return interleave(
    rounds,
    () => ours(oursCount),
    () => peer(peerCount),
  )
}

async function throughPostfix(postfix: Postfix, sink: Sink, count: number): Promise<number> {
  const { from, to } = { from: 'asb.team@bench.test', to: 'intelligence@partner.bench.test' }
  const mails = Array.from({ length: count }, () => ({ from, to, message: clearMail(from, to) }))
  return atSink(sink, count, () => bringInClear(postfix.port, mails, SUBMITTERS))
}

/**
 * Mails per second, from the beginning of what submits them until the last of them stands at the partner's server.
 */
export async function atSink(sink: Sink, count: number, submit: () => Promise<unknown>): Promise<number> {
  const { taken } = await sink.expect(count)
  const began = performance.now()
  await Promise.all([submit(), taken])
  return (count * 1000) / (performance.now() - began)
}

/** A mail of ten kilobytes with an attachment that does not compress. */
function clearMail(from: string, to: string): Uint8Array {
  const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(7168))).toString('base64')
  const lines = noise.replace(/.{76}/g, '$&\r\n')
  return Buffer.from(`From: <${from}>\r\nTo: <${to}>\r\nSubject: An incident\r\n\r\n${lines}`)
}

async function threeKeys(): Promise<PrivateKey[]> {
  const keys: PrivateKey[] = []
  for (const desk of ['asb.team', 'yot', 'intelligence']) {
    const now = new Date(Date.now() - 60_000)
    keys.push(await generateMailboxKey({ name: 'Placeholder desk', address: `${desk}@bench.test`, now }))
  }
  return keys
}
