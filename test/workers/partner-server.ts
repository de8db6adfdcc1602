import { SMTPServer } from 'smtp-server'
import { mailPartners } from '../../src/demo/partner/partners.ts'
import { tlsPath } from '../../src/demo/partner/prepare.ts'
import { serverTls } from '../../src/demo/partner/tls.ts'
import { POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import type { World } from '../faults/world.ts'

/** What the police's mail server says to a message. */
export type Answer = { code: 250 | 451 | 552; text: string }

/** A mail server in the place of the police's: what it answers, and whether it listens, is the test's to say. */
export type PartnerServer = {
  answer: Answer
  /** Message-IDs of what it took, in order. */
  taken: string[]
  /** The last message that it took. */
  last: Buffer
  /** Its answers wait for this. */
  holding: Promise<void> | null
  /** Messages that came in whole, answered or not. */
  seen: number
  close(): Promise<void>
}

/** Starts it, with the police's own certificate, and tells the service where it is. */
export async function standInForPolice({
  config,
  database,
}: {
  config: Pick<World['config'], 'dataDir'>
  database: Pick<World['database'], 'db'>
}): Promise<PartnerServer> {
  const police = mailPartners.find(({ address }) => address === POLICE_INTELLIGENCE)
  if (!police) throw new Error('the demonstration has no police')
  const taken: string[] = []
  const partner: PartnerServer = {
    answer: { code: 250, text: '2.0.0 Taken' },
    taken,
    last: Buffer.alloc(0),
    holding: null,
    seen: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  const server = new SMTPServer({
    ...(await serverTls(tlsPath(config.dataDir, police.domain), police)),
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 500,
    logger: false,
    onData: async (stream, _session, done) => {
      const pieces: Buffer[] = []
      for await (const piece of stream) pieces.push(piece)
      partner.seen += 1
      await partner.holding
      const { code, text } = partner.answer
      if (code !== 250) return done(Object.assign(new Error(text), { responseCode: code }))
      partner.last = Buffer.concat(pieces)
      taken.push(/^Message-ID: (\S+)\r$/im.exec(Buffer.concat(pieces).toString('latin1'))?.[1] ?? '')
      done(null, text)
    },
  })
  server.on('error', () => {})
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, police.host, () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  await database.db
    .updateTable('network')
    .set({ relay_host: police.host, relay_port: port })
    .where('domain', '=', police.domain)
    .execute()
  return partner
}
