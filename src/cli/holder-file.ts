import { parseStatement } from '../domain/wire/statement.ts'
import { Holder, type HolderProof, holderText } from '../domain/wire/trust/holder.ts'
import { proveHolding } from '../sdk/enrolment/holder.ts'
import { ClientError } from '../sdk/errors.ts'
import type { PrivateKey } from '../sdk/user-key.ts'
import { readTextFile, writeNewFile } from './statement-file.ts'

const LIMIT = 16 * 1024

/** Where the word of a key's holder lies, beside `me.asc` and `me.certificate.asc`: `me.holder.json` and its signature. */
export const holderFileOf = (path: string): string =>
  `${path.replace(/\.asc$/, '').replace(/\.certificate$/, '')}.holder.json`

/** Writes, beside a key that was made, that the agency may appoint its holder with it: as gpg would sign it, too. */
export async function writeHolder(
  path: string,
  of: { key: PrivateKey; agency: string; now: Date },
): Promise<string> {
  const { time, signature } = await proveHolding(of.key, of.agency, of.now)
  const file = holderFileOf(path)
  await writeNewFile(file, holderText({ agency: of.agency, certificate: of.key.getFingerprint(), time }))
  await writeNewFile(`${file}.asc`, signature)
  return file
}

/**
 * The word of whoever holds a key that is to be appointed. Whether it is theirs is judged with the appointment.
 * @throws ClientError when it is missing, or is about another key or agency
 */
export async function readHolder(
  file: string,
  of: { agency: string; certificate: string },
): Promise<HolderProof> {
  const said = parseStatement(Holder, await readTextFile(file, LIMIT))
  if (said.agency !== of.agency || said.certificate !== of.certificate)
    throw new ClientError(`${file} is about another key, or another agency.`)
  return { time: said.time, signature: (await readTextFile(`${file}.asc`, LIMIT)).trim() }
}
