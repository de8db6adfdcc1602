import type { Io } from '../../src/cli/terminal.ts'
import { runProgram } from '../../src/main/program.ts'
import { newFolder } from './folder.ts'

/** What a command printed, and how it ended. */
export type Ran = { code: number; out: string; err: string }

/** A person's machine: a folder of state, and commands that use it. */
export type Machine = {
  home: string
  despatch(...args: string[]): Promise<Ran>
  /** The same with `--json`, its document parsed. */
  json(...args: string[]): Promise<{ code: number; document: unknown; err: string }>
}

export async function newMachine(extras: Omit<Partial<Io>, 'out' | 'err'> = {}): Promise<Machine> {
  const home = await newFolder()
  const despatch = async (...args: string[]): Promise<Ran> => {
    const [out, err]: [string[], string[]] = [[], []]
    const io: Io = {
      columns: 100,
      ask: async () => null,
      ...extras,
      env: { DESPATCH_HOME: home, ...extras.env },
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
    }
    const code = await runProgram(args, io)
    return { code, out: out.join('\n'), err: err.join('\n') }
  }
  return {
    home,
    despatch,
    async json(...args) {
      const { code, out, err } = await despatch(...args, '--json')
      return { code, document: out === '' ? null : JSON.parse(out), err }
    },
  }
}
