import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** Something that was looked through, and where it was. */
export type Place = { where: string; bytes: Buffer }

/**
 * Which of the words stand in the bytes, in any form that mail or a database may give them: as they are, as base64
 * wherever in the stream they begin, as hexadecimal, quoted-printable, or percent-encoded.
 */
export function wordsIn(bytes: Buffer, words: readonly string[]): string[] {
  const plain = bytes.toString('latin1')
  const unfolded = plain.replace(/[\r\n\t ]+/g, '')
  const decoded = [
    plain,
    Buffer.from(plain.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, fromHex), 'latin1').toString(),
    Buffer.from(plain.replace(/%([0-9A-F]{2})/gi, fromHex), 'latin1').toString(),
    bytes.toString(),
  ].map((text) => text.replace(/\s+/g, ' ').toLowerCase())
  return words.filter(
    (word) =>
      decoded.some((text) => text.includes(word.toLowerCase())) ||
      encodings(word).some((encoded) => unfolded.includes(encoded)),
  )
}

const fromHex = (_: string, digits: string): string => String.fromCharCode(Number.parseInt(digits, 16))

/** Base64 of the word at each of the three places it can begin at in a group, less what its neighbours decide. */
function encodings(word: string): string[] {
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)])
    const from = [0, 2, 3][shift] ?? 0
    const whole = padded.toString('base64').replace(/=+$/, '')
    const sure = whole.slice(from, whole.length - ([0, 1, 1][padded.length % 3] ?? 0))
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return [...inBase64, Buffer.from(word).toString('hex')]
}

/** Every table of the database in every schema that is not PostgreSQL's own, each row as the superuser reads it. */
export async function everyTable(superuserUrl: string): Promise<Place[]> {
  const client = new pg.Client(superuserUrl)
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    )
    const places: Place[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`)
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          if (value !== null) places.push({ where: `${name}.${column}`, bytes: asBytes(value) })
        }
      }
    }
    return places
  } finally {
    await client.end()
  }
}

function asBytes(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Every file below a folder, and its name; what `apart` names at the top is left out. */
export async function everyFile(folder: string, apart: readonly string[]): Promise<Place[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const places: Place[] = []
  for (const file of files) {
    const path = join(file.parentPath, file.name)
    const name = path.slice(folder.length + 1)
    if (!file.isFile() || apart.includes(name.split('/')[0] ?? '')) continue
    places.push({ where: name, bytes: await readFile(path) })
    places.push({ where: 'the name of a file', bytes: Buffer.from(name) })
  }
  return places
}

/** `where: word` for each planted word found in a place where it must not be. */
export function found(places: readonly Place[], words: readonly string[]): string[] {
  const sightings = places.flatMap(({ where, bytes }) =>
    wordsIn(bytes, words).map((word) => `${where}: ${word}`),
  )
  return [...new Set(sightings)]
}
