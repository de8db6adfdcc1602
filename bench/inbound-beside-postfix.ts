import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { generate } from 'selfsigned'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../src/demo/partnership/mailboxes.ts'
import { freePort } from '../src/main/ports.ts'
import { bringForSeconds } from './inbound-load.ts'
import { mailForm, type Signing } from './inbound-mail.ts'
import { interleave } from './interleave.ts'
import { startPostfix } from './peers/postfix.ts'
import { moreIsBetter, type Row } from './row.ts'
import { startServiceProcess } from './service-process.ts'

const CONNECTIONS = 20
const MAIL_BYTES = 10 * 1024
const HOST = '127.0.0.1'
/** Where the police's mail comes from, by their network's row. */
const POLICE_RELAY = '127.0.0.13'
/** What was taken is entered in the log and delivered, or relayed, before the other side begins. */
const SETTLE_MS = 2_000

/**
 * Mails taken per second, beside those that Postfix takes.
 *
 * @param settings further settings of the service
 * @param signed what DKIM adds to the mail; nothing unless told
 */
export async function measureInbound(
  name: string,
  { rounds, seconds, progress }: Measuring,
  { settings, signed = async (mail) => mail }: { settings: Record<string, string>; signed?: Signing },
): Promise<Measured[]> {
  const undo: (() => Promise<unknown>)[] = []
  try {
    const service = await startServiceProcess({ settings })
    undo.push(service.stop)
    const sink = await startPlainSink()
    undo.push(sink.stop)
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'postfix.bench.test' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    })
    const postfix = await startPostfix({ sinkPort: sink.port, sinkTls: false, tls: { key, cert } })
    undo.push(postfix.stop)
    const mail = { from: POLICE_INTELLIGENCE, to: ASB_TEAM, bytes: MAIL_BYTES }
    const form = await mailForm(service.db, mail, signed)
    const bring = async (port: number, seconds: number) => {
      const server = { host: HOST, port, localAddress: POLICE_RELAY, from: POLICE_INTELLIGENCE, to: ASB_TEAM }
      const before = await service.cpuSeconds()
      const rate = await bringForSeconds(server, form, { connections: CONNECTIONS, seconds })
      const ours = port === service.smtpPort
      const each = ours ? ((await service.cpuSeconds()) - before) / (rate * seconds) : 0
      progress(
        ours
          ? `the gateway: ${rate.toFixed(0)}/s, ${(each * 1000).toFixed(2)} ms of its process each`
          : `Postfix: ${rate.toFixed(0)}/s`,
      )
      await pause(SETTLE_MS)
      return rate
    }
    await bring(service.smtpPort, seconds / 2)
    await bring(postfix.port, seconds / 2)
    const { value, peerValue } = await interleave(
      rounds,
      () => bring(service.smtpPort, seconds),
      () => bring(postfix.port, seconds),
    )
    return [moreIsBetter({ name, value, unit: 'mails/s', peer: 'Postfix', peerValue })]
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

type Measuring = Parameters<Row['measure']>[0]
type Measured = Awaited<ReturnType<Row['measure']>>[number]

/** Postfix's own smtp-sink(1): it takes mail in clear, keeps nothing, and costs next to nothing. */
async function startPlainSink(): Promise<{ port: number; stop(): Promise<void> }> {
  const program = '/usr/sbin/smtp-sink'
  if (!existsSync(program)) throw new Error('This row compares with Postfix: install the package postfix.')
  const port = await freePort(HOST)
  const child = spawn(program, ['-u', 'nobody', `${HOST}:${port}`, '256'], { stdio: 'ignore' })
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error('the sink did not start')
    await pause(50)
  }
  return {
    port,
    async stop() {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
