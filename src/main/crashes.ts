import type { Logger } from 'pino'
import { faultOf } from '../services/fault.ts'

/** The exit code of a process that met what nobody had foreseen (sysexits.h: EX_SOFTWARE). */
export const CRASHED = 70

/**
 * Ends the process on an error that nobody caught, with one line in the log that says what it was and where, and not
 * what it was about: Node itself would print the error's message, and that may name people (promise 7). What was in
 * hand is found by the next start, as after a kill.
 *
 * @returns undoes it
 */
export function endOnCrash(logger: Pick<Logger, 'fatal'>): () => void {
  const crash = (what: string) => (error: unknown) => {
    logger.fatal(faultOf(error), what)
    process.exit(CRASHED)
  }
  const thrown = crash('an error that nobody caught; the process ends')
  const rejected = crash('a rejection that nobody handled; the process ends')
  process.on('uncaughtException', thrown).on('unhandledRejection', rejected)
  return () => void process.off('uncaughtException', thrown).off('unhandledRejection', rejected)
}
