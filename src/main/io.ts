/** What a command reads and writes: the process's own, or a test's. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>
  out(line: string): void
  err(line: string): void
}

export const processIo: Io = {
  env: process.env,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
}
