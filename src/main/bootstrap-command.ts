import { v7 as uuid } from 'uuid'
import { blocksBeside, privateBeside, readStatementFile } from '../cli/statement-file.ts'
import { readOwnerUrl } from '../config.ts'
import { addDays, dayOf } from '../domain/day.ts'
import { ruleSet } from '../domain/rule-sets.ts'
import type { TrustState } from '../domain/trust/state.ts'
import type { TrustRecord } from '../domain/wire/trust/record.ts'
import { recordOf, sorted } from '../sdk/agreement/gather.ts'
import { ClientError } from '../sdk/errors.ts'
import { sentenceOf } from '../sdk/sentence.ts'
import type { Db } from '../services/db.ts'
import { appendTrust } from '../services/trust/append.ts'
import { createTrustStanding } from '../services/trust/standing.ts'
import { connect } from '../store/connect.ts'
import { databaseFailure } from './database-failure.ts'
import type { Io } from './io.ts'
import type { Network } from './network-option.ts'

export type BootstrapOptions = { files: readonly string[]; networks: readonly Network[]; json: boolean }

/**
 * `despatch bootstrap`: enters the first agreement and the first appointments in the trust log of an empty service, which
 * nobody can sign in to yet. Each counts by the signatures that lie beside it: the operator can choose what is entered
 * first, and forge nothing, since every client believes what its own agency's root leads to.
 *
 * @returns the exit code
 */
export async function bootstrap({ files, networks, json }: BootstrapOptions, io: Io): Promise<number> {
  try {
    const { db, close } = connect(readOwnerUrl(io.env), { max: 2, applicationName: 'despatch bootstrap' })
    try {
      const size = await entered(db, files, networks)
      if (json) io.out(JSON.stringify({ ok: true, records: size }))
      else io.out(`The trust log has its first ${size} records. The people they appoint can sign in.`)
      return 0
    } finally {
      await close()
    }
  } catch (error) {
    const problem =
      databaseFailure(error, 'DATABASE_OWNER_URL') ??
      sentenceOf(error) ??
      (error instanceof Error ? error.message : String(error))
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
}

async function entered(db: Db, files: readonly string[], networks: readonly Network[]): Promise<number> {
  const standing = createTrustStanding()
  const now = new Date()
  return db.transaction().execute(async (transaction) => {
    let state = await standing.read(transaction)
    if (state.size > 0)
      throw new ClientError(
        'This service has a trust log already. Whoever it appoints enters what comes next: despatch agreement activate FILE.',
      )
    const records: TrustRecord[] = []
    for (const file of files) {
      const { text } = await readStatementFile(file)
      const gathered = sorted(await blocksBeside(file))
      const beside = { ...gathered, private: await privateBeside(file) }
      const { record, after } = await recordOf(text, beside, state).catch((error: unknown) => {
        throw new ClientError(`${file}: ${sentenceOf(error) ?? String(error)}`)
      })
      records.push(record)
      state = after
    }
    demandFitting(networks, state)
    await appendTrust(transaction, records, { standing, now })
    for (const { domain, scheme, level } of networks) {
      await transaction
        .insertInto('network')
        .values({
          id: uuid(),
          domain,
          accreditation_scheme: scheme,
          accreditation_level: level,
          relay_host: null,
          relay_port: null,
          tls_certificate: null,
          // A day's grace for clocks: what the agreement allows today is carried today.
          valid: `[${addDays(dayOf(now), -1)},)`,
        })
        .execute()
    }
    return state.size
  })
}

/** Networks are entered here alone, so that what could never carry anything is told before. @throws ClientError */
function demandFitting(networks: readonly Network[], { agreements }: TrustState): void {
  const schemes = Object.values(agreements).map(({ document }) => ruleSet(document.ruleSet).marking.scheme)
  const unfit = networks.find(({ scheme }) => !schemes.includes(scheme))
  if (unfit)
    throw new ClientError(
      `${unfit.domain} is to be accredited by ${unfit.scheme}, and the rules of the agreement mark by ${schemes.join(' and ')}: nothing could be sent there. Nothing was entered. Give the level that it is accredited for by ${schemes.join(' or ')}.`,
    )
}
