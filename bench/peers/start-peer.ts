import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A peer in a process of its own, which says its port when it listens and ends when we let go of it. */
export async function startPeer(
  program: string,
  args: readonly string[],
): Promise<{ port: number; pid: number; stop(): Promise<void> }> {
  const child = fork(program, args, { env: { PATH: process.env.PATH }, execArgv: [] })
  const exited = once(child, 'exit')
  const [said]: unknown[] = await Promise.race([once(child, 'message'), exited])
  if (typeof said !== 'object' || said === null || !('port' in said) || child.pid === undefined) {
    throw new Error(`${program} did not start`)
  }
  return {
    port: Number(said.port),
    pid: child.pid,
    async stop() {
      child.disconnect()
      await exited
    },
  }
}
