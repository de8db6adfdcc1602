/** Whether this container's process answers at STATUS_PORT: exit code 0 or 1, as HEALTHCHECK wants it. */
import { env, exit } from 'node:process'

const answer = await fetch(`http://127.0.0.1:${env.STATUS_PORT}/healthz`, {
  signal: AbortSignal.timeout(4_000),
}).catch(() => null)
exit(answer?.ok ? 0 : 1)
