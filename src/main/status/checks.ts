import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckName } from '../../domain/wire/service-response.ts'
import {
  codeOf,
  degraded,
  failed,
  fine,
  type ReadinessCheck,
  type Verdict,
} from '../../services/readiness.ts'
import type { Loop } from '../../workers/loop.ts'
import { askRedis } from './redis.ts'

const MIB = 1024 * 1024
/** Below this a referral of the largest size may not find room while it comes in, nor a journal. */
const TOO_LITTLE = 64 * MIB
const LITTLE = 512 * MIB

/** How much room a disk has left, in words for the operator. */
export function roomVerdict(freeBytes: number): Verdict {
  const left = `${Math.floor(freeBytes / MIB)} MiB are left in DATA_DIR`
  if (freeBytes < TOO_LITTLE) return failed(`${left}: make room; what needs more is refused until then.`)
  if (freeBytes < LITTLE) return degraded(`${left}: make room soon.`)
  return fine(`${left}.`)
}

/**
 * How much room there is where a process writes: in the data directory, and in the folders of it that may be disks of
 * their own. The least of them.
 *
 * @throws when the data directory is not there
 */
export async function freeBytes(dataDir: string): Promise<number> {
  const free = async (path: string): Promise<number> => {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  }
  const parts = ['log', 'spool'].map((name) =>
    free(join(dataDir, name)).catch(() => Number.POSITIVE_INFINITY),
  )
  return Math.min(await free(dataDir), ...(await Promise.all(parts)))
}

/** Whether there is room in the data directory. */
export function diskCheck(dataDir: string): ReadinessCheck {
  return {
    name: 'disk',
    async look() {
      try {
        return roomVerdict(await freeBytes(dataDir))
      } catch (error) {
        return failed(`DATA_DIR cannot be looked into${codeOf(error)}.`)
      }
    },
  }
}

/**
 * Whether the queue's Redis answers. Without it the sweep still finds everything, and mail leaves a few seconds later: no
 * reason to send people elsewhere.
 */
export function queueCheck(url: string): ReadinessCheck {
  return {
    name: 'queue',
    async look() {
      try {
        await askRedis(url)
        return fine('Redis answers.')
      } catch (error) {
        return degraded(`Redis does not answer${codeOf(error)}: mail to partners leaves a few seconds later.`)
      }
    },
  }
}

/**
 * Whether one of the loops of this process turns.
 *
 * @param lateMs a turn that takes longer hangs
 * @param means what does not happen while it does not turn
 */
export function loopCheck(
  name: CheckName,
  loop: Pick<Loop, 'health'>,
  { lateMs, means }: { lateMs: number; means: string },
): ReadinessCheck {
  return {
    name,
    async look() {
      const { sinceWellMs, failing } = loop.health()
      const since = `for ${Math.round(sinceWellMs / 1000)} seconds`
      if (sinceWellMs > lateMs) return failed(`It has not done its work ${since}: ${means}`)
      return failing ? degraded(`It failed just now and tries again: ${means}`) : fine('It does its work.')
    },
  }
}

/** Whether the gateway takes connections. */
export function gatewayCheck(listening: () => boolean): ReadinessCheck {
  return {
    name: 'gateway',
    look: async () =>
      listening() ? fine('It listens.') : failed('It does not listen: no mail can come in.'),
  }
}
