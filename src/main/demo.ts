import { readConfig } from '../config.ts'
import { playDemo } from '../demo/play.ts'
import type { Io } from './io.ts'

/** `despatch demo`: plays the journeys against the running service. */
export async function demo({ json }: { json: boolean }, io: Io): Promise<void> {
  await playDemo({ config: readConfig(io.env), out: io.out, env: io.env, json })
}
