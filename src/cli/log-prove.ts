import { writeFile } from 'node:fs/promises'
import { isRole, relationsOf } from '../domain/roles.ts'
import { ClientError } from '../sdk/errors.ts'
import { UnknownReferralError } from '../sdk/find-referral.ts'
import { proveReferral, proveRegistered, type VerifiedProof } from '../sdk/proof.ts'
import { readStatement } from '../sdk/referral-statement.ts'
import { registeredReferral } from '../sdk/register.ts'
import { proveTrustRecord } from '../sdk/trust/prove-record.ts'
import { type Cli, openReading, type Reading } from './account.ts'
import type { CommonOptions } from './action.ts'
import { found } from './found.ts'
import { keepCheckpoint } from './kept-checkpoint.ts'
import { witnessingFor, witnessingJson, witnessingLines } from './log-witnessed.ts'

export type ProveOptions = CommonOptions & { out?: string; trust?: boolean }

/** What was proved, and the record behind it; null where that is withheld from the person. */
type Proved = { reference: string; proof: VerifiedProof; record: string | null }

/** Proves that a referral stands in the log, and prints the proof or writes it to a new file. */
export async function proveTo(cli: Cli, options: ProveOptions, ref: string): Promise<void> {
  if (options.trust) return proveTrust(cli, options, ref)
  const reading = await openReading(cli, options)
  const { reference, proof, record } = await prove(reading, ref)
  await keepCheckpoint(cli, reading, proof.checkpoint.note)
  if (options.out !== undefined) await writeNew(options.out, proof.proof)
  const { index, type, entry, salt } = proof
  const { size } = proof.checkpoint
  const witnessing = await witnessingFor(reading, proof.checkpoint.note)
  if (options.json) {
    const witnesses = witnessingJson(witnessing)
    return cli.terminal.json({ index, type, size, entry, salt, record, proof: proof.proof, witnesses })
  }
  cli.terminal.say(
    `${reference} is entry ${index} (${type}) of ${size}; the proof was checked.`,
    ...(options.out === undefined
      ? ['', ...proof.proof.trimEnd().split('\n')]
      : [`Written to ${options.out}.`]),
  )
  cli.terminal.note(...witnessingLines(witnessing))
  if (record === null) {
    cli.terminal.note(
      'What stands behind the entry is not for you: that it is of this referral, the register says and the proof does not.',
    )
  }
}

/** The same of a record of the trust log, by its place. */
async function proveTrust(cli: Cli, options: ProveOptions, ref: string): Promise<void> {
  if (!/^(0|[1-9]\d{0,14})$/.test(ref))
    throw new ClientError('With --trust, say which record by its place in the trust log, from 0 on.')
  const reading = await openReading(cli, options)
  const { proof, note, ...proved } = await proveTrustRecord(reading, BigInt(ref))
  if (options.out !== undefined) await writeNew(options.out, proof)
  const witnessing = await witnessingFor(reading, note)
  if (options.json) return cli.terminal.json({ ...proved, proof, witnesses: witnessingJson(witnessing) })
  cli.terminal.say(
    `Record ${proved.index} (${proved.type}) of the ${proved.size} of the trust log; the proof was checked.`,
    ...(options.out === undefined ? ['', ...proof.trimEnd().split('\n')] : [`Written to ${options.out}.`]),
  )
  cli.terminal.note(...witnessingLines(witnessing))
}

/** Whoever has mailboxes proves what is in them; a reviewer what is in the register. */
async function prove(reading: Reading, ref: string): Promise<Proved> {
  const roles = reading.person.roles.filter(isRole)
  const isReviewer = relationsOf(roles, 'read-register').size > 0
  const isParty = relationsOf(roles, 'see-referral').size > 0 && reading.person.mailboxes.length > 0
  if (!isReviewer) return proveOwn(reading, (await found(reading, ref)).referral)
  const own = isParty ? await ownOrNone(reading, ref) : null
  return own === null ? proveFromRegister(reading, ref) : proveOwn(reading, own)
}

async function ownOrNone(reading: Reading, ref: string): Promise<string | null> {
  try {
    return (await found(reading, ref)).referral
  } catch (error) {
    if (error instanceof UnknownReferralError) return null
    throw error
  }
}

async function proveOwn(reading: Reading, referral: string): Promise<Proved> {
  const view = await reading.client.referral(referral)
  const { origin, text: record } = await readStatement(reading, view)
  const proof = await proveReferral({ session: reading, referral: view.referral, origin, record })
  return { reference: view.reference, proof, record }
}

async function proveFromRegister(reading: Reading, ref: string): Promise<Proved> {
  const row = await registeredReferral(reading.client, ref)
  return { reference: row.reference, ...(await proveRegistered(reading, row)) }
}

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch(() => {
    throw new ClientError(`${path} is there already or cannot be written. Nothing was overwritten.`)
  })
}
