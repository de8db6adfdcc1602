import { readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { STATEMENT_LIMIT } from '../domain/wire/statement.ts'
import type { TrustType } from '../domain/wire/trust/record.ts'
import type { Found } from '../sdk/agreement/gather.ts'
import { demandStatement } from '../sdk/agreement/statement-text.ts'
import { ClientError } from '../sdk/errors.ts'
import { readBounded } from './bounded-file.ts'

/** No armored file beside a statement is larger, in bytes, and there are no more of them. */
const ARMORED_LIMIT = 128 * 1024
const MOST_BESIDE = 600

/** The text of a file, no longer than `limit` bytes. @throws ClientError naming the file */
export async function readTextFile(path: string, limit: number): Promise<string> {
  const read = await readBounded(path, limit)
  if (typeof read === 'string')
    throw new ClientError(read === 'missing' ? `${path} cannot be found.` : `${path} is ${read}.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(read)
  } catch {
    throw new ClientError(`${path} is no text.`)
  }
}

/** The exact text of a statement in a file: nothing before it, nothing after it. @throws ClientError */
export async function readStatementFile(path: string): Promise<{ text: string; type: TrustType }> {
  const text = await readTextFile(path, STATEMENT_LIMIT * 3)
  return { text, type: demandStatement(path, text) }
}

/** The armored files that lie beside a statement: `<file>.<anything>.asc`, in the order of their names. */
export async function blocksBeside(path: string): Promise<Found[]> {
  const [folder, name] = [dirname(path), basename(path)]
  const names = (await readdir(folder).catch(() => []))
    .filter((one) => one.startsWith(`${name}.`) && one.endsWith('.asc'))
    .sort()
  if (names.length > MOST_BESIDE) throw new ClientError(`More than ${MOST_BESIDE} files lie beside ${path}.`)
  return Promise.all(
    names.map(async (one) => ({
      name: one,
      armored: (await readTextFile(join(folder, one), ARMORED_LIMIT)).trim(),
    })),
  )
}

/** Where the private part of a statement lies, beside it. */
export const privateFileOf = (path: string): string => `${path}.private.json`

/** The private part that lies beside a statement; null where there is none. @throws ClientError */
export async function privateBeside(path: string): Promise<string | null> {
  const file = privateFileOf(path)
  const names: string[] = await readdir(dirname(path)).catch(() => [])
  return names.includes(basename(file)) ? readTextFile(file, STATEMENT_LIMIT * 3) : null
}

/** Writes a new file for whoever works here alone. @throws ClientError where there is one already */
export async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw new ClientError(
      taken
        ? `${path} is there already, and is not overwritten. Remove it, or choose another name.`
        : `${path} cannot be written.`,
    )
  }
}

/** An agency's name as part of a file name. */
export const fileNameOf = (agency: string): string =>
  agency
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'agency'
