import Value from 'typebox/value'
import { referenceOf } from '../domain/reference.ts'
import type { Agency, Directory } from '../domain/wire/directory.ts'
import { type DisclosureFilters, DisclosureRow } from '../domain/wire/register-response.ts'
import type { Client } from './client.ts'
import { ClientError } from './errors.ts'
import { demandReference, isReferenceOf, isReferralId } from './find-referral.ts'
import { createRowSplitter } from './register-rows.ts'

/**
 * Every row of the register that the caller may read, newest first, however many there are. The service enters it in
 * the log as one reading.
 *
 * @throws ClientError when what comes is not the register, or breaks off
 */
export async function* registerRows(
  client: Pick<Client, 'disclosuresExport'>,
  filters: DisclosureFilters = {},
): AsyncGenerator<DisclosureRow> {
  const splitter = createRowSplitter()
  for await (const piece of client.disclosuresExport('json', filters)) {
    for (const row of splitter.push(piece)) {
      if (!Value.Check(DisclosureRow, row)) {
        throw new ClientError(
          'The register has a row that this program does not understand. Is the service of this version?',
        )
      }
      yield row
    }
  }
  splitter.end()
}

/**
 * What the register is asked for when a person names a referral.
 *
 * @param text a human reference, or the referral's id
 * @throws ClientError when it is neither
 */
export function registerReference(text: string): string {
  const wanted = text.trim()
  // A reference derives from the id, and its prefix says nothing about identity.
  if (isReferralId(wanted)) return referenceOf('mail', wanted)
  demandReference(wanted)
  return wanted
}

/**
 * The row of a referral, for whoever reads the register and not the mailboxes: an auditor, a liaison officer. Of
 * several recipients' rows the newest.
 *
 * @param text a human reference, or the referral's id
 * @throws ClientError when it is neither, or nothing that the caller may see, or when it stands for several
 */
export async function registeredReferral(
  client: Pick<Client, 'disclosures'>,
  text: string,
): Promise<DisclosureRow> {
  const wanted = text.trim()
  const { rows } = await client.disclosures({ reference: registerReference(wanted) }, { limit: 200 })
  const meant = rows.filter(({ referral }) =>
    isReferralId(wanted) ? referral === wanted.toLowerCase() : isReferenceOf(wanted, referral),
  )
  const [first] = meant
  if (!first) throw new ClientError(`There is no ${wanted} in the register as far as you may read it.`)
  const referrals = [...new Set(meant.map(({ referral }) => referral))]
  if (referrals.length > 1) {
    throw new ClientError(
      `${wanted} stands for ${referrals.length} referrals; use the id: ${referrals.join(', ')}.`,
    )
  }
  return first
}

/**
 * The agency that a person names: by its id, its name, or a part of the name that only one has.
 *
 * @throws ClientError naming those it could be
 */
export function agencyNamed({ agencies }: Pick<Directory, 'agencies'>, text: string): Agency {
  const wanted = text.trim().toLowerCase()
  const exact = agencies.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)
  if (exact) return exact
  const alike = wanted === '' ? [] : agencies.filter(({ name }) => name.toLowerCase().includes(wanted))
  const [only, ...others] = alike
  if (only && others.length === 0) return only
  const named = (alike.length > 0 ? alike : agencies).slice(0, 20).map(({ name }) => name)
  throw new ClientError(
    `${alike.length > 0 ? `Several agencies are called ${text}` : `No agency is called ${text}`}. There are: ${named.join('; ')}.`,
  )
}
