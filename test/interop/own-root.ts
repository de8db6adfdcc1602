import { execFile, spawn } from 'node:child_process'
import { readdirSync, readlinkSync, rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../services/sending.ts'

const run = promisify(execFile)

/** A file, or an empty folder where it has no text; it belongs to root, unless to the user of that number. */
export type RootFile = { path: string; text?: string; mode?: number; owner?: number }

/** A daemon with a file system of its own, in which it has its users, its configuration and its mail. */
export type OwnRoot = {
  folder: string
  /** what it said on its standard error */
  said(): string
  /** the text of a file in it; empty where there is none */
  read(path: string): Promise<string>
  stop(): Promise<void>
}

/**
 * Starts a daemon by chroot(1) in a copy of `image`: nothing of it is on the system itself, not even its users.
 *
 * @param users whom it is to find in its /etc/passwd, with their numbers
 * @param command the daemon and its arguments; it must stay in the foreground
 * @param address where it listens once it is ready
 */
export async function startInOwnRoot({
  image,
  users,
  files,
  command,
  address,
}: {
  image: string
  users: Readonly<Record<string, number>>
  files: readonly RootFile[]
  command: readonly string[]
  address: { host: string; port: number }
}): Promise<OwnRoot> {
  const folder = await mkdtemp(join(tmpdir(), 'root-'))
  const lines = Object.entries({ root: 0, mail: 8, ...users })
  const accounts: RootFile[] = [
    { path: 'etc/passwd', text: lines.map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/sh\n`).join('') },
    { path: 'etc/group', text: lines.map(([name, id]) => `${name}:x:${id}:\n`).join('') },
    { path: 'etc/nsswitch.conf', text: 'passwd: files\ngroup: files\nhosts: files\n' },
    { path: 'etc/hosts', text: '127.0.0.1 localhost\n' },
  ]
  try {
    await chmod(folder, 0o755)
    await run('cp', ['-a', `${image}/.`, folder])
    for (const file of [...accounts, ...files]) await put(folder, file)
    await mkdir(join(folder, 'dev'))
    await run('mknod', ['-m', '666', join(folder, 'dev/null'), 'c', '1', '3'])
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const child = spawn('chroot', [folder, ...command], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  // It has processes of its own, which would go on when ours is ended half-way.
  const abandon = () => {
    for (const pid of processesIn(folder)) end(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', abandon)
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) end(child.pid, 'SIGTERM')
    await until('its processes had ended', async () => processesIn(folder).length === 0).catch(
      () => undefined,
    )
    process.off('exit', abandon)
    abandon()
  }
  try {
    await until('it listened', () => (child.exitCode === null ? listens(address) : Promise.resolve(true)))
    if (child.exitCode !== null) throw new Error('It ended at once.')
  } catch (error) {
    await stop()
    throw new Error(`${command[0]} did not start: ${said}`, { cause: error })
  }
  return {
    folder,
    said: () => said,
    read: (path) => readFile(join(folder, path), 'utf8').catch(() => ''),
    stop,
  }
}

async function put(root: string, { path, text, mode, owner }: RootFile): Promise<void> {
  const at = join(root, path)
  await mkdir(text === undefined ? at : dirname(at), { recursive: true })
  if (text !== undefined) await writeFile(at, text)
  if (mode !== undefined) await chmod(at, mode)
  if (owner !== undefined) await run('chown', [`${owner}:${owner}`, at])
}

/** The processes whose file system is the one in `folder`, or a part of it. */
function processesIn(folder: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const root = readlinkSync(`/proc/${name}/root`)
      return root === folder || root.startsWith(`${folder}/`) ? [Number(name)] : []
    } catch {
      // It has ended meanwhile, or is none of ours.
      return []
    }
  })
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

function listens({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
}
