import { loggedFiles } from '../../../sdk/audit/logged.ts'
import { ClientError, LogInconsistentError } from '../../../sdk/errors.ts'
import { LogContradictedError } from '../seen-log.ts'

/**
 * What proves that the log has a report's signatures; none where it cannot be had now: the signatures stand whatever comes of this, and
 * the report that is made again has it.
 *
 * @throws LogContradictedError, LogInconsistentError when the log has something else in their place
 */
export const loggedOrNone = (...asked: Parameters<typeof loggedFiles>): ReturnType<typeof loggedFiles> =>
  loggedFiles(...asked).catch((error: unknown) => {
    const contradicts = error instanceof LogInconsistentError || error instanceof LogContradictedError
    if (error instanceof ClientError && !contradicts) return []
    throw error
  })
