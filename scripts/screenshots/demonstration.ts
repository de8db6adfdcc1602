import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { createInterface } from 'node:readline'

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

/** Said once everybody can sign in: the first journey was played, and there are kits. */
const ALL_THERE = 'To try next:'

/** The service on embedded parts, as `npm start` starts it, on ports of its own. */
export async function startDemonstration(
  dataDir: string,
): Promise<{ origin: string; stop(): Promise<void> }> {
  const service = spawn(execPath, [MAIN, 'serve'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', SMTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(service, 'exit')
  const stop = async () => {
    service.kill('SIGTERM')
    await ended
  }
  let origin: string | undefined
  for await (const line of createInterface({ input: service.stdout })) {
    origin ??= /^Despatch is ready at (\S+)/.exec(line)?.[1]
    if (line !== ALL_THERE) continue
    // What else it says is read by nobody, and must not stop it.
    service.stdout.resume()
    if (origin !== undefined) return { origin, stop }
  }
  await ended
  throw new Error('The service did not start.')
}
