import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerAnswers } from './answers.ts'
import { registerLists } from './lists.ts'
import { registerLog } from './log.ts'
import { registerLogin } from './login.ts'
import { registerOpen } from './open.ts'
import { registerReply } from './reply.ts'
import { registerSchema } from './schema.ts'
import { registerSend } from './send.ts'
import { stateOf } from './state.ts'
import { registerStatus } from './status.ts'
import { type Io, terminalOf } from './terminal.ts'
import { registerThread } from './thread.ts'

export type { Io } from './terminal.ts'

/** Adds everybody's commands (not the operator's) to the program. Connects to nothing until one of them runs. */
export function registerCommands(program: Command, io: Io): void {
  const cli: Cli = {
    io,
    terminal: terminalOf(io),
    state: stateOf(io.env),
    clock: io.clock ?? (() => new Date()),
  }
  registerLogin(program, cli)
  registerSchema(program, cli)
  registerSend(program, cli)
  registerLists(program, cli)
  registerThread(program, cli)
  registerStatus(program, cli)
  registerOpen(program, cli)
  registerReply(program, cli)
  registerAnswers(program, cli)
  registerLog(program, cli)
}
