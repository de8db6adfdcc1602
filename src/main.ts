#!/usr/bin/env -S node --max-semi-space-size=4 --no-parallel-scavenge
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// What Node makes of the source at the first start is kept beside the packages, and halves the work of the next.
// Whoever could put something else there could put it into the source just as well; a place that all the machine
// writes to would not be like that. Where it cannot be written, each start works as the first one.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/despatch'))
const { processIo } = await import('./main/io.ts')
const { runProgram } = await import('./main/program.ts')

// A reader that has seen enough (`despatch inbox | head`) closes the pipe; that is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const exitCode = await runProgram(process.argv.slice(2), processIo)
// A command may have set its own.
if (exitCode !== 0) process.exitCode = exitCode
// Everything is stopped by now; a connection that somebody else holds open does not keep the process.
setTimeout(() => process.exit(), 5_000).unref()
