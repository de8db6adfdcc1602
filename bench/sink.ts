import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { generate } from 'selfsigned'

/** A partner's mail server in a process of its own: it takes mail over STARTTLS, says 250, and keeps nothing. */
export type Sink = {
  host: string
  port: number
  tlsCertificate: string
  /** Resolves to a promise that resolves when it has taken so many more. */
  expect(count: number): Promise<{ taken: Promise<void> }>
  stop(): Promise<void>
}

export async function startSink(): Promise<Sink> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'mx.sink.test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  const child = fork(join(import.meta.dirname, 'sink-main.ts'), [JSON.stringify({ key, cert })], {
    env: { PATH: process.env.PATH },
  })
  const [started]: ({ port: number } | undefined)[] = await once(child, 'message')
  const port = started?.port ?? 0
  if (port === 0) throw new Error('the sink did not start')
  return {
    host: '127.0.0.1',
    port,
    tlsCertificate: cert,
    async expect(count) {
      const waiting = once(child, 'message')
      child.send(count)
      await waiting
      return { taken: once(child, 'message').then(() => undefined) }
    },
    async stop() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}
