import { closeSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { ClientError } from '../sdk/errors.ts'
import type { Io } from './terminal.ts'

/** No passphrase is longer, in bytes. */
const LONGEST = 4096

/**
 * The passphrase of a key: from the file descriptor, else the file that `DESPATCH_PASSPHRASE_FILE` names, else asked
 * for at the terminal without showing it. Never from an argument: arguments stand in process lists and histories.
 *
 * @param fd a descriptor that the caller opened for us; its first line is the passphrase
 * @param nobody what to say where nobody can be asked
 * @throws ClientError when there is nobody to ask
 */
export async function readPassphrase(
  io: Io,
  {
    fd,
    question,
    nobody = 'The key is locked and there is nobody to ask for its passphrase. Use --passphrase-fd N or DESPATCH_PASSPHRASE_FILE.',
  }: { fd: number | null; question: string; nobody?: string },
): Promise<string> {
  if (fd !== null) return firstLine(fromDescriptor(fd))
  const file = io.env.DESPATCH_PASSPHRASE_FILE
  if (file) return firstLine(await fromFile(file, 'DESPATCH_PASSPHRASE_FILE'))
  return asked(io, question, { shown: false, nobody })
}

/** A passphrase that is to be: from a descriptor, a file, or asked for twice. @throws ClientError */
export async function readNewPassphrase(io: Io, fd: number | null): Promise<string> {
  if (fd !== null) return firstLine(fromDescriptor(fd))
  const file = io.env.DESPATCH_NEW_PASSPHRASE_FILE
  if (file) return firstLine(await fromFile(file, 'DESPATCH_NEW_PASSPHRASE_FILE'))
  const nobody =
    'There is nobody to ask for the new passphrase. Use --new-passphrase-fd N or DESPATCH_NEW_PASSPHRASE_FILE.'
  const first = await asked(io, 'New passphrase, of at least 12 characters: ', { shown: false, nobody })
  const again = await asked(io, 'The new passphrase again: ', { shown: false, nobody })
  if (first === again) return first
  throw new ClientError('The two are not the same. Nothing was changed.')
}

/**
 * The words of a kit: from a file (the kit as it was printed, or the words alone), or typed, which shows them: twelve words
 * are not typed blindly.
 *
 * @throws ClientError when there is nobody to ask
 */
export async function readKitWords(io: Io, file: string | null): Promise<string> {
  const path = file ?? io.env.DESPATCH_KIT_FILE
  if (path)
    return new TextDecoder().decode(await fromFile(path, file === null ? 'DESPATCH_KIT_FILE' : '--kit'))
  return asked(io, 'The 12 words of your kit: ', {
    shown: true,
    nobody:
      'There is no key of yours on this machine, and nobody to ask for the words of your kit. Use --kit FILE or DESPATCH_KIT_FILE; or, if you sign in by a key file, --key FILE.',
  })
}

/** What somebody types at the terminal. @throws ClientError saying `nobody` when there is nobody to ask */
export async function asked(
  { ask = askAtTerminal }: Io,
  question: string,
  { shown, nobody }: { shown: boolean; nobody: string },
): Promise<string> {
  const given = await ask(question, { shown })
  if (given !== null && given !== '') return given
  throw new ClientError(nobody)
}

/** Words that somebody reads out, asked for at the terminal without showing them. @throws ClientError when there is nobody to ask */
export const askWords = (io: Io, question: string): Promise<string> =>
  asked(io, question, {
    shown: false,
    nobody: 'There is nobody to ask for the words. Use --words FILE, once for each of the two lists.',
  })

/** Whether somebody at the terminal says yes. True where nobody can be asked: a script has said what it wants. */
export async function mayGoOn({ ask = askAtTerminal }: Io, question: string): Promise<boolean> {
  const given = await ask(question, { shown: true })
  return given === null || /^y(es)?$/i.test(given.trim())
}

function fromDescriptor(fd: number): Uint8Array {
  const bytes = new Uint8Array(LONGEST)
  let size = 0
  try {
    for (;;) {
      const read = readSync(fd, bytes, size, bytes.length - size, null)
      size += read
      if (read === 0 || size === bytes.length || bytes.subarray(0, size).includes(0x0a)) break
    }
    if (fd > 2) closeSync(fd)
  } catch {
    const npx = fd > 2 ? ' Through npx only 0, the standard input, reaches the command.' : ''
    throw new ClientError(`No passphrase can be read from file descriptor ${fd}.${npx}`)
  }
  return bytes.subarray(0, size)
}

async function fromFile(path: string, named: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(LONGEST), 0, LONGEST, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch {
    throw new ClientError(`The file that ${named} names cannot be read.`)
  }
}

function firstLine(bytes: Uint8Array): string {
  const [line = ''] = new TextDecoder().decode(bytes).split(/\r?\n/, 1)
  if (line === '') throw new ClientError('The passphrase is empty.')
  return line
}

/** Null where the standard input is no terminal. */
async function askAtTerminal(question: string, { shown }: { shown: boolean }): Promise<string | null> {
  if (!process.stdin.isTTY) return null
  // readline echoes what is typed to its output: this one shows nothing after the question.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const output = shown ? process.stderr : silent
  const reader = createInterface({ input: process.stdin, output, terminal: true })
  process.stderr.write(question)
  try {
    return await new Promise<string>((resolve, reject) => {
      const stopped = () => reject(new ClientError('Stopped: nothing was answered, and nothing was done.'))
      reader.once('line', resolve).once('SIGINT', stopped).once('close', stopped)
    })
  } finally {
    reader.close()
    if (!shown) process.stderr.write('\n')
  }
}
