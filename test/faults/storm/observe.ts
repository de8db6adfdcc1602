import { join } from 'node:path'
import { ASB_TEAM, LIVERPOOL_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import type { Client } from '../../../src/sdk/client.ts'
import { exportInto, verifyFolder } from '../export-folder.ts'
import type { Seen } from './account.ts'
import type { Site } from './site.ts'

/** The longest page that the API gives. */
const PAGE = 200

/** Looks at everything from outside, once the storm is over. */
export async function observe(site: Site, sender: Client): Promise<Seen> {
  const [reader, auditor] = await Promise.all([site.session('yot.officer'), site.session('auditor')])
  const folder = join(site.folder, 'export')
  await exportInto(folder, auditor)
  const log: Seen['log'] = []
  const { problems, opened, size } = await verifyFolder(folder, auditor.hash, ({ index, type, record }) => {
    if (record !== null) log.push({ index: Number(index), type, record })
  })
  const inbox = async (client: Client, mailbox: string) =>
    (await everyPage((cursor) => client.inbox({ mailbox, limit: PAGE, ...cursor }))).map(
      ({ referral }) => referral,
    )
  return {
    sent: await everyPage((cursor) => sender.sent({ mailbox: ASB_TEAM, limit: PAGE, ...cursor })),
    received: await inbox(reader.client, LIVERPOOL_YOT),
    arrived: await inbox(sender, ASB_TEAM),
    partner: (await site.partner.mailbox()).map(({ messageId, envelope: { envelopeId } }) => ({
      messageId,
      envelopeId,
    })),
    log,
    logProblems: opened === size ? problems : [...problems, `of ${size} records ${opened} could be opened`],
  }
}

/** Every row of a list, newest first. */
export async function everyPage<T>(
  read: (cursor: { cursor?: string }) => Promise<{ rows: T[]; next: string | null }>,
): Promise<T[]> {
  const rows: T[] = []
  let next: string | null = null
  do {
    const page: { rows: T[]; next: string | null } = await read(next === null ? {} : { cursor: next })
    rows.push(...page.rows)
    next = page.next
  } while (next !== null)
  return rows
}
