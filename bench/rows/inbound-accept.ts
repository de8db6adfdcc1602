import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { generate } from 'selfsigned'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { freePort } from '../../src/main/ports.ts'
import { bringForSeconds } from '../inbound-load.ts'
import { mailForm } from '../inbound-mail.ts'
import { interleave } from '../interleave.ts'
import { startPostfix } from '../peers/postfix.ts'
import { moreIsBetter, type Row } from '../row.ts'
import { startServiceProcess } from '../service-process.ts'

const CONNECTIONS = 20
const MAIL_BYTES = 10 * 1024
const HOST = '127.0.0.1'
/** Where the police's mail comes from, by their network's row. */
const POLICE_RELAY = '127.0.0.13'
/** What was taken is entered in the log and delivered, or relayed, before the other side begins. */
const SETTLE_MS = 2_000

const row: Row = {
  name: 'inbound-accept',
  about:
    'PGP/MIME mails of 10 KB taken for one mailbox over 20 connections that stay open, all with STARTTLS, each sealed and committed before its 250, against Postfix that takes the same mails and relays them to a sink',
  async measure({ rounds, seconds, progress }) {
    const undo: (() => Promise<unknown>)[] = []
    try {
      const service = await startServiceProcess()
      undo.push(service.stop)
      const sink = await startPlainSink()
      undo.push(sink.stop)
      const { private: key, cert } = await generate([{ name: 'commonName', value: 'postfix.bench.test' }], {
        keyType: 'ec',
        algorithm: 'sha256',
      })
      const postfix = await startPostfix({ sinkPort: sink.port, sinkTls: false, tls: { key, cert } })
      undo.push(postfix.stop)
      const form = await mailForm(service.db, { from: POLICE_INTELLIGENCE, to: ASB_TEAM, bytes: MAIL_BYTES })
      const bring = async (port: number, seconds: number) => {
        const server = {
          host: HOST,
          port,
          localAddress: POLICE_RELAY,
          from: POLICE_INTELLIGENCE,
          to: ASB_TEAM,
        }
        const rate = await bringForSeconds(server, form, { connections: CONNECTIONS, seconds })
        progress(`port ${port === service.smtpPort ? 'of the gateway' : 'of Postfix'}: ${rate.toFixed(0)}/s`)
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
      return [moreIsBetter({ name: 'inbound-accept', value, unit: 'mails/s', peer: 'Postfix', peerValue })]
    } finally {
      for (const step of undo.reverse()) await step()
    }
  },
}

export default row

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
