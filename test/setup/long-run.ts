/** Set by the files of `test/long/` that run a file of `npm test` with everything in it. */
export const ALL_CASES = 'ALL_CASES'

/** Whether everything is to be run: each case by itself is quick, and all of them would take `npm test` over its ten minutes. */
export const isLongRun = (): boolean => process.env[ALL_CASES] !== undefined
