import { freePort } from '../../setup/ports.ts'
import { firstWord, type Running, run } from './processes.ts'

/** A Redis of one's own that keeps nothing on disk: killed, it has lost everything. */
export type Redis = { url: string; start(): Promise<void>; kill(): Promise<void> }

/** @param folder where it runs and complains */
export async function createRedis(folder: string): Promise<Redis> {
  const port = await freePort('127.0.0.1')
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no']
  let server: Running | undefined
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      if (server && !server.hasEnded()) return
      server = run('redis-server', args, { cwd: folder, logFile: `${folder}/redis.log`, heard: true })
      await firstWord(server)
    },
    kill: async () => server?.kill(),
  }
}
