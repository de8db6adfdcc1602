import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asStarted } from '../as-started.ts'
import { interleave, median } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'

const ROOT = join(import.meta.dirname, '../..')
const PEER = 'bare Fastify and PostgreSQL'

/** A program that is started in an empty data directory and then again in the same one, until it says so. */
type Program = {
  environment: Record<string, string>
  args: (dataDir: string) => string[]
  ready: string
}

const { environment, nodeFlags } = await asStarted()
const ours: Program = {
  environment,
  args: () => [...nodeFlags, join(ROOT, 'src/main.ts'), 'serve'],
  ready: 'Despatch is ready at',
}
const bare: Program = {
  environment: {},
  args: (dataDir) => [join(ROOT, 'bench/peers/bare-start.ts'), dataDir],
  ready: 'ready',
}

const row: Row = {
  name: 'start',
  about:
    'From the command to the ready service, the first time (database, keys and demonstration are made) and again; peer: a bare Fastify with an embedded PostgreSQL.',
  async measure({ rounds, progress }) {
    const again: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
    const both = async (program: Program, kept: number[]) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'bs-'))
      try {
        const first = await millisecondsToStart(program, dataDir)
        kept.push(await millisecondsToStart(program, dataDir))
        progress(`${Math.round(first)} ms, then ${Math.round(kept.at(-1) ?? 0)} ms`)
        return first
      } finally {
        await rm(dataDir, { recursive: true, force: true })
      }
    }
    const first = await interleave(
      rounds,
      () => both(ours, again.ours),
      () => both(bare, again.bare),
    )
    const figures = { unit: 'ms', peer: PEER }
    return [
      lessIsBetter({ name: 'start, the first time', ...figures, ...first }),
      lessIsBetter({
        name: 'start, again',
        ...figures,
        value: median(again.ours),
        peerValue: median(again.bare),
      }),
    ]
  },
}

async function millisecondsToStart({ environment, args, ready }: Program, dataDir: string): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, args(dataDir), {
    cwd: ROOT,
    env: {
      ...environment,
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT: '0',
      SMTP_PORT: '0',
      // The port is another each time, and the address is fixed at the first start.
      PUBLIC_URL: 'http://localhost:8080',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let said = ''
  const took = await new Promise<number>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes(ready)) resolve(performance.now() - began)
    })
    child.once('exit', () => reject(new Error('it ended before it was ready')))
  })
  child.kill('SIGTERM')
  await exited
  return took
}

export default row
