import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dkimRecord } from '../../mail/gateway/dkim.ts'
import { isNothing } from '../../mail/gateway/host-addresses.ts'
import type { Resolve } from '../../mail/gateway/mta-sts.ts'
import type { Connection } from '../../store/connect.ts'
import { dkimFile } from '../service-keys.ts'

/** Domains that are asked about; an agency has one or two. */
const MOST_DOMAINS = 20

/** The domains that mail is signed for: the service's own, and those that the mailboxes here write from. */
export async function signedDomains({ db }: Connection, serviceDomain: string): Promise<string[]> {
  const rows = await db.selectFrom('mailbox').select('address').where('route', '=', 'local').execute()
  const domains = rows.map(({ address }) => address.slice(address.lastIndexOf('@') + 1))
  return [...new Set([serviceDomain, ...domains.toSorted()])].slice(0, MOST_DOMAINS)
}

/**
 * Whether the key that mail is signed with is published for each of the domains (RFC 6376 §3.6.2), as far as the DNS can
 * be asked.
 *
 * @returns what was found, with the record
 * @throws Error where it is not published, or another key is, with what to publish
 */
export async function dkimPublished({
  dataDir,
  selector,
  domains,
  resolve,
}: {
  dataDir: string
  selector: string
  domains: readonly string[]
  resolve: Resolve
}): Promise<string> {
  const path = join(dataDir, 'keys', 'worker', dkimFile(selector))
  const key = await readFile(path, 'utf8').catch(() => {
    throw new Error(
      `${path} is not there: despatch serve makes it at its next start, and despatch keys at once`,
    )
  })
  const record = dkimRecord({ key })
  const asked = await Promise.all(
    domains.map(async (domain) => ({ domain, found: await isPublished(domain, selector, record, resolve) })),
  )
  const named = (wanted: Found) =>
    asked.filter(({ found }) => found === wanted).map(({ domain }) => `${selector}._domainkey.${domain}`)
  const publish = `The TXT record is ${record}`
  const [missing, other, unasked] = [named('nothing'), named('another'), named('unknown')]
  const wrong = [
    ...(missing.length > 0 ? [`nothing is published at ${missing.join(', ')}`] : []),
    ...(other.length > 0 ? [`another key than ours is published at ${other.join(', ')}`] : []),
  ]
  if (wrong.length > 0)
    throw new Error(`${wrong.join('; ')}: partners find the signatures of our mail wrong. ${publish}`)
  if (unasked.length > 0) return `the DNS could not be asked about ${unasked.join(', ')}. ${publish}`
  return `published at ${named('ours').join(', ')}. ${publish}`
}

type Found = 'ours' | 'another' | 'nothing' | 'unknown'

async function isPublished(
  domain: string,
  selector: string,
  record: string,
  resolve: Resolve,
): Promise<Found> {
  try {
    const records = await resolve(`${selector}._domainkey.${domain}`, 'TXT')
    const texts = (Array.isArray(records) ? records : []).map((one) =>
      Array.isArray(one) ? one.join('') : '',
    )
    if (texts.length === 0) return 'nothing'
    return texts.some((text) => keyIn(text) === keyIn(record)) ? 'ours' : 'another'
  } catch (error) {
    return isNothing(error) ? 'nothing' : 'unknown'
  }
}

/** The tag `p` of a record; white space in it means nothing. */
function keyIn(record: string): string | undefined {
  const tags = record.split(';').map((tag) => tag.replaceAll(/\s/g, ''))
  return tags.find((tag) => tag.startsWith('p='))
}
