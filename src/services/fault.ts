/** A fault of the program as the application's log may show it. */
export type Fault = { fault: string; code: string | null; at: string[] }

/** A code of Node, of PostgreSQL or of ours; what else calls itself one may say anything. */
const CODE = /^[A-Z0-9_]{1,64}$/
/** Frames that are enough to find the place. */
const FRAMES = 12

/**
 * What may be logged of an unexpected error: its class, its code and where it arose. Never its message, nor what
 * else it carries: a database tells in them the very row that it refused (promise 7).
 */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { fault: typeof error, code: null, at: [] }
  const code = 'code' in error && typeof error.code === 'string' && CODE.test(error.code) ? error.code : null
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { fault: error.constructor.name, code, at: frames.slice(0, FRAMES).map((line) => line.trim()) }
}
