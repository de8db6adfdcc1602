#!/usr/bin/env node
import { processIo } from './main/io.ts'
import { runProgram } from './main/program.ts'

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
