import { join } from 'node:path'
import pg from 'pg'
import { LIVERPOOL_YOT, POLICE_INTELLIGENCE, SEFTON_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { accessToken } from '../access-token.ts'
import { interleave } from '../interleave.ts'
import { startPeer } from '../peers/start-peer.ts'
import { presealed } from '../presealed.ts'
import { moreIsBetter, type Row } from '../row.ts'
import { startServiceProcess } from '../service-process.ts'
import { formsOf, load } from '../submit-load.ts'

/** Enough that the processors are what is short, and not the wait of each submission for its proof. */
const CONNECTIONS = 64
const RECIPIENTS = [LIVERPOOL_YOT, SEFTON_YOT, POLICE_INTELLIGENCE]
const PEER_DATABASE = 'bench_peer'

const row: Row = {
  name: 'submit',
  about:
    'Referrals of 10 KB, sealed before, to three mailboxes of the service, answered with 201 as the product does: ' +
    'judged, committed and, as a rule, with the proof from the log. Peer: bare Fastify and one INSERT of the same bytes.',
  async measure({ rounds, quick, progress }) {
    const each = quick ? 100 : 600
    const service = await startServiceProcess({ prepare: makeAllMailboxesLocal })
    try {
      const session = await service.session('asb.caseworker')
      const token = await accessToken(session)
      progress(`sealing ${each * (rounds + 1)} referrals`)
      const forms = formsOf(await presealed(session, { count: each * (rounds + 1), to: RECIPIENTS }))
      const peer = await startPeer(join(import.meta.dirname, '../peers/bare-fastify.ts'), [
        await peerDatabase(service.databases.superuserUrl),
      ])
      try {
        const ours = `http://127.0.0.1:${new URL(service.origin).port}/api/v1/referrals`
        const theirs = `http://127.0.0.1:${peer.port}/submissions`
        const send = async (url: string, bearer: string | null, turn: number) => {
          const submissions = forms.slice(turn * each, (turn + 1) * each)
          const { seconds, answers } = await load({
            url,
            token: bearer,
            submissions,
            connections: CONNECTIONS,
          })
          return { perSecond: each / seconds, answers }
        }
        progress('warming both up')
        await send(ours, token, 0)
        await send(theirs, null, 0)
        let turn = 0
        let unproved = 0
        const figures = await interleave(
          rounds,
          async () => {
            turn += 1
            const { perSecond, answers } = await send(ours, token, turn)
            unproved += answers.filter((answer) => answer.includes('"proof":null')).length
            return perSecond
          },
          async () => (await send(theirs, null, turn)).perSecond,
        )
        progress(`${unproved} of ${each * rounds} were answered before their proof was there`)
        return [
          moreIsBetter({
            name: 'submit',
            unit: 'submissions/s',
            peer: 'bare Fastify and one INSERT',
            ...figures,
          }),
        ]
      } finally {
        await peer.stop()
      }
    } finally {
      await service.stop()
    }
  },
}
export default row

/** The demonstration has three local mailboxes, the sending one among them: its mail partners' are made local too. */
async function makeAllMailboxesLocal({ ownerUrl }: { ownerUrl: string }): Promise<void> {
  await query(ownerUrl, "update mailbox set route = 'local'")
}

/** A database of the peer's own, on the same server with the same settings. */
async function peerDatabase(superuserUrl: string): Promise<string> {
  await query(superuserUrl, `create database ${PEER_DATABASE}`)
  const url = new URL(superuserUrl)
  url.pathname = PEER_DATABASE
  return url.href
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
