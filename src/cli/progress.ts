import { Option } from 'commander'
import type { Cli } from './account.ts'

export type ProgressOptions = { progress?: boolean }

/** `--progress`, on what may take long. */
export const progressOption = (): Option =>
  new Option('--progress', 'tell progress on the error stream, even where that is no terminal')

/** At a terminal only what takes longer is told of: milliseconds. */
const PATIENCE_MS = 1_000

/**
 * Tells on the error stream how far something has come, a line for each tenth, or where nobody knows how much there is
 * for each `step`: at a terminal, and wherever `--progress` asks for it.
 *
 * @param what what is counted: `entries`
 */
export function progressOf(
  { terminal, clock }: Pick<Cli, 'terminal' | 'clock'>,
  { progress }: ProgressOptions,
  what: string,
  step = 1_000,
): (done: number | bigint, of?: number | bigint) => void {
  if (!progress && !process.stderr.isTTY) return () => undefined
  const begun = clock().getTime()
  let told = 0n
  return (done, of) => {
    const place =
      of === undefined
        ? BigInt(done) / BigInt(step)
        : Number(of) === 0
          ? 10n
          : (BigInt(done) * 10n) / BigInt(of)
    if (place <= told) return
    if (!progress && clock().getTime() - begun < PATIENCE_MS) return
    told = place
    terminal.note(of === undefined ? `${done} ${what} …` : `${done} of ${of} ${what} …`)
  }
}
