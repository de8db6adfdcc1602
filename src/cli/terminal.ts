import { safeJson, safeLines } from './terminal-text.ts'

/**
 * What the commands are given of the process: its environment, a line out, a line to the error stream. The rest is
 * the process's own when left out.
 */
export type Io = {
  env: Readonly<Record<string, string | undefined>>
  out(line: string): void
  err(line: string): void
  /** columns of the terminal; 80 where there is none */
  columns?: number
  /** asks for a secret, and shows what is typed only when told so; null where nobody can be asked */
  ask?: (question: string, how: { shown: boolean }) => Promise<string | null>
  /** the time */
  clock?: () => Date
}

/** Where commands print. Everything goes through here, so nothing a stranger wrote reaches the terminal raw. */
export type Terminal = {
  width: number
  /** Lines to the standard output; a text with line breaks is several. */
  say(...lines: string[]): void
  /** Lines to the error stream: progress, warnings. */
  note(...lines: string[]): void
  /** One JSON document to the standard output. */
  json(value: unknown): void
}

const WIDEST = 140

export function terminalOf(io: Io): Terminal {
  const columns = io.columns || process.stdout.columns || 80
  return {
    width: Math.min(Math.max(columns, 40), WIDEST),
    say: (...lines) => {
      for (const line of lines.flatMap(safeLines)) io.out(line)
    },
    note: (...lines) => {
      for (const line of lines.flatMap(safeLines)) io.err(line)
    },
    json: (value) => io.out(safeJson(value)),
  }
}
